import { type ChildProcess, spawn } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { type BackOff, backOffMs } from '../../foundation/back-off.ts'
import type { Log } from '../../foundation/log.ts'
import { type Camera, type CameraStatus, cameraBackOff, type Frame } from '../camera.ts'
import { FrameOutlet } from '../frame-outlet.ts'
import { isPermanent, withoutCredentials } from './ffmpeg-arguments.ts'
import type { FrameDigest } from './frame-digest.ts'
import { MpjpegParser } from './mpjpeg-parser.ts'

export interface FfmpegCameraOptions {
  readonly url: string
  readonly log: Log
  readonly inputArguments: readonly string[]
  readonly outputArguments: readonly string[]
  /** A frame that stays the same to the byte for so long means that the source froze; null = don't look. */
  readonly freezeAfterMs: number | null
  /** Frames still in the device's and ffmpeg's queues when a still is asked for. */
  readonly framesToSkip: number
  /** Runs before every open, e.g. to set the controls again. A throw counts as a failed attempt. */
  readonly beforeOpen?: (signal: AbortSignal) => Promise<void>
  readonly command?: string
  /** Without a frame for so long, a running source is opened anew. */
  readonly watchdogMs?: number
  /** The same for the first frame: USB cameras take their time. */
  readonly openingMs?: number
  readonly backOff?: BackOff
  readonly stillDeadlineMs?: number
}

/** Why a run ended. */
interface RunEnd {
  readonly detail: string
  readonly isPermanent: boolean
  readonly hadFrames: boolean
  /** Ended by `forget`: nothing is wrong, the next one begins at once. */
  readonly isRenewal: boolean
}

/** So many damaged frames in a row are no hiccup of the bus: the device is opened anew. */
const MAX_DAMAGED_IN_A_ROW = 10
const STDERR_TAIL = 2000

/**
 * A camera behind an ffmpeg process that writes one full-resolution MJPEG stream; the still is a frame of that stream,
 * so there is no shutter lag and no second open. INVARIANTS: at most one ffmpeg at a time; after `stop` resolves none;
 * between `start` and `stop` it tries again without end.
 */
export class FfmpegCamera implements Camera {
  readonly url: string
  readonly #options: FfmpegCameraOptions
  readonly #outlet: FrameOutlet
  #stopping: AbortController | null = null
  #running: Promise<void> = Promise.resolve()
  #child: ChildProcess | null = null
  #renew: (() => void) | null = null

  constructor(options: FfmpegCameraOptions) {
    this.url = withoutCredentials(options.url)
    this.#options = options
    this.#outlet = new FrameOutlet(options.log)
  }

  get status(): CameraStatus {
    return this.#outlet.status
  }

  /** The process that plays now; for tests that kill it. */
  get processId(): number | undefined {
    return this.#child?.pid
  }

  onFrame(listener: (frame: Frame) => void): () => void {
    return this.#outlet.onFrame(listener)
  }

  onStatus(listener: (status: CameraStatus) => void): () => void {
    return this.#outlet.onStatus(listener)
  }

  still(signal: AbortSignal): Promise<Frame> {
    const { framesToSkip, stillDeadlineMs = 5000 } = this.#options
    return this.#outlet.still(signal, { framesToSkip, deadlineMs: stillDeadlineMs })
  }

  async start(): Promise<void> {
    if (this.#stopping) return
    this.#stopping = new AbortController()
    this.#outlet.setStatus({ state: 'starting' })
    this.#running = this.#runUntilStopped(this.#stopping.signal)
  }

  async stop(): Promise<void> {
    this.#stopping?.abort()
    await this.#running
    this.#stopping = null
    this.#outlet.setStatus({ state: 'stopped' })
  }

  /** ffmpeg keeps the last frames in its buffers: another one takes its place. */
  async forget(): Promise<void> {
    this.#renew?.()
  }

  async #runUntilStopped(signal: AbortSignal): Promise<void> {
    const backOff = this.#options.backOff ?? cameraBackOff
    let attempt = 0
    while (!signal.aborted) {
      const end = await this.#runOnce(signal)
      if (signal.aborted) return
      if (end.isRenewal) continue
      attempt = end.hadFrames ? 1 : attempt + 1
      const detail = withoutCredentials(end.detail)
      this.#outlet.setStatus({ state: 'recovering', attempt, detail })
      // A missing program or a wrong option is worth no hurry, but someone may mend it: never give up.
      const waitMs = end.isPermanent ? backOff.capMs : backOffMs({ attempt, random: Math.random() }, backOff)
      const fields = { camera: this.url, attempt, waitMs, detail }
      if (end.isPermanent)
        this.#options.log.error(fields, 'The camera cannot work until its configuration or set-up is mended')
      else this.#options.log.warn(fields, 'The camera is gone; trying again')
      await delay(waitMs, undefined, { signal }).catch(() => {})
    }
  }

  async #runOnce(signal: AbortSignal): Promise<RunEnd> {
    const { beforeOpen } = this.#options
    try {
      await beforeOpen?.(signal)
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error)
      return { detail, isPermanent: isPermanent(detail), hadFrames: false, isRenewal: false }
    }
    if (signal.aborted) return { detail: 'stopped', isPermanent: false, hadFrames: false, isRenewal: false }
    return await this.#play(signal)
  }

  /** One ffmpeg from its start to its end. Resolves when the process is gone. */
  #play(signal: AbortSignal): Promise<RunEnd> {
    const { command = 'ffmpeg', inputArguments, outputArguments, watchdogMs = 2000, openingMs = 10_000 } = this.#options
    return new Promise((resolve) => {
      const child = spawn(
        command,
        ['-nostdin', '-hide_banner', '-loglevel', 'warning', ...inputArguments, ...outputArguments],
        { stdio: ['ignore', 'pipe', 'pipe'] },
      )
      this.#child = child
      let stderr = ''
      let reason: string | null = null
      let isSpawnFault = false
      let hadFrames = false
      const kill = (why: string) => {
        reason ??= why
        // It holds nothing worth a graceful end, and a hung device driver would ignore SIGTERM.
        child.kill('SIGKILL')
      }
      let watchdog = setTimeout(() => kill(`no first frame for ${openingMs} ms`), openingMs)
      const onStop = () => kill('stopped')
      const inspect = this.#createInspector(kill)
      const onFrame = (jpeg: Uint8Array | null, digest: FrameDigest) => {
        clearTimeout(watchdog)
        watchdog = setTimeout(() => kill(`no frame for ${watchdogMs} ms`), watchdogMs)
        if (reason !== null || !inspect(digest)) {
          jpeg?.fill(0)
          return
        }
        if (!hadFrames) this.#options.log.info({ camera: this.url }, 'The camera delivers')
        hadFrames = true
        if (jpeg === null) this.#outlet.measureRate(performance.now())
        else this.#outlet.push(jpeg)
      }
      const parser = new MpjpegParser({ isWanted: () => reason === null && this.#outlet.isWatched, onFrame })
      let isRenewal = false
      this.#renew = () => {
        // One that has shown nothing to anybody holds nothing; one that is ending is on its way already.
        if (!hadFrames || reason !== null) return
        isRenewal = true
        kill('renewed after a visit')
      }
      child.stdout.on('data', (chunk: Buffer) => {
        if (reason !== null) return void chunk.fill(0)
        try {
          parser.push(chunk)
        } catch (error) {
          kill(error instanceof Error ? error.message : String(error))
        }
      })
      child.stderr.on('data', (text: Buffer) => {
        stderr = (stderr + text.toString('utf8')).slice(-STDERR_TAIL)
      })
      child.on('error', (error) => {
        isSpawnFault = true
        reason ??= `${command} can't be run: ${error.message}`
      })
      child.on('close', (code, killedBy) => {
        clearTimeout(watchdog)
        signal.removeEventListener('abort', onStop)
        parser.close()
        this.#child = null
        this.#renew = null
        const words = stderr.trim().split('\n').slice(-3).join(' | ')
        const how = reason ?? `ffmpeg ended with ${killedBy ?? `exit code ${code}`}`
        resolve({
          detail: words ? `${how}: ${words}` : how,
          isPermanent: isSpawnFault || (!hadFrames && reason === null && isPermanent(stderr)),
          hadFrames,
          isRenewal,
        })
      })
      if (signal.aborted) onStop()
      else signal.addEventListener('abort', onStop)
    })
  }

  /** Judges frames: false for a damaged one; ends the run after too many of them, or when the picture froze. */
  #createInspector(kill: (why: string) => void): (digest: FrameDigest) => boolean {
    const { freezeAfterMs } = this.#options
    let damagedInARow = 0
    let lastPrint = -1
    let changedAtMs = performance.now()
    return ({ isWhole, fingerprint }) => {
      if (!isWhole) {
        if (++damagedInARow >= MAX_DAMAGED_IN_A_ROW) kill(`${damagedInARow} damaged frames in a row`)
        return false
      }
      damagedInARow = 0
      if (freezeAfterMs === null) return true
      const nowMs = performance.now()
      if (fingerprint !== lastPrint) {
        lastPrint = fingerprint
        changedAtMs = nowMs
      } else if (nowMs - changedAtMs > freezeAfterMs) kill(`the picture has been frozen for ${freezeAfterMs} ms`)
      return true
    }
  }
}
