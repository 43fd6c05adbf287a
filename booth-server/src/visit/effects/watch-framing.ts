import { setTimeout as delay } from 'node:timers/promises'
import type { DarkroomSession } from '../../darkroom/session.ts'
import { deadlineSignal } from '../../foundation/deadline.ts'
import { BoothError } from '../../foundation/errors.ts'
import type { GuidanceCode } from '../../protocol/codes.ts'
import type { LiveView } from '../live-view.ts'

export interface FramingWatchDeps {
  readonly live: LiveView
  readonly session: DarkroomSession
  /** Without a live frame for this long the camera counts as lost. */
  readonly liveFrameMs: number
}

/** More looks would only take the processor from the live view. */
const LOOK_EVERY_MS = 120

/**
 * Looks at live frames, one at a time, and tells what the customer should do: as soon as two looks in a row agree, so
 * that one odd frame doesn't make the words flicker. Resolves when aborted. Throws BoothError `camera.unavailable` when
 * frames stay away, and what the darkroom throws.
 */
export const watchFraming = async (
  { live, session, liveFrameMs }: FramingWatchDeps,
  onGuidance: (guidance: GuidanceCode) => void,
  signal: AbortSignal,
): Promise<void> => {
  let sequence = -1
  let last: GuidanceCode | null = null
  while (!signal.aborted) {
    const leased = await nextFrame(live, sequence, liveFrameMs, signal)
    if (!leased) return
    sequence = leased.frame.sequence
    try {
      const guidance = await session.assess(leased.frame.jpeg, signal)
      if (guidance === last) onGuidance(guidance)
      last = guidance
    } catch (error) {
      if (signal.aborted) return
      throw error
    } finally {
      leased.release()
    }
    await delay(LOOK_EVERY_MS, undefined, { signal }).catch(() => {})
  }
}

const nextFrame = async (live: LiveView, after: number, deadlineMs: number, signal: AbortSignal) => {
  const deadline = deadlineSignal(deadlineMs)
  try {
    return await live.next(after, AbortSignal.any([signal, deadline]))
  } catch (error) {
    if (signal.aborted) return null
    throw new BoothError('camera.unavailable', `No live frame for ${deadlineMs} ms`, { cause: error })
  }
}
