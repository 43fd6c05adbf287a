import { deadlineSignal } from '../foundation/deadline.ts'
import { BoothError } from '../foundation/errors.ts'

/**
 * Runs `work` of the darkroom. Past the deadline it throws BoothError `darkroom.timeout`, when aborted the signal's
 * reason, whatever the work does then; a result that comes too late goes to `discard`, which overwrites its pixels.
 */
export const withDeadline = async <T>(
  deadlineMs: number,
  what: string,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
  discard: (late: T) => void = () => {},
): Promise<T> => {
  const deadline = deadlineSignal(deadlineMs)
  const within = AbortSignal.any([signal, deadline])
  const working = work(within)
  let onAbort = () => {}
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => {
      working.then(discard, () => {})
      const isLate = deadline.aborted && !signal.aborted
      reject(isLate ? new BoothError('darkroom.timeout', `${what} took longer than ${deadlineMs} ms`) : signal.reason)
    }
    if (within.aborted) onAbort()
    else within.addEventListener('abort', onAbort)
  })
  try {
    return await Promise.race([working, aborted])
  } finally {
    within.removeEventListener('abort', onAbort)
  }
}
