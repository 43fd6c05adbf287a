import type { BackOff } from '../foundation/back-off.ts'

/** Between attempts to open a device: it needs a moment to settle after each, and someone may mend it at any time. */
export const cameraBackOff: BackOff = { baseMs: 2000, capMs: 20_000, floorMs: 2000 }

/** One picture of the camera: a whole JPEG as it came, untouched. Whoever holds it last overwrites it. */
export interface Frame {
  readonly jpeg: Uint8Array
  readonly sequence: number
  /** Monotonic milliseconds (`performance.now`). */
  readonly atMs: number
}

export type CameraStatus =
  | { readonly state: 'stopped' }
  | { readonly state: 'starting' }
  | { readonly state: 'running'; readonly framesPerSecond: number }
  /** `attempt` counts since the last frame; the driver goes on trying, 2 to 20 s apart, without end. */
  | { readonly state: 'recovering'; readonly attempt: number; readonly detail: string }

/** A driver. Constructors do nothing; `start` opens the device and keeps it open until `stop`. */
export interface Camera {
  /** For the staff and the log. Never holds credentials. */
  readonly url: string
  readonly status: CameraStatus
  start(): Promise<void>
  stop(): Promise<void>
  /** Live frames, newest only: a slow listener misses frames, it never gets a queue of them. */
  onFrame(listener: (frame: Frame) => void): () => void
  onStatus(listener: (status: CameraStatus) => void): () => void
  /**
   * A still at full resolution that was exposed after the call.
   * Throws BoothError `camera.unavailable` at once when there is no camera, `camera.timeout` past the deadline.
   */
  still(signal: AbortSignal): Promise<Frame>
  /**
   * A visit is over: what driver and device process still hold of frames is overwritten or ends with them (privacy promise
   * P3). Frames go on by themselves; the status stays as it is. Never rejects.
   */
  forget(): Promise<void>
}
