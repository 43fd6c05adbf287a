import { spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import sharp from 'sharp'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { CameraStatus, Frame } from '../camera.ts'
import { copyOutput, parseFfmpegUrl } from './ffmpeg-arguments.ts'
import { FfmpegCamera, type FfmpegCameraOptions } from './ffmpeg-camera.ts'

const log = pino({ level: 'silent' })
let folder: string
let picture: string
const cameras: FfmpegCamera[] = []

beforeAll(async () => {
  if (spawnSync('ffmpeg', ['-version']).error) throw new Error('These tests play a camera with ffmpeg: install it')
  folder = await mkdtemp(join(tmpdir(), 'quickid-camera-'))
  picture = join(folder, 'generated.jpg')
  const gradient = Buffer.from(
    '<svg width="640" height="480"><defs><linearGradient id="g"><stop offset="0" stop-color="#204080"/>' +
      '<stop offset="1" stop-color="#f0c090"/></linearGradient></defs><rect width="640" height="480" fill="url(#g)"/></svg>',
  )
  await sharp(gradient).jpeg().toFile(picture)
})

afterEach(async () => {
  await Promise.all(cameras.splice(0).map((camera) => camera.stop()))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const base = {
  url: 'ffmpeg:',
  log,
  freezeAfterMs: null,
  framesToSkip: 1,
  openingMs: 30_000,
  watchdogMs: 20_000,
  stillDeadlineMs: 30_000,
  backOff: { baseMs: 50, capMs: 100 },
}
const start = async (
  options: Partial<FfmpegCameraOptions> & Pick<FfmpegCameraOptions, 'inputArguments' | 'outputArguments'>,
) => {
  const camera = new FfmpegCamera({ ...base, ...options })
  cameras.push(camera)
  await camera.start()
  return camera
}
const playing = () =>
  parseFfmpegUrl(new URL(`ffmpeg:?format=image2&loop=1&framerate=25&input=${encodeURIComponent(picture)}`))

const nextFrame = (camera: FfmpegCamera) =>
  new Promise<Frame>((resolve) => {
    const end = camera.onFrame((frame) => {
      end()
      resolve(frame)
    })
  })
const status = <S extends CameraStatus['state']>(camera: FfmpegCamera, state: S) =>
  new Promise<Extract<CameraStatus, { state: S }>>((resolve) => {
    const isIt = (now: CameraStatus): now is Extract<CameraStatus, { state: S }> => now.state === state
    if (isIt(camera.status)) return resolve(camera.status)
    const end = camera.onStatus((now) => {
      if (!isIt(now)) return
      end()
      resolve(now)
    })
  })
const never = new AbortController().signal

/** A program that writes `script`'s output in place of ffmpeg: what a broken camera would make of the stream. */
const impostor = async (name: string, script: string) => {
  const path = join(folder, name)
  await writeFile(path, `#!${process.execPath}\n${script}`, { mode: 0o755 })
  return path
}
const frameScript = (hex: string) =>
  `const jpeg = Buffer.from('${hex}', 'hex')
   const write = () => process.stdout.write(Buffer.concat([Buffer.from('--ffmpeg\\r\\nContent-length: ' + jpeg.length + '\\r\\n\\r\\n'), jpeg, Buffer.from('\\r\\n')]))
   write(); setInterval(write, 20)`

describe('a real ffmpeg', () => {
  it('plays a picture as a camera: whole frames, counted up, and its rate', async () => {
    const camera = await start(playing())
    const first = await nextFrame(camera)
    const second = await nextFrame(camera)
    expect(second.sequence).toBeGreaterThan(first.sequence)
    const { width, height, format } = await sharp(second.jpeg).metadata()
    expect({ width, height, format }).toEqual({ width: 640, height: 480, format: 'jpeg' })
    expect((await status(camera, 'running')).framesPerSecond).toBeGreaterThanOrEqual(0)
  })

  it("hands the source's own JPEG bytes on untouched", async () => {
    const camera = await start({ ...playing(), outputArguments: copyOutput })
    const original = await sharp(picture).raw().toBuffer()
    expect(
      (
        await sharp((await nextFrame(camera)).jpeg)
          .raw()
          .toBuffer()
      ).equals(original),
    ).toBe(true)
  })

  it('takes a still that came after the call, in bytes of its own', async () => {
    const camera = await start(playing())
    const before = await nextFrame(camera)
    const still = await camera.still(never)
    expect(still.sequence).toBeGreaterThan(before.sequence + 1)
    before.jpeg.fill(0)
    expect((await sharp(still.jpeg).metadata()).width).toBe(640)
  })

  it('comes back after its process was killed', async () => {
    const camera = await start(playing())
    await nextFrame(camera)
    const killed = camera.processId ?? 0
    process.kill(killed, 'SIGKILL')
    expect((await status(camera, 'recovering')).detail).toContain('SIGKILL')
    await nextFrame(camera)
    expect(camera.processId).not.toBe(killed)
  })

  it('fails a still that waits when the camera goes, at once', async () => {
    const camera = await start({ ...playing(), framesToSkip: 1_000_000 })
    await nextFrame(camera)
    const still = camera.still(never)
    process.kill(camera.processId ?? 0, 'SIGKILL')
    await expect(still).rejects.toThrow('[camera.unavailable]')
  })

  it('tells a still that comes too late', async () => {
    const camera = await start({ ...playing(), framesToSkip: 1_000_000, stillDeadlineMs: 30 })
    await nextFrame(camera)
    await expect(camera.still(never)).rejects.toThrow('[camera.timeout]')
    await expect(camera.still(AbortSignal.timeout(1))).rejects.toThrow('[camera.timeout]')
    const reason = new Error('the visit ended')
    await expect(camera.still(AbortSignal.abort(reason))).rejects.toBe(reason)
  })

  it('leaves no process behind', async () => {
    const camera = await start(playing())
    await nextFrame(camera)
    const pid = camera.processId ?? 0
    await camera.stop()
    expect(() => process.kill(pid, 0)).toThrow('ESRCH')
    await expect(camera.still(never)).rejects.toThrow('[camera.unavailable]')
  })

  it('goes on in another process after a visit, as if nothing had happened', async () => {
    const camera = await start(playing())
    await nextFrame(camera)
    const states = new Set<string>()
    camera.onStatus(({ state }) => states.add(state))
    const former = camera.processId ?? 0
    await camera.forget()
    const frame = await nextFrame(camera)
    expect((await sharp(frame.jpeg).metadata()).width).toBe(640)
    expect(camera.processId).not.toBe(former)
    expect(() => process.kill(former, 0)).toThrow('ESRCH')
    expect([...states].filter((state) => state !== 'running')).toEqual([])
  })

  it('counts frames that nobody watches, and hands none on', async () => {
    const camera = await start(playing())
    await nextFrame(camera)
    const rates: number[] = []
    camera.onStatus((now) => now.state === 'running' && rates.push(now.framesPerSecond))
    const before = (await nextFrame(camera)).sequence
    await vi.waitFor(() => expect(rates.length).toBeGreaterThan(1), 20_000)
    // A frame that was never read has no number.
    expect((await nextFrame(camera)).sequence).toBe(before + 1)
  })

  it('can be opened again', async () => {
    const camera = await start(playing())
    await nextFrame(camera)
    await camera.stop()
    await camera.start()
    expect((await nextFrame(camera)).jpeg.length).toBeGreaterThan(1000)
  })
})

describe('a source that is broken', () => {
  const broken = { inputArguments: [], outputArguments: [] }

  it('is tried again without end while it is away', async () => {
    const away = join(folder, 'away.jpg')
    const { inputArguments, outputArguments } = playing()
    const camera = await start({
      inputArguments: inputArguments.map((word) => (word === picture ? away : word)),
      outputArguments,
    })
    const attempts = new Set<number>()
    await new Promise<void>((resolve) =>
      camera.onStatus((now) => {
        if (now.state === 'recovering' && attempts.add(now.attempt).size === 3) resolve()
      }),
    )
    await sharp(picture).toFile(away)
    await nextFrame(camera)
  })

  it('says what is missing when there is no ffmpeg', async () => {
    const camera = await start({ ...broken, command: join(folder, 'no-such-ffmpeg') })
    expect((await status(camera, 'recovering')).detail).toContain("can't be run")
  })

  it('is opened anew after garbage', async () => {
    const command = await impostor(
      'garbage',
      "process.stdout.write('\\xff\\xd8 no boundary'); setInterval(() => {}, 1000)",
    )
    const camera = await start({ ...broken, command })
    expect((await status(camera, 'recovering')).detail).toContain('not mpjpeg')
  })

  it('is opened anew when frames stay away', async () => {
    const command = await impostor('silent', 'setInterval(() => {}, 1000)')
    const camera = await start({ ...broken, command, openingMs: 200 })
    expect((await status(camera, 'recovering')).detail).toContain('no first frame for 200 ms')
  })

  it('is opened anew when the picture froze', async () => {
    const command = await impostor('frozen', frameScript('ffd80102030405ffd9'))
    const camera = await start({ ...broken, command, freezeAfterMs: 300 })
    expect((await status(camera, 'recovering')).detail).toContain('frozen')
  })

  it('has its damaged frames dropped, and is opened anew after many', async () => {
    const command = await impostor('damaged', frameScript('ffd801020304'))
    const camera = await start({ ...broken, command })
    let frames = 0
    camera.onFrame(() => frames++)
    expect((await status(camera, 'recovering')).detail).toContain('damaged frames in a row')
    expect(frames).toBe(0)
  })

  it('sets its controls before every open, and tells why it could not', async () => {
    let opens = 0
    const camera = await start({
      ...playing(),
      beforeOpen: async () => {
        if (++opens < 3) throw new Error('focus_absolute is 0, not 30')
      },
    })
    expect((await status(camera, 'recovering')).detail).toContain('focus_absolute')
    await nextFrame(camera)
    expect(opens).toBe(3)
  })
})
