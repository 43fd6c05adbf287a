import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pino } from 'pino'
import sharp from 'sharp'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createFswebcamCamera, parseFswebcamUrl } from './fswebcam-camera.ts'
import { RunFolder } from './run-folder.ts'

const ends: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

const foldersOf = async (pid: number) =>
  (await readdir('/dev/shm')).filter((name) => name.startsWith(`quickid-camera-${pid}-`))

const parse = (url: string) => parseFswebcamUrl(new URL(url))

// What the URL holds reaches a shell in node-webcam, so this parser is a wall.
describe('fswebcam: URLs', () => {
  it('name a device, a size, pictures to skip', () => {
    expect(parse('fswebcam:///dev/video0?size=1920x1080&skip=20')).toEqual({
      device: '/dev/video0',
      widthPx: 1920,
      heightPx: 1080,
      skip: 20,
    })
    expect(parse('fswebcam:TEST').device).toBe('TEST')
  })

  it.each([
    ['fswebcam:///dev/video0;id'],
    ['fswebcam:///dev/video0%20-S'],
    ['fswebcam:///dev/$(id)'],
    ['fswebcam:///dev/v4l/by-id/`id`'],
    ['fswebcam:///dev/v4l/by-id/..%2f..%2fetc'],
    ['fswebcam:///tmp/x'],
    ['fswebcam:///dev/video0?size=640x480;id'],
    ['fswebcam:///dev/video0?skip=1%0Aid'],
    ['fswebcam:///dev/video0?device=x'],
  ])('refuse %s', (url) => {
    expect(() => parse(url)).toThrow('[config.invalid]')
  })
})

// fswebcam's own test card needs no device.
describe('a real fswebcam', () => {
  it('takes pictures through a folder of this process in memory, and leaves none in it', async () => {
    const camera = createFswebcamCamera(new URL('fswebcam:TEST?size=320x240'), pino({ level: 'silent' }), {
      stillMs: 20_000,
    })
    ends.push(() => camera.stop())
    await camera.start()
    const { jpeg } = await camera.still(AbortSignal.timeout(40_000))
    expect(await sharp(jpeg).metadata()).toMatchObject({ format: 'jpeg', width: 320, height: 240 })
    const [folder = ''] = await foldersOf(process.pid)
    // What a picture that came too late would be.
    const late = join('/dev/shm', folder, 'late.jpg')
    await writeFile(late, jpeg)
    await camera.forget()
    expect(await readdir(join('/dev/shm', folder))).not.toContain('late.jpg')
    await camera.still(AbortSignal.timeout(40_000))
    await camera.stop()
    expect(await foldersOf(process.pid)).toEqual([])
  })
})

describe('the folder for pictures', () => {
  it('of a process that was killed is swept by the next one, of a living one it is not', async () => {
    // Another process makes its folder, as a booth would, and is killed.
    const script = `import { RunFolder } from ${JSON.stringify(new URL('run-folder.ts', import.meta.url).href)}
      console.log(await new RunFolder().open()); setInterval(() => {}, 1000)`
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script])
    ends.push(async () => child.kill('SIGKILL'))
    const [said] = (await once(child.stdout, 'data')) as [Buffer]
    const left = said.toString().trim()
    await writeFile(join(left, 'face.jpg'), 'a picture')
    const own = new RunFolder()
    ends.push(() => own.remove())
    await own.sweep(null)
    expect(await readdir(left)).toEqual(['face.jpg'])
    child.kill('SIGKILL')
    await once(child, 'exit')
    await vi.waitFor(async () => {
      await own.sweep(null)
      expect(await foldersOf(child.pid ?? 0)).toEqual([])
    }, 5_000)
  })

  it('keeps the picture that is being taken', async () => {
    const own = new RunFolder()
    ends.push(() => own.remove())
    const folder = await own.open()
    for (const name of ['taken.jpg', 'left.jpg']) await writeFile(join(folder, name), 'a picture')
    await own.sweep(join(folder, 'taken.jpg'))
    expect(await readdir(folder)).toEqual(['taken.jpg'])
  })

  it('lies in the run directory where that is in memory, and else in shared memory', async () => {
    const run = await mkdtemp('/dev/shm/quickid-test-run-')
    ends.push(() => rm(run, { recursive: true, force: true }))
    await mkdir(join(run, 'booth'))
    const inRun = await new RunFolder({ RUNTIME_DIRECTORY: `${join(run, 'booth')}:/nowhere` }).open()
    expect(inRun.startsWith(join(run, 'booth'))).toBe(true)
    const onDisk = new RunFolder({ RUNTIME_DIRECTORY: process.cwd() })
    ends.push(() => onDisk.remove())
    expect((await onDisk.open()).startsWith('/dev/shm/')).toBe(true)
  })
})
