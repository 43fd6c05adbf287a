import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { crc32 } from 'node:zlib'
import sharp from 'sharp'
import { afterEach, describe, expect, it } from 'vitest'
import { findDocument } from '../documents/catalogue.ts'
import { unedited } from '../edits/edits.ts'
import { createLogger } from '../foundation/log.ts'
import { codeWords } from '../locales/words.ts'
import { darkroomDeadlines } from '../settings/deadlines.ts'
import { defaultSettings } from '../settings/read-settings.ts'
import { gradient, portraitPhotograph, twoPeople } from '../testing/photograph.ts'
import { type CommandLineDarkroom, createDarkroom, type DarkroomDeadlines } from './pool.ts'

const { signal } = new AbortController()
const document = findDocument('cn-1inch')!
const edits = { ...unedited, background: '#ffffff' }
const noStep = () => {}

let darkroom: CommandLineDarkroom | null = null
const deadlines = darkroomDeadlines(defaultSettings.deadlines)
const started = async (changed: Partial<DarkroomDeadlines> = {}): Promise<CommandLineDarkroom> => {
  const log = createLogger({ level: 'silent' })
  darkroom = createDarkroom({
    log,
    matting: { sizes: [384] },
    isRehearsing: false,
    threads: 1,
    deadlinesMs: () => ({ ...deadlines, ...changed }),
  })
  await darkroom.start()
  return darkroom
}
afterEach(async () => {
  await darkroom?.stop()
  darkroom = null
})

/** The darkroom processes of a process, by pid. */
const darkroomsOf = async (parent: number): Promise<number[]> => {
  const children = (await readFile(`/proc/${parent}/task/${parent}/children`, 'utf8')).split(' ').filter(Boolean)
  const isDarkroom = async (pid: string) =>
    (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).includes('pipeline/process.ts')
  const found: number[] = []
  for (const pid of children) if (await isDarkroom(pid)) found.push(Number(pid))
  return found
}

/** A zombie that its new parent has not waited for yet holds no memory: not alive. */
const isAlive = (pid: number | undefined): boolean => {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

describe('the darkroom', { timeout: 90_000 }, () => {
  it('that dies at work costs one photograph: a clear fault, and the next attempt works', async () => {
    const rooms = await started()
    const image = await portraitPhotograph()
    const first = await rooms.open(signal)
    const lost = first.develop(
      { image, document, edits },
      (step) => step === 'matte' && process.kill(first.pid!, 'SIGKILL'),
      signal,
    )
    await expect(lost).rejects.toMatchObject({ code: 'darkroom.crashed' })
    await expect(first.edit({ document, edits }, signal)).rejects.toMatchObject({ code: 'darkroom.crashed' })
    await first.close()

    const second = await rooms.open(signal)
    expect(await second.develop({ image, document, edits }, noStep, signal)).toMatchObject({ ok: true })
    await second.close()
  })

  it('that hangs is killed at its deadline', async () => {
    const rooms = await started({ develop: 1_500 })
    const session = await rooms.open(signal)
    process.kill(session.pid!, 'SIGSTOP')
    const image = await portraitPhotograph()
    await expect(session.develop({ image, document, edits }, noStep, signal)).rejects.toMatchObject({
      code: 'darkroom.timeout',
    })
    expect(isAlive(session.pid)).toBe(false)
  })

  it('stops for an aborted call and serves the next one', async () => {
    const rooms = await started()
    const session = await rooms.open(signal)
    const image = await portraitPhotograph()
    const controller = new AbortController()
    const reason = new Error('The customer left')
    const aborted = session.develop({ image, document, edits }, () => controller.abort(reason), controller.signal)
    await expect(aborted).rejects.toBe(reason)
    expect(await session.develop({ image, document, edits }, noStep, signal)).toMatchObject({ ok: true })
  })

  it('takes its memory with it: a closed session has no process, nor has a stopped darkroom', async () => {
    const rooms = await started()
    const session = await rooms.open(signal)
    await session.close()
    await session.close()
    expect(isAlive(session.pid)).toBe(false)
    const other = await rooms.open(signal)
    expect(other.pid).not.toBe(session.pid)
    await rooms.stop()
    expect(isAlive(other.pid)).toBe(false)
  })

  it('keeps a warm spare behind a visit', async () => {
    const rooms = await started()
    expect(rooms.health).toMatchObject({ ok: false })
    const session = await rooms.open(signal)
    for (const until = Date.now() + 60_000; !rooms.health.ok && Date.now() < until; ) await delay(50)
    expect(rooms.health).toEqual({ ok: true })
    expect(isAlive(session.pid)).toBe(true)
  })

  it('replaces a spare that dies while it waits', async () => {
    const rooms = await started()
    const warm = async () => {
      for (const until = Date.now() + 60_000; !rooms.health.ok && Date.now() < until; ) await delay(50)
      expect(rooms.health).toEqual({ ok: true })
    }
    await warm()
    const [spare, ...others] = await darkroomsOf(process.pid)
    expect(others).toEqual([])
    process.kill(spare!, 'SIGKILL')
    for (const until = Date.now() + 10_000; rooms.health.ok && Date.now() < until; ) await delay(10)
    expect(rooms.health).toMatchObject({ ok: false, detail: expect.stringMatching(/ended while it waited/) })
    await warm()
    expect(await darkroomsOf(process.pid)).not.toContain(spare)
  })

  it('ends with its booth, however that ends', async () => {
    const program = `
      import { createDarkroom } from ${JSON.stringify(new URL('./pool.ts', import.meta.url).href)}
      import { createLogger } from ${JSON.stringify(new URL('../foundation/log.ts', import.meta.url).href)}
      const rooms = createDarkroom({
        log: createLogger({ level: 'silent' }),
        matting: { sizes: [384] },
        deadlinesMs: () => (${JSON.stringify(deadlines)}),
      })
      await rooms.start()
      const session = await rooms.open(new AbortController().signal)
      process.stdout.write(String(session.pid))
      setInterval(() => {}, 1000)`
    const flags = ['--conditions=source', '--import', 'tsx', '--input-type=module']
    const booth = spawn(process.execPath, [...flags, '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] })
    const [pid] = await once(booth.stdout!, 'data')
    const darkrooms = await darkroomsOf(booth.pid!)
    expect(darkrooms).toContain(Number(pid))
    booth.kill('SIGKILL')
    await once(booth, 'exit')
    for (const until = Date.now() + 30_000; darkrooms.some(isAlive) && Date.now() < until; ) await delay(50)
    expect(darkrooms.filter(isAlive)).toEqual([])
  })

  it('tells a program that does nothing but wait why there is none, wherever it was started', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'quickid-no-models-'))
    const program = `
      import { createDarkroom } from ${JSON.stringify(new URL('./pool.ts', import.meta.url).href)}
      import { createLogger } from ${JSON.stringify(new URL('../foundation/log.ts', import.meta.url).href)}
      const rooms = createDarkroom({
        log: createLogger({ level: 'silent' }),
        hasSpare: false,
        isRehearsing: false,
    threads: 1,
        deadlinesMs: () => ({ ...${JSON.stringify(deadlines)}, open: 15_000 }),
      })
      await rooms.start()
      await rooms.open(new AbortController().signal).catch(({ code, message }) => console.log(code, message))
      process.exit(0)`
    const flags = ['--conditions=source', '--import', import.meta.resolve('tsx'), '--input-type=module']
    const waiting = spawn(process.execPath, [...flags, '-e', program], {
      cwd: folder,
      env: { ...process.env, QUICKID_MODELS_DIR: folder },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const exited = once(waiting, 'exit')
    const said = (await waiting.stdout!.toArray()).join('')
    expect([said.split(' ')[0], (await exited)[0]]).toEqual(['darkroom.unavailable', 0])
    expect(said).toContain(folder)
    await rm(folder, { recursive: true })
  })

  it('never has libvips write a large picture to a temporary file, nor onnxruntime report to its maker', async () => {
    const rooms = await started()
    const session = await rooms.open(signal)
    const environment = (await readFile(`/proc/${session.pid}/environ`, 'latin1')).split('\0')
    expect(environment).toContain('VIPS_DISC_THRESHOLD=1000000000000')
    expect(environment).toContain('ORT_DISABLE_TELEMETRY=1')
  })
})

/** A PNG whose header says 17,000 x 17,647 px, in a few hundred bytes: 300 megapixels. */
const bomb = async (): Promise<Buffer> => {
  const small = await sharp({ create: { width: 16, height: 16, channels: 3, background: '#000' } })
    .png()
    .toBuffer()
  small.writeUInt32BE(17_000, 16)
  small.writeUInt32BE(17_647, 20)
  small.writeUInt32BE(crc32(small.subarray(12, 29)), 29)
  return small
}

describe('bad input', { timeout: 90_000 }, () => {
  it('has a code of its own each, in the customer’s words and the engineer’s, and the next visit works', async () => {
    const rooms = await started()
    const session = await rooms.open(signal)
    const good = await portraitPhotograph()
    const cut = await sharp(good)
      .extract({ left: 0, top: 170, width: 190, height: 400 })
      .resize({ width: 400 })
      .jpeg()
      .toBuffer()
    const inputs: [string, Uint8Array][] = [
      ['image.not-an-image', Buffer.from('Dear booth, this is a letter and no picture.')],
      ['image.too-large', await bomb()],
      ['image.truncated', good.subarray(0, Math.floor(good.length / 2))],
      ['face.none', await gradient()],
      ['face.several', await twoPeople(1)],
      ['face.cut-off', cut],
    ]
    const details = new Set<string>()
    for (const [code, image] of inputs) {
      const result = await session.develop({ image, document, edits }, noStep, signal)
      expect(result, code).toMatchObject({ ok: false, fault: code })
      if (result.ok) continue
      for (const locale of ['en', 'zh-CN'] as const)
        expect(codeWords[locale].faults[result.fault].advice.length).toBeGreaterThan(4)
      details.add(result.detail)
    }
    expect(details.size).toBe(inputs.length)
    expect(await session.develop({ image: good, document, edits }, noStep, signal)).toMatchObject({ ok: true })
  })
})
