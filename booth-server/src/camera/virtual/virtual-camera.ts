import { resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { BackOff } from '../../foundation/back-off.ts'
import { BoothError } from '../../foundation/errors.ts'
import type { Log } from '../../foundation/log.ts'
import { type Camera, type CameraStatus, cameraBackOff, type Frame } from '../camera.ts'
import { decodedPath } from '../decoded-path.ts'
import { FrameOutlet } from '../frame-outlet.ts'
import { renderScene, type VirtualPhotograph, type VirtualScene } from './virtual-scene.ts'

export interface VirtualCameraOptions {
  readonly url: string
  readonly log: Log
  readonly photograph: () => Promise<VirtualPhotograph>
  readonly framesPerSecond?: number
  readonly backOff?: BackOff
}

/** Two seconds of movement at the default rate. */
const LOOP_FRAMES = 24
const STILL_DEADLINE_MS = 5000

/**
 * A camera without a device: a photograph, moved a little. The loop is rendered once at the start, so that playing it
 * costs next to nothing; a still is cut from the canvas at full resolution. Needs no ffmpeg.
 */
export class VirtualCamera implements Camera {
  readonly url: string
  readonly #options: VirtualCameraOptions
  readonly #outlet: FrameOutlet
  #stopping: AbortController | null = null
  #running: Promise<void> = Promise.resolve()
  #scene: VirtualScene | null = null
  #index = 0

  constructor(options: VirtualCameraOptions) {
    this.url = options.url
    this.#options = options
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

  async start(): Promise<void> {
    if (this.#stopping) return
    this.#stopping = new AbortController()
    this.#outlet.setStatus({ state: 'starting' })
    this.#running = this.#play(this.#stopping.signal)
  }

  async stop(): Promise<void> {
    this.#stopping?.abort()
    await this.#running
    this.#stopping = null
    this.#scene = null
    this.#outlet.setStatus({ state: 'stopped' })
  }

  /** The loop's frame at full resolution. Waits for the next frame first, so that it shows what came after the call. */
  async still(signal: AbortSignal): Promise<Frame> {
    const live = await this.#outlet.still(signal, { framesToSkip: 0, deadlineMs: STILL_DEADLINE_MS })
    const scene = this.#scene
    if (!scene) throw new BoothError('camera.unavailable', 'The virtual camera was stopped')
    const jpeg = await scene.still(this.#index)
    live.jpeg.fill(0)
    return { ...live, jpeg }
  }

  /** A photograph of a package is nobody's who was here. */
  async forget(): Promise<void> {}

  async #play(signal: AbortSignal): Promise<void> {
    const frameMs = 1000 / (this.#options.framesPerSecond ?? 12)
    let nextMs = performance.now()
    const scene = await this.#renderUntilItWorks(signal)
    this.#scene = scene
    while (scene && !signal.aborted) {
      this.#index = (this.#index + 1) % scene.liveFrames.length
      const frame = scene.liveFrames[this.#index]
      // A copy: whoever gets a frame overwrites it.
      if (frame && this.#outlet.isWatched) this.#outlet.push(Uint8Array.from(frame))
      else this.#outlet.measureRate(performance.now())
      const nowMs = performance.now()
      nextMs = Math.max(nextMs + frameMs, nowMs)
      await delay(nextMs - nowMs, undefined, { signal }).catch(() => {})
    }
  }

  async #renderUntilItWorks(signal: AbortSignal): Promise<VirtualScene | null> {
    const { capMs } = this.#options.backOff ?? cameraBackOff
    for (let attempt = 1; !signal.aborted; attempt++) {
      try {
        return await renderScene(await this.#options.photograph(), LOOP_FRAMES)
      } catch (error) {
        const detail = error instanceof Error ? error.message : String(error)
        this.#options.log.error({ camera: this.url, attempt, detail }, 'The virtual camera has no photograph')
        this.#outlet.setStatus({ state: 'recovering', attempt, detail })
        await delay(capMs, undefined, { signal }).catch(() => {})
      }
    }
    return null
  }
}

/** `virtual:` plays the photograph of a package, `virtual:PATH` a file of yours. Throws BoothError `config.invalid`. */
export const createVirtualCamera = (url: URL, log: Log): Camera => {
  const path = decodedPath(url)
  if (path === null) throw new BoothError('config.invalid', 'Camera URL virtual: a % in the path is written %25')
  const photograph =
    path === ''
      ? async () => await (await import('@quickid/models')).resolvePhotograph('photograph-1')
      : async () => ({ path: resolve(path) })
  return new VirtualCamera({ url: url.href, log, photograph })
}
