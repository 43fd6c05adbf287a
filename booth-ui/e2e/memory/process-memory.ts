import { closeSync, constants, openSync, readSync } from 'node:fs'
import { readdir, readFile, readlink, stat } from 'node:fs/promises'

const PAGE_BYTES = 4096
/** proc(5), /proc/pid/pagemap: bit 63 present, bit 62 swapped. */
const IN_MEMORY = 0xc0
/** Regions are read in pieces that overlap, so that nothing hides across a seam. */
const PIECE_BYTES = 4 * 1024 * 1024
const OVERLAP_BYTES = 64

/** A stretch of a process's memory, as /proc/pid/maps names it. */
export interface Region {
  readonly start: number
  readonly end: number
  readonly permissions: string
  readonly name: string
  /** Of what is mapped, 0 for nothing. */
  readonly inode: number
}

/** Of all that is mapped, what can hold more than a file of the disk does: not the untouched code of libraries. */
export const regionsOf = async (pid: number): Promise<Region[]> => {
  const maps = await readFile(`/proc/${pid}/maps`, 'utf8')
  return maps
    .split('\n')
    .map((line) => /^([0-9a-f]+)-([0-9a-f]+) (\S+) \S+ (\S+) (\d+)\s*(.*)$/.exec(line))
    .flatMap((match) => {
      if (!match) return []
      const [, start, end, permissions = '', device, inode, name = ''] = match
      const isOfDisk = device !== '00:00' && name.startsWith('/') && !/^\/(memfd:|dev\/shm\/)/.test(name)
      // A private page of a file is the process's own once it is written to.
      const canDiffer = permissions[1] === 'w' || permissions[3] === 's' || name.endsWith('(deleted)')
      if (permissions[0] !== 'r' || name === '[vvar]' || name === '[vsyscall]' || (isOfDisk && !canDiffer)) return []
      const [from, to] = [Number.parseInt(start!, 16), Number.parseInt(end!, 16)]
      return [{ start: from, end: to, permissions, name, inode: Number(inode) }]
    })
}

/**
 * Hands every page that a process has in memory to `onPiece`, in pieces, with a name of where it lies. Needs the right to
 * trace the process: root, or its parent. Pages that vanish while they are read are passed over. Throws when nothing at
 * all could be read. Resolves with the number of bytes read.
 */
export const readMemory = async (pid: number, onPiece: (bytes: Uint8Array, where: string) => void): Promise<number> => {
  const regions = await regionsOf(pid)
  const memory = openSync(`/proc/${pid}/mem`, constants.O_RDONLY)
  const pagemap = openSync(`/proc/${pid}/pagemap`, constants.O_RDONLY)
  const piece = Buffer.alloc(PIECE_BYTES + OVERLAP_BYTES)
  let total = 0
  try {
    for (const { start, end, name } of regions) {
      for (const [from, to] of presentRuns(pagemap, start, end)) {
        for (let at = from; at < to; at += PIECE_BYTES) {
          const wanted = Math.min(PIECE_BYTES + OVERLAP_BYTES, to - at)
          const got = readAt(memory, piece, wanted, at)
          total += Math.min(got, PIECE_BYTES)
          if (got > 0) onPiece(piece.subarray(0, got), name === '' ? 'anonymous memory' : name)
        }
      }
    }
  } finally {
    closeSync(memory)
    closeSync(pagemap)
  }
  total += await readUnmapped(pid, regions, onPiece)
  if (total === 0) throw new Error(`Nothing of the memory of process ${pid} could be read`)
  return total
}

const readAt = (file: number, target: Buffer, length: number, position: number): number => {
  try {
    return readSync(file, target, 0, length, position)
  } catch {
    return 0
  }
}

/** Addresses of the pages in memory, neighbours joined. */
const presentRuns = (pagemap: number, start: number, end: number): [number, number][] => {
  const runs: [number, number][] = []
  const entries = Buffer.alloc(8 * 65_536)
  for (let at = start; at < end; at += 65_536 * PAGE_BYTES) {
    const pages = Math.min(65_536, (end - at) / PAGE_BYTES)
    const got = readAt(pagemap, entries, pages * 8, (at / PAGE_BYTES) * 8) / 8
    for (let page = 0; page < got; page++) {
      if (!(entries[page * 8 + 7]! & IN_MEMORY)) continue
      const address = at + page * PAGE_BYTES
      const last = runs.at(-1)
      if (last?.[1] === address) last[1] += PAGE_BYTES
      else runs.push([address, address + PAGE_BYTES])
    }
  }
  return runs
}

/** Shared memory that a process holds open and has mapped nowhere. */
const readUnmapped = async (
  pid: number,
  mapped: readonly Region[],
  onPiece: (bytes: Uint8Array, where: string) => void,
): Promise<number> => {
  let total = 0
  const inodes = new Set(mapped.map(({ inode }) => inode))
  for (const fd of await readdir(`/proc/${pid}/fd`).catch(() => [])) {
    const path = `/proc/${pid}/fd/${fd}`
    const target = await readlink(path).catch(() => '')
    if (!/^\/(memfd:|dev\/shm\/)/.test(target)) continue
    const inode = await stat(path).then(
      ({ ino }) => ino,
      () => 0,
    )
    if (inodes.has(inode)) continue
    const bytes = await readFile(path).catch(() => Buffer.alloc(0))
    total += bytes.length
    if (bytes.length > 0) onPiece(bytes, `${target} (open, not mapped)`)
  }
  return total
}

/** A process and all that came of it, by pid. */
export const familyOf = async (pid: number): Promise<number[]> => {
  const parents = new Map<number, number>()
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '')
    // proc(5): the name in brackets may hold anything; state and parent follow its last bracket.
    const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (stat !== '' && state !== 'Z') parents.set(Number(name), Number(parent))
  }
  const family = parents.has(pid) ? [pid] : []
  for (let index = 0; index < family.length; index++) {
    for (const [child, parent] of parents) if (parent === family[index]) family.push(child)
  }
  return family
}

/** The processes of one program that hold `argument` in their command line, and their children. */
export const familyWith = async (argument: string): Promise<number[]> => {
  const found = new Set<number>()
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) continue
    const line = await readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '')
    if (line.includes(argument)) for (const pid of await familyOf(Number(name))) found.add(pid)
  }
  return [...found]
}

/** For the report: what a process is. */
export const nameOf = async (pid: number): Promise<string> => {
  const words = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).split('\0')
  const program = words[0]?.split(' ')[0]?.split('/').at(-1) ?? ''
  const type = words.join(' ').match(/--type=(\S+)/)?.[1]
  const service = words.join(' ').match(/--utility-sub-type=\S*?(\w+)(?:\s|$)/)?.[1]
  if (program.startsWith('chrom')) return `chromium ${service ?? type ?? 'browser'}`
  const script = words.find((word) => /process\.[jt]s$/.test(word)) ? 'darkroom' : null
  return script ?? (words.some((word) => /main\.[jt]s$/.test(word)) ? 'server' : program)
}
