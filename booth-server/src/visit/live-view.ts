import type { Camera, Frame } from '../camera/camera.ts'

interface Held {
  readonly frame: Frame
  leases: number
  isNewest: boolean
}

/** A frame that stays intact until `release`. */
export interface LeasedFrame {
  readonly frame: Frame
  release(): void
}

/**
 * The one listener of the camera's frames: it holds the newest and overwrites each as soon as a newer one is there and
 * nobody leases it. Off while no state of the visit shows the camera: then the camera overwrites its frames itself.
 */
export class LiveView {
  readonly #camera: Camera
  readonly #listeners = new Set<() => void>()
  #newest: Held | null = null
  #unsubscribe: (() => void) | null = null

  constructor(camera: Camera) {
    this.#camera = camera
  }

  get isOn(): boolean {
    return this.#unsubscribe !== null
  }

  setEnabled(isEnabled: boolean): void {
    if (isEnabled === this.isOn) return
    if (isEnabled) this.#unsubscribe = this.#camera.onFrame((frame) => this.#take(frame))
    else {
      this.#unsubscribe?.()
      this.#unsubscribe = null
      this.#replace(null)
    }
  }

  /** Called when there is a newer frame, which `lease` then gives. */
  onNewest(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** The newest frame, if it is newer than `afterSequence`. */
  lease(afterSequence: number): LeasedFrame | null {
    const held = this.#newest
    if (!held || held.frame.sequence <= afterSequence) return null
    held.leases++
    let isReleased = false
    return {
      frame: held.frame,
      release: () => {
        if (isReleased) return
        isReleased = true
        held.leases--
        overwriteIfFree(held)
      },
    }
  }

  /** The next frame newer than `afterSequence`. Rejects with the signal's reason. */
  next(afterSequence: number, signal: AbortSignal): Promise<LeasedFrame> {
    return new Promise((resolve, reject) => {
      const settle = () => {
        signal.removeEventListener('abort', abort)
        unsubscribe()
      }
      const abort = () => {
        settle()
        reject(signal.reason)
      }
      const look = () => {
        const leased = this.lease(afterSequence)
        if (!leased) return
        settle()
        resolve(leased)
      }
      const unsubscribe = this.onNewest(look)
      signal.addEventListener('abort', abort)
      if (signal.aborted) abort()
      else look()
    })
  }

  #take(frame: Frame): void {
    this.#replace({ frame, leases: 0, isNewest: true })
    for (const listener of [...this.#listeners]) listener()
  }

  #replace(newest: Held | null): void {
    const old = this.#newest
    this.#newest = newest
    if (!old) return
    old.isNewest = false
    overwriteIfFree(old)
  }
}

const overwriteIfFree = (held: Held): void => {
  if (!held.isNewest && held.leases === 0) held.frame.jpeg.fill(0)
}
