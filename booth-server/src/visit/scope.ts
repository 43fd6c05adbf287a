import { randomUUID } from 'node:crypto'
import type { Darkroom } from '../darkroom/session.ts'
import type { Log } from '../foundation/log.ts'
import type { Finished } from './effects/make-portrait.ts'
import { PictureStore } from './picture-store.ts'
import { VisitDarkroom } from './visit-darkroom.ts'

/**
 * What lives as long as a visit, or shorter. INVARIANTS:
 * - `work` ends with the piece of work of the moment (a look, a countdown, a render): what reports under it after that is
 *   dropped.
 * - `visit` ends with the visit; prints hang on it alone.
 * - after `wipe` the server holds no pixel of the visit, and its darkroom is being killed.
 */
export class VisitScope {
  readonly darkroom: VisitDarkroom
  readonly pictures = new PictureStore()
  /** What is on the sheet in `pictures`; null without one. */
  finished: Finished | null = null
  #work = new AbortController()
  #visit = new AbortController()
  #id = ''
  #closing: Promise<void> = Promise.resolve()

  constructor(darkroom: Darkroom, log: Log) {
    this.darkroom = new VisitDarkroom(darkroom, log)
  }

  /** The id under which a visit's log lines can be read together; it dies with the visit (promise P1). */
  get id(): string {
    return this.#id
  }

  get work(): AbortSignal {
    return this.#work.signal
  }

  get visit(): AbortSignal {
    return this.#visit.signal
  }

  /** Resolves when the last visit's darkroom is gone. */
  get closed(): Promise<void> {
    return this.#closing
  }

  begin(): void {
    this.#id = randomUUID().slice(0, 8)
  }

  abortWork(): void {
    this.#work.abort()
    this.#work = new AbortController()
  }

  /** Takes the pictures of a render over, with what is known of them. */
  show(finished: Finished): void {
    this.pictures.replace(finished.pictures)
    this.finished = finished
  }

  dropPictures(): void {
    this.pictures.drop()
    this.finished = null
  }

  wipe(): void {
    this.abortWork()
    this.#visit.abort()
    this.#visit = new AbortController()
    this.dropPictures()
    this.#closing = this.darkroom.close()
  }
}
