import type {
  AuditView,
  BoothView,
  ClaimView,
  ConsoleRefusal,
  TotalsView,
} from '../../fleet/console-api/console-api.ts'
import { consoleHeader } from '../../fleet/console-api/console-header.ts'

/** A refusal of the fleet, or `unreachable` when there was no answer of it at all. */
export type Failure = ConsoleRefusal['reason'] | 'unreachable'
export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: Failure }

const refusalOf = (body: unknown): Failure =>
  typeof body === 'object' && body !== null && 'reason' in body ? (body as ConsoleRefusal).reason : 'unreachable'

const call = async <T>(method: string, path: string, body?: unknown): Promise<Result<T>> => {
  try {
    const response = await fetch(`/console/api${path}`, {
      method,
      headers: { [consoleHeader]: '1', ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(15_000),
    })
    const answer: unknown = response.status === 204 ? undefined : await response.json()
    return response.ok ? { ok: true, value: answer as T } : { ok: false, reason: refusalOf(answer) }
  } catch {
    return { ok: false, reason: 'unreachable' }
  }
}

const boothPath = (booth: BoothView) => `/booths/${encodeURIComponent(booth.id)}`

export const api = {
  session: () => call<{ name: string }>('GET', '/session'),
  signIn: (name: string, password: string) => call<{ name: string }>('POST', '/session', { name, password }),
  signOut: () => call<void>('DELETE', '/session'),
  booths: () => call<{ booths: readonly BoothView[] }>('GET', '/booths'),
  totals: () => call<TotalsView>('GET', '/totals'),
  audit: () => call<{ entries: readonly AuditView[] }>('GET', '/audit'),
  createClaim: () => call<ClaimView>('POST', '/claims'),
  accept: (booth: BoothView) =>
    call<void>('POST', `${boothPath(booth)}/accept`, { confirmationCode: booth.confirmationCode }),
  refuse: (booth: BoothView) =>
    call<void>('POST', `${boothPath(booth)}/refuse`, { confirmationCode: booth.confirmationCode }),
  rename: (booth: BoothView, name: string) => call<void>('PATCH', boothPath(booth), { name }),
  release: (booth: BoothView) => call<void>('POST', `${boothPath(booth)}/release`),
  retire: (booth: BoothView) => call<void>('POST', `${boothPath(booth)}/retire`),
}
