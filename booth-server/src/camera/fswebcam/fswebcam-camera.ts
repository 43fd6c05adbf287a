import { randomUUID } from 'node:crypto'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import NodeWebcam from 'node-webcam'
import { type BackOff, backOffMs } from '../../foundation/back-off.ts'
import { BoothError } from '../../foundation/errors.ts'
import type { Log } from '../../foundation/log.ts'
import { type Camera, type CameraStatus, cameraBackOff, type Frame } from '../camera.ts'
import { digestOf } from '../ffmpeg/frame-digest.ts'
import { FrameOutlet } from '../frame-outlet.ts'
import { RunFolder } from './run-folder.ts'

export interface FswebcamSettings {
  readonly device: string
  readonly widthPx: number
  readonly heightPx: number
  /** Pictures to skip after each open, while the exposure settles. */
  readonly skip: number
}

/** What follows reaches a shell inside node-webcam, so nothing but these shapes may pass. */
const devicePattern = /^(\/dev\/(v4l\/by-(id|path)\/[A-Za-z0-9_.:+-]{1,200}|video\d{1,3})|TEST)$/

/**
 * `fswebcam:///dev/video0?size=1280x720&skip=10`; `fswebcam:TEST` is fswebcam's own test card. Throws BoothError
 * `config.invalid` naming what is wrong.
 */
export const parseFswebcamUrl = (url: URL): FswebcamSettings => {
  const device = url.pathname === 'TEST' ? 'TEST' : url.pathname
  if (!devicePattern.test(device)) throw invalid('names no device: use fswebcam:///dev/video0')
  let size = [1280, 720]
  let skip = 5
  for (const [name, value] of url.searchParams) {
    if (name === 'size' && /^\d{2,4}x\d{2,4}$/.test(value)) size = value.split('x').map(Number)
    else if (name === 'skip' && /^\d{1,2}$/.test(value)) skip = Number(value)
    else throw invalid('expected no other options than size=WxH and skip=N')
  }
  return { device, widthPx: size[0] ?? 1280, heightPx: size[1] ?? 720, skip }
}

/**
 * For an odd device that only fswebcam can read. Each picture is a shell command that opens the device anew, so the
 * live view is a slow series of stills. The picture passes through a file in memory, in a folder that only this user
 * can enter, deleted before the picture is used; the folder is swept at the start and after each visit.
 */
export class FswebcamCamera implements Camera {
  readonly url: string
  readonly #settings: FswebcamSettings
  readonly #log: Log
  readonly #backOff: BackOff
  readonly #shotMs: number
  readonly #outlet: FrameOutlet
  readonly #folder = new RunFolder()
  /** The file of the picture that is being taken. */
  #underWay: string | null = null
  #stopping: AbortController | null = null
  #running: Promise<void> = Promise.resolve()

  constructor(options: {
    url: string
    settings: FswebcamSettings
    log: Log
    /** How long one picture may take. */
    shotMs: number
    backOff?: BackOff
  }) {
    this.url = options.url
    this.#settings = options.settings
    this.#log = options.log
    this.#backOff = options.backOff ?? cameraBackOff
    this.#shotMs = options.shotMs
    this.#outlet = new FrameOutlet(options.log)
  }

  get status(): CameraStatus {
    return this.#outlet.status
  }

  onFrame(listener: (frame: Frame) => void): () => void {
    return this.#outlet.onFrame(listener)
  }

  onStatus(listener: (status: CameraStatus) => void): () => void {
    return this.#outlet.onStatus(listener)
  }

  /** Skips the shot that is under way: it may have been exposed before the call. Two shots long at most. */
  still(signal: AbortSignal): Promise<Frame> {
    return this.#outlet.still(signal, { framesToSkip: 1, deadlineMs: 2 * this.#shotMs })
  }

  async start(): Promise<void> {
    if (this.#stopping) return
    this.#stopping = new AbortController()
    this.#outlet.setStatus({ state: 'starting' })
    // A process that was killed left its last picture behind.
    await this.#folder.sweep(null)
    this.#running = this.#runUntilStopped(this.#stopping.signal)
  }

  async stop(): Promise<void> {
    this.#stopping?.abort()
    await this.#running
    await this.#folder.remove()
    this.#stopping = null
    this.#outlet.setStatus({ state: 'stopped' })
  }

  /** Also one that a timed-out fswebcam wrote after all. */
  async forget(): Promise<void> {
    await this.#folder.sweep(this.#underWay)
  }

  async #runUntilStopped(signal: AbortSignal): Promise<void> {
    let attempt = 0
    while (!signal.aborted) {
      try {
        const jpeg = await this.#shoot()
        attempt = 0
        this.#outlet.push(jpeg)
        await delay(50, undefined, { signal }).catch(() => {})
      } catch (error) {
        const detail = error instanceof Error ? error.message.trim() : String(error)
        attempt++
        this.#outlet.setStatus({ state: 'recovering', attempt, detail })
        this.#log.warn({ camera: this.url, attempt, detail }, 'fswebcam gave no picture; trying again')
        const waitMs = backOffMs({ attempt, random: Math.random() }, this.#backOff)
        await delay(waitMs, undefined, { signal }).catch(() => {})
      }
    }
  }

  async #shoot(): Promise<Uint8Array> {
    const path = join(await this.#folder.open(), `${randomUUID()}.jpg`)
    this.#underWay = path
    try {
      await this.#capture(path)
      const jpeg = await readFile(path)
      if (!digestOf(jpeg).isWhole) throw new BoothError('camera.unavailable', 'fswebcam wrote a damaged JPEG')
      return jpeg
    } finally {
      this.#underWay = null
      await rm(path, { force: true })
    }
  }

  #capture(path: string): Promise<void> {
    const { device, widthPx, heightPx, skip } = this.#settings
    const webcam = new NodeWebcam.FSWebcam({
      device,
      width: widthPx,
      height: heightPx,
      skip,
      quality: 95,
      output: 'jpeg',
      callbackReturn: 'location',
      saveShots: false,
      verbose: false,
    })
    const shotMs = this.#shotMs
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new BoothError('camera.timeout', `No picture from fswebcam within ${shotMs} ms`)),
        shotMs,
      )
      webcam.capture(path, (error) => {
        clearTimeout(timer)
        webcam.clear()
        if (error) reject(new BoothError('camera.unavailable', `fswebcam: ${error.message}`, { cause: error }))
        else resolve()
      })
    })
  }
}

export const createFswebcamCamera = (url: URL, log: Log, { stillMs }: { readonly stillMs: number }): Camera =>
  new FswebcamCamera({ url: url.href, settings: parseFswebcamUrl(url), log, shotMs: stillMs })

const invalid = (what: string) => new BoothError('config.invalid', `Camera URL fswebcam: ${what}`)
