import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Ending } from './endings.ts'
import { type Needle, NeedleIndex } from './needle-index.ts'
import { needlesOfJpeg, needlesOfPdf } from './picture-needles.ts'
import { nameOf, readMemory } from './process-memory.ts'
import type { Rig } from './rig.ts'

/** A piece of a picture where none may be. */
export interface Find {
  /** A process by what it is, or the path of a file. */
  readonly holder: string
  /** The memory's name as proc(5) has it. */
  readonly where: string
  /** "frame as JPEG" */
  readonly what: string
  readonly pieces: number
}

export interface ScanResult {
  readonly finds: readonly Find[]
  readonly bytes: number
}

/** Looks for needles in all memory of `pids`. A process that ended meanwhile holds nothing. */
export const scanProcesses = async (pids: readonly number[], needles: NeedleIndex): Promise<ScanResult> => {
  const finds: Find[] = []
  let bytes = 0
  for (const pid of pids) {
    const holder = await nameOf(pid)
    const tally = new Tally(holder)
    try {
      bytes += await readMemory(pid, (piece, where) => needles.search(piece, (needle) => tally.add(needle, where)))
    } catch (error) {
      const isGone = await stat(`/proc/${pid}`).then(
        () => false,
        () => true,
      )
      // A zombie has no memory, and no regions.
      if (!isGone && !(await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ') Z')).includes(') Z')) throw error
    }
    finds.push(...tally.finds)
  }
  return { finds, bytes }
}

const filesBelow = async (folder: string): Promise<string[]> => {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => [])
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}

/** The same in every file below `folders`. */
export const scanFiles = async (folders: readonly string[], needles: NeedleIndex): Promise<ScanResult> => {
  const finds: Find[] = []
  let bytes = 0
  for (const folder of folders) {
    for (const path of await filesBelow(folder)) {
      const content = await readFile(path).catch(() => Buffer.alloc(0))
      bytes += content.length
      const tally = new Tally(path)
      needles.search(content, (needle) => tally.add(needle, 'file'))
      finds.push(...tally.finds)
    }
  }
  return { finds, bytes }
}

class Tally {
  readonly #holder: string
  readonly #pieces = new Map<string, { where: string; what: string; pieces: number }>()

  constructor(holder: string) {
    this.#holder = holder
  }

  add({ label }: Needle, where: string): void {
    const key = `${where}\0${label}`
    const known = this.#pieces.get(key)
    if (known) known.pieces++
    else this.#pieces.set(key, { where, what: label, pieces: 1 })
  }

  get finds(): Find[] {
    return [...this.#pieces.values()].map((entry) => ({ holder: this.#holder, ...entry }))
  }
}

/** Needles of every frame that the camera shows of the person, less those that lie in memory before any visit. */
export const needlesOfFrames = async (rig: Rig): Promise<NeedleIndex> => {
  const index = new NeedleIndex()
  for (const frame of rig.camera.frames) index.add(await needlesOfJpeg(frame, 'frame'))
  await dropKnown(rig, index)
  return index
}

const dropKnown = async (rig: Rig, index: NeedleIndex): Promise<void> => {
  const known = new Set<Needle>()
  const note = (needle: Needle) => known.add(needle)
  for (const wall of rig.camera.walls) index.search(wall, note)
  for (const pid of [...(await rig.boothProcesses()), ...(await rig.browserProcesses())]) {
    await readMemory(pid, (piece) => index.search(piece, note)).catch(() => {})
  }
  index.drop(known)
}

/** What is left of one visit, by where it was looked for. */
export interface Leftovers {
  readonly ending: string
  readonly server: readonly Find[]
  readonly children: readonly Find[]
  readonly browser: readonly Find[]
  readonly files: readonly Find[]
  readonly scannedBytes: number
}

/** How long after a visit's end each is looked at. A browser is told, and then does it in its own time. */
export const SERVER_AFTER_MS = 1_000
export const BROWSER_AFTER_MS = 10_000

/** Needles of the portraits and sheets that went over the line or to the printer since `forget`. */
const needlesOfMade = async (rig: Rig, sheetsBefore: number): Promise<Needle[]> => {
  const { portraits, sheets } = rig.line.pictures()
  const printed = (await rig.printer.spoolFiles()).slice(sheetsBefore)
  return [
    ...(await Promise.all(portraits.slice(-2).map((jpeg) => needlesOfJpeg(jpeg, 'portrait')))),
    ...(await Promise.all(sheets.slice(-2).map((jpeg) => needlesOfJpeg(jpeg, 'sheet preview')))),
    ...(await Promise.all(printed.map(async (path) => needlesOfPdf(await readFile(path))))),
  ].flat()
}

/** One visit to its end, then everything is searched for `frames` and for what the visit made of them. */
export const leftoversOf = async (rig: Rig, ending: Ending, frames: NeedleIndex): Promise<Leftovers> => {
  rig.line.forget()
  const sheetsBefore = (await rig.printer.spoolFiles()).length
  await ending.run(rig)
  const endedAtMs = performance.now()
  const at = (afterMs: number) => delay(Math.max(0, endedAtMs + afterMs - performance.now()))
  const made = await needlesOfMade(rig, sheetsBefore)
  frames.add(made)
  try {
    const folders = [...rig.folders, '/dev/shm']
    await at(SERVER_AFTER_MS)
    const [server, ...children] = await rig.boothProcesses()
    const ofServer = await scanProcesses(server === undefined ? [] : [server], frames)
    const ofChildren = await scanProcesses(children, frames)
    const files = await scanFiles(folders, frames)
    await at(BROWSER_AFTER_MS)
    const ofBrowser = await scanProcesses(await rig.browserProcesses(), frames)
    const filesLater = await scanFiles(folders, frames)
    return {
      ending: ending.name,
      server: ofServer.finds,
      children: ofChildren.finds,
      browser: ofBrowser.finds,
      files: [...files.finds, ...filesLater.finds],
      scannedBytes: ofServer.bytes + ofChildren.bytes + ofBrowser.bytes + filesLater.bytes,
    }
  } finally {
    frames.drop(made)
  }
}
