import { isOddTurn, turnParameter } from '@quickid/booth-server/protocol'

/** The server answers at once, or it is away. */
const ANSWER_WITHIN_MS = 3_000
/** A page that was answered and still hasn't come by then stays away. */
const COME_WITHIN_MS = 10_000

/**
 * Has the browser open this page anew in a process of its own, and end the one that showed the pictures: the operating
 * system takes its memory back, whatever a cache or an allocator held. Two pages that differ in their isolation from others
 * can't share a process (HTML Standard, "cross-origin isolated"), so the server sends the page isolated and not, by turns.
 *
 * Does not resolve while the page goes. Rejects when the server is away: the browser's own error page must not take the
 * screen.
 */
export const turnPage = async (): Promise<void> => {
  const next = new URL(window.location.href)
  next.searchParams.set(turnParameter, isOddTurn(next.search) ? 'even' : 'odd')
  const answer = await fetch(next, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) })
  if (!answer.ok) throw new Error(`The page was answered with ${answer.status}`)
  window.location.replace(next)
  await new Promise((_, reject) => setTimeout(reject, COME_WITHIN_MS))
}
