/**
 * A signal that aborts after `timeoutMs` with a `TimeoutError`, as `AbortSignal.timeout` does, and that may be joined
 * with others by `AbortSignal.any`. There Node 20 holds its sources weakly: an `AbortSignal.timeout` that nobody else
 * holds is collected as garbage and the deadline never comes. The timer holds this one; it keeps no process running.
 */
export const deadlineSignal = (timeoutMs: number): AbortSignal => {
  const controller = new AbortController()
  const end = () => controller.abort(new DOMException(`No end within ${timeoutMs} ms`, 'TimeoutError'))
  setTimeout(end, timeoutMs).unref()
  return controller.signal
}
