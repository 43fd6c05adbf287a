import { BoothError } from '../foundation/errors.ts'
import type { Log } from '../foundation/log.ts'
import type { CameraStatus, Frame } from './camera.ts'

interface WaitingStill {
  framesToSkip: number
  settle(result: { frame: Frame } | { error: unknown }): void
}

export interface StillOptions {
  /** Frames that were exposed before the call but are still on their way through the device's and ffmpeg's queues. */
  readonly framesToSkip: number
  readonly deadlineMs: number
}

/**
 * What every driver has in common: numbering frames, handing them on, measuring their rate, serving stills.
 *
 * Who owns a frame's bytes: the listener, which overwrites them when it is done. Without a listener the outlet
 * overwrites them at once. A still is a copy of its own for its caller.
 */
export class FrameOutlet {
  #status: CameraStatus = { state: 'stopped' }
  #sequence = 0
  #recentMs: number[] = []
  #lastRateAtMs = 0
  readonly #frameListeners = new Set<(frame: Frame) => void>()
  readonly #statusListeners = new Set<(status: CameraStatus) => void>()
  readonly #stills = new Set<WaitingStill>()
  readonly #log: Log

  constructor(log: Log) {
    this.#log = log
  }

  get status(): CameraStatus {
    return this.#status
  }

  onFrame(listener: (frame: Frame) => void): () => void {
    this.#frameListeners.add(listener)
    return () => this.#frameListeners.delete(listener)
  }

  onStatus(listener: (status: CameraStatus) => void): () => void {
    this.#statusListeners.add(listener)
    return () => this.#statusListeners.delete(listener)
  }

  /** True while someone would get a frame; otherwise a driver need not even read one. */
  get isWatched(): boolean {
    return this.#frameListeners.size > 0 || this.#stills.size > 0
  }

  setStatus(status: CameraStatus): void {
    this.#status = status
    if (status.state !== 'running') this.#recentMs = []
    if (status.state === 'recovering' || status.state === 'stopped') {
      const detail = status.state === 'recovering' ? status.detail : 'the camera was stopped'
      this.#failStills(new BoothError('camera.unavailable', `No camera: ${detail}`))
    }
    this.#tell(this.#statusListeners, status)
  }

  /** Takes over `jpeg`. */
  push(jpeg: Uint8Array): void {
    const frame: Frame = { jpeg, sequence: ++this.#sequence, atMs: performance.now() }
    this.measureRate(frame.atMs)
    for (const still of this.#stills) {
      if (still.framesToSkip-- > 0) continue
      still.settle({ frame: { ...frame, jpeg: Uint8Array.from(jpeg) } })
    }
    if (this.#frameListeners.size === 0) jpeg.fill(0)
    else this.#tell(this.#frameListeners, frame)
  }

  /** For a driver that neither makes nor reads frames that nobody watches: the frame counts all the same. */
  measureRate(atMs: number): void {
    this.#recentMs.push(atMs)
    while (this.#recentMs.length > 2 && atMs - (this.#recentMs[0] ?? atMs) > 2000) this.#recentMs.shift()
    if (this.#status.state === 'running' && atMs - this.#lastRateAtMs < 1000) return
    this.#lastRateAtMs = atMs
    const spanMs = atMs - (this.#recentMs[0] ?? atMs)
    const framesPerSecond = spanMs > 0 ? Math.round(((this.#recentMs.length - 1) * 10_000) / spanMs) / 10 : 0
    this.setStatus({ state: 'running', framesPerSecond })
  }

  /** See `Camera.still`. */
  still(signal: AbortSignal, options: StillOptions): Promise<Frame> {
    const status = this.#status
    if (status.state === 'stopped' || status.state === 'recovering') {
      const detail = status.state === 'recovering' ? status.detail : 'it is not started'
      return Promise.reject(new BoothError('camera.unavailable', `No camera: ${detail}`))
    }
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(abortReason(signal))
      const still: WaitingStill = {
        framesToSkip: options.framesToSkip,
        settle: (result) => {
          clearTimeout(timer)
          signal.removeEventListener('abort', abort)
          this.#stills.delete(still)
          if ('frame' in result) resolve(result.frame)
          else reject(result.error)
        },
      }
      const abort = () => still.settle({ error: abortReason(signal) })
      const timer = setTimeout(() => {
        still.settle({ error: new BoothError('camera.timeout', `No still within ${options.deadlineMs} ms`) })
      }, options.deadlineMs)
      signal.addEventListener('abort', abort)
      this.#stills.add(still)
    })
  }

  #failStills(error: unknown): void {
    for (const still of [...this.#stills]) still.settle({ error })
  }

  #tell<T>(listeners: ReadonlySet<(value: T) => void>, value: T): void {
    for (const listener of [...listeners]) {
      try {
        listener(value)
      } catch (error) {
        this.#log.error({ err: error }, 'A listener of the camera threw')
      }
    }
  }
}

/** A caller's `AbortSignal.timeout` is a deadline like our own. */
const abortReason = (signal: AbortSignal): unknown =>
  signal.reason instanceof DOMException && signal.reason.name === 'TimeoutError'
    ? new BoothError('camera.timeout', 'No still before the deadline of its caller', { cause: signal.reason })
    : signal.reason
