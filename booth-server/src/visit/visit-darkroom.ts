import type { Darkroom, DarkroomSession } from '../darkroom/session.ts'
import { BoothError } from '../foundation/errors.ts'
import type { Log } from '../foundation/log.ts'

/**
 * The visit's hold on its darkroom. INVARIANT: whatever happens while a session opens, `close` ends it, also one that
 * arrives after the visit has ended.
 */
export class VisitDarkroom {
  readonly #darkroom: Darkroom
  readonly #log: Log
  #session: DarkroomSession | null = null
  #opening: { promise: Promise<DarkroomSession>; abort: AbortController } | null = null

  constructor(darkroom: Darkroom, log: Log) {
    this.#darkroom = darkroom
    this.#log = log
  }

  get isOpen(): boolean {
    return this.#session !== null
  }

  /** The open session. Throws BoothError `darkroom.crashed` when there is none. */
  get session(): DarkroomSession {
    if (!this.#session) throw new BoothError('darkroom.crashed', 'The visit has no darkroom')
    return this.#session
  }

  /** The visit's session, opened if there is none. Throws what the darkroom throws. */
  async open(): Promise<DarkroomSession> {
    if (this.#session) return this.#session
    this.#opening ??= this.#begin()
    return await this.#opening.promise
  }

  /** Resolves when the process is gone. */
  async close(): Promise<void> {
    this.#opening?.abort.abort(new BoothError('darkroom.unavailable', 'The visit ended while its darkroom opened'))
    this.#opening = null
    const session = this.#session
    this.#session = null
    await this.#end(session)
  }

  #begin() {
    const abort = new AbortController()
    const promise = this.#darkroom.open(abort.signal).then(
      async (session) => {
        if (abort.signal.aborted) {
          await this.#end(session)
          throw abort.signal.reason
        }
        this.#opening = null
        this.#session = session
        return session
      },
      (error: unknown) => {
        if (!abort.signal.aborted) this.#opening = null
        throw error
      },
    )
    // The visit may have ended: then nobody waits for the rejection.
    promise.catch(() => {})
    return { promise, abort }
  }

  async #end(session: DarkroomSession | null): Promise<void> {
    try {
      await session?.close()
    } catch (error) {
      this.#log.error({ err: error }, 'A darkroom did not close as it should')
    }
  }
}
