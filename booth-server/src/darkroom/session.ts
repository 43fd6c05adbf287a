import type { DevelopFailure } from '../foundation/outcome.ts'
import type { GuidanceCode, StepId } from '../protocol/codes.ts'
import type { DevelopRequest, DevelopResult, EditPortraitRequest } from './messages/portrait.ts'
import type { SheetRequest, SheetResult } from './messages/sheet.ts'

/**
 * One visit's darkroom: a child process that holds the visit's pixels. `close` kills it, and the operating system takes
 * its memory back. Every call rejects with BoothError `darkroom.crashed` when the process dies, `darkroom.timeout` past
 * its deadline (the process is killed then), and with the signal's reason when aborted.
 */
export interface DarkroomSession {
  /** A cheap look at a live frame: what the customer should do next. */
  assess(jpeg: Uint8Array, signal: AbortSignal): Promise<GuidanceCode>
  /** The whole way from a still to a portrait. The source stays in the child, for `edit`. */
  develop(request: DevelopRequest, onStep: (step: StepId) => void, signal: AbortSignal): Promise<DevelopResult>
  /** The portrait again with other edits or for another document, from what the child still holds: fast. */
  edit(request: EditPortraitRequest, signal: AbortSignal): Promise<DevelopResult>
  /** The sheet of each named document's last portrait. */
  sheet(request: SheetRequest, signal: AbortSignal): Promise<{ ok: true; sheet: SheetResult } | DevelopFailure>
  /** Idempotent. Resolves when the process is gone. */
  close(): Promise<void>
}

/** The booth's darkrooms: a warm spare waits with its models loaded, so that the next visitor does not. */
export interface Darkroom {
  start(): Promise<void>
  stop(): Promise<void>
  /** Ready = a warm spare waits. */
  readonly health: { readonly ok: true } | { readonly ok: false; readonly detail: string }
  /** Takes the spare, or waits for one. Throws BoothError `darkroom.unavailable` past the deadline. */
  open(signal: AbortSignal): Promise<DarkroomSession>
}
