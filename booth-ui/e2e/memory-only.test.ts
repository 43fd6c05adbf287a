import { spawnSync } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import WebSocket from 'ws'
import { type BoothProcess, startBooth } from './support/booth-process.ts'
import { findPicture, readFileWrites, straceTo } from './support/file-writes.ts'

let folder: string
let booth: BoothProcess

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quickid-strace-'))
  booth = await startBooth({ QUICKID_DATA_DIR: join(folder, 'data') }, { wrapper: straceTo(join(folder, 'log')) })
})

afterAll(async () => {
  await booth?.stop()
  await rm(folder, { recursive: true, force: true })
})

interface View {
  readonly state: string
  readonly canCapture?: boolean
  readonly isWorking?: boolean
}

/** A screen without a browser: does what a customer would, until the sheet is printed. */
const visit = (url: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/ws`)
    const send = (message: object) => socket.send(JSON.stringify(message))
    let last = ''
    socket.on('error', reject)
    socket.on('open', () => send({ kind: 'hello', protocolVersion: 1, locale: 'en' }))
    socket.on('message', (data: Buffer, isBinary: boolean) => {
      if (isBinary) {
        if (data[0] === 1) send({ kind: 'frame-painted', sequence: data.readUInt32BE(1) })
        return
      }
      const message = JSON.parse(data.toString()) as { kind: string; view: View }
      if (message.kind === 'hello') send({ kind: 'begin' })
      // The guidance changed its mind meanwhile: once more, at the next word.
      if (message.kind === 'error' && last === 'framing') last = ''
      if (message.kind !== 'visit') return
      const { state, canCapture, isWorking } = message.view
      const isNew = state !== last && !(state === 'framing' && !canCapture) && !(state === 'review' && isWorking)
      if (!isNew) return
      last = state
      if (state === 'document') send({ kind: 'choose-document', documentId: 'cn-1inch' })
      if (state === 'consent') send({ kind: 'consent', policyVersion: '2026-05', isOverThirteen: true })
      if (state === 'framing') send({ kind: 'capture' })
      if (state === 'review') send({ kind: 'print', sheets: 1 })
      if (state !== 'done' && state !== 'fault') return
      socket.close()
      resolve(state)
    })
  })

/** A program under the same strace: what the trace reader finds of it. */
const writesOf = async (program: string) => {
  const log = join(folder, `control-${Math.random()}`)
  const [strace, ...args] = [...straceTo(log), process.execPath, '-e', program]
  const { status, stderr } = spawnSync(strace!, args, { cwd: folder, encoding: 'utf8' })
  expect(stderr).toBe('')
  expect(status).toBe(0)
  return readFileWrites(await readFile(log, 'latin1'))
}

describe('the trace', () => {
  it.each([
    ['JPEG', "require('fs').writeFileSync('leak', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2]))"],
    ['PNG', "require('fs').writeFileSync('leak', Buffer.from('89504e470d0a1a0a', 'hex'))"],
    ['base64', "require('fs').writeFileSync('leak', JSON.stringify({ photo: '/9j/4AAQSkZJRg' }))"],
    [
      'JPEG',
      "require('fs').writevSync(require('fs').openSync('leak', 'w'), [Buffer.from('head'), Buffer.from([255, 216, 255])])",
    ],
    ['PDF', "require('fs').promises.appendFile('leak', '%PDF-1.7')"],
  ])('shows a leaked %s: %s', async (kind, program) => {
    const writes = await writesOf(program)
    const leak = writes.filter(({ path }) => path === join(folder, 'leak'))
    expect(leak.map(({ head }) => findPicture(head))).toContain(kind)
  })

  it('shows what is copied within the kernel, by its target', async () => {
    await writeFile(join(folder, 'photo'), Buffer.from([255, 216, 255]))
    const writes = await writesOf("require('fs').copyFileSync('photo', 'copy')")
    expect(writes.some(({ path }) => path === join(folder, 'copy'))).toBe(true)
  })

  it('shows a file that a grandchild writes to', async () => {
    const inner = "require('fs').writeFileSync('leak', Buffer.from([255, 216, 255]))"
    const writes = await writesOf(
      `require('child_process').execFileSync(process.execPath, ['-e', ${JSON.stringify(inner)}])`,
    )
    expect(writes.some(({ head }) => findPicture(head) === 'JPEG')).toBe(true)
  })

  it('shows nothing of a program that writes no file', async () => {
    expect(await writesOf('process.stdout.write(Buffer.from([255, 216, 255]))')).toEqual([])
  })
})

/** What a booth that is enrolled nowhere keeps. */
const known = /^booth\.sqlite(-wal|-shm|-journal|\.lock|\.epoch(\.\d+\.part)?)?$|^device-key\.pem(\.\d+\.part)?$/
/** The page that leads to the booth. */
const knownInRun = /^screen\.html(\.\d+\.part)?$/

describe('privacy promise P3: faces live in memory only', () => {
  it('writes no picture to any file during a whole visit, by system calls', async () => {
    const data = join(folder, 'data')
    const filesWithPictures = async (): Promise<string[]> => {
      const found: string[] = []
      for (const name of await readdir(data)) if (findPicture(await readFile(join(data, name)))) found.push(name)
      return found
    }
    expect(await visit(booth.url)).toBe('done')
    expect(await filesWithPictures()).toEqual([])
    const processes = await booth.processes()
    expect(processes.length).toBeGreaterThan(1)
    await booth.stop()
    const log = await readFile(join(folder, 'log'), 'latin1')
    // The darkrooms were traced too.
    for (const pid of processes) expect(log).toMatch(new RegExp(`^${pid} `, 'm'))
    const writes = readFileWrites(log)
    // The trace is a real one: the records were written.
    expect(writes.some(({ path, bytes }) => path === join(data, 'booth.sqlite-wal') && bytes > 0)).toBe(true)
    const isKnown = (path: string) =>
      (dirname(path) === data && known.test(basename(path))) ||
      (dirname(path) === booth.runDirectory && knownInRun.test(basename(path)))
    expect([...new Set(writes.map(({ path }) => path))].filter((path) => !isKnown(path))).toEqual([])
    expect(writes.flatMap(({ head, path, call }) => (findPicture(head) ? [`${call} to ${path}`] : []))).toEqual([])
    // Nor could a bare frame hide there: what the records take is far less than the smallest one (a live one has 900 kB).
    expect(writes.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(700_000)
    expect(await filesWithPictures()).toEqual([])
  })
})
