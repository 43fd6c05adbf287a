import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import sharp from 'sharp'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Camera, Frame } from '../camera.ts'
import { openCamera } from '../open-camera.ts'
import { VirtualCamera } from './virtual-camera.ts'
import { liveSize, renderScene } from './virtual-scene.ts'

const limits = { stillMs: 6000 }
const log = pino({ level: 'silent' })
const never = new AbortController().signal
let folder: string
let portrait: string
const cameras: Camera[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quickid-virtual-'))
  portrait = join(folder, 'portrait.jpg')
  const drawn = '<svg width="600" height="800"><rect width="600" height="800" fill="#d8d8d0"/>'
  const figure = `${drawn}<circle cx="300" cy="320" r="160" fill="#c08060"/></svg>`
  await sharp(Buffer.from(figure)).jpeg().toFile(portrait)
})
afterEach(async () => {
  await Promise.all(cameras.splice(0).map((camera) => camera.stop()))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const nextFrame = (camera: Camera) =>
  new Promise<Frame>((resolve) => {
    const end = camera.onFrame((frame) => {
      end()
      resolve(frame)
    })
  })

describe('the scene', () => {
  it('puts an upright photograph into a landscape view with the person in the middle', async () => {
    const { liveFrames, still } = await renderScene({ path: portrait }, 4)
    expect(liveFrames).toHaveLength(4)
    const { data, info } = await sharp(liveFrames[0]).raw().toBuffer({ resolveWithObject: true })
    expect([info.width, info.height]).toEqual([liveSize.widthPx, liveSize.heightPx])
    const red = (x: number, y: number) => data[(y * info.width + x) * 3] ?? 0
    const blue = (x: number, y: number) => data[(y * info.width + x) * 3 + 2] ?? 0
    // The figure is orange, and left and right of it the room goes on in its own grey.
    expect(red(640, 400) - blue(640, 400)).toBeGreaterThan(50)
    for (const x of [5, 1270]) expect(Math.abs(red(x, 400) - 216)).toBeLessThan(12)
    // The still has the photograph's own pixels, no more and hardly fewer.
    expect((await sharp(await still(0)).metadata()).height).toBe(Math.floor(800 * 0.97))
  })

  it('takes a crop of a larger picture', async () => {
    const { still } = await renderScene({ path: portrait, crop: { left: 100, top: 100, width: 400, height: 300 } }, 2)
    expect((await sharp(await still(0)).metadata()).height).toBe(Math.floor(300 * 0.97))
  })

  it('moves', async () => {
    const { liveFrames } = await renderScene({ path: portrait }, 4)
    expect(Buffer.from(liveFrames[0] ?? []).equals(Buffer.from(liveFrames[1] ?? []))).toBe(false)
  })

  it('says which file is no picture', async () => {
    const path = join(folder, 'words.jpg')
    await writeFile(path, 'no picture')
    await expect(renderScene({ path }, 2)).rejects.toThrow(/words\.jpg.*\[camera\.unavailable\]/)
  })
})

describe('the virtual camera', () => {
  const open = async (path = portrait) => {
    const camera = await openCamera(`virtual:${path}`, log, limits)
    cameras.push(camera)
    await camera.start()
    return camera
  }

  it('plays frames that its listener may overwrite', async () => {
    const camera = await open()
    for (let count = 0; count < 30; count++) {
      const { jpeg } = await nextFrame(camera)
      expect(jpeg[0]).toBe(0xff)
      jpeg.fill(0)
    }
  })

  it('gives a still in more detail than the live view', async () => {
    const large = join(folder, 'large.jpg')
    await sharp(portrait).resize(1500, 2000).jpeg().toFile(large)
    const camera = await open(large)
    await nextFrame(camera)
    const { jpeg } = await camera.still(never)
    expect((await sharp(jpeg).metadata()).height).toBeGreaterThan(liveSize.heightPx * 1.5)
  })

  it('has no still before it was started, and none after it was stopped', async () => {
    const camera = await openCamera(`virtual:${portrait}`, log, limits)
    await expect(camera.still(never)).rejects.toThrow('[camera.unavailable]')
    await camera.start()
    const still = camera.still(never)
    await camera.stop()
    await expect(still).rejects.toThrow('[camera.unavailable]')
  })

  it('waits for a photograph that is not there yet', async () => {
    const late = join(folder, 'late.jpg')
    const camera = new VirtualCamera({
      url: 'virtual:',
      log,
      photograph: async () => ({ path: late }),
      backOff: { baseMs: 20, capMs: 20 },
    })
    cameras.push(camera)
    const failed = new Promise<void>((resolve) => camera.onStatus(({ state }) => state === 'recovering' && resolve()))
    await camera.start()
    await failed
    await sharp(portrait).toFile(late)
    await nextFrame(camera)
  })
})

describe('a camera URL', () => {
  it.each([['no url'], ['webcam:'], ['ffmpeg:?shell=1&input=x'], ['fswebcam:///dev/video0;reboot']])(
    'is refused: %s',
    async (url) => {
      await expect(openCamera(url, log, limits)).rejects.toThrow('[config.invalid]')
    },
  )
})
