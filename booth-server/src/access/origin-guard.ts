import { isIP } from 'node:net'

/** Host name without its port, brackets and case; null for what is none. */
const hostNameOf = (host: string | undefined): string | null => {
  if (host === undefined) return null
  try {
    return new URL(`http://${host}`).hostname.replace(/^\[|\]$/g, '').toLowerCase()
  } catch {
    return null
  }
}

/**
 * Whether a request was meant for this booth. A page of the internet can point a name of its own at 127.0.0.1 (DNS
 * rebinding) and would then count as of the same origin; it can't do so with a bare address or a name that the operator
 * has listed.
 */
export const isKnownHost = (host: string | undefined, allowedHosts: readonly string[]): boolean => {
  const name = hostNameOf(host)
  if (name === null) return false
  return isIP(name) !== 0 || name === 'localhost' || allowedHosts.some((allowed) => allowed.toLowerCase() === name)
}

/** A browser states the page's origin with every WebSocket; programs (tests, tools) have none. */
export const isSameOrigin = (origin: string | undefined, host: string | undefined): boolean => {
  if (origin === undefined) return true
  try {
    return new URL(origin).host === host
  } catch {
    return false
  }
}
