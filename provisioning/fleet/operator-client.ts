import type { BoothView, ClaimView, TotalsView } from './console-api/console-api.ts'
import { consoleHeader } from './console-api/console-header.ts'

/** What an operator can do, for programs: the console's own HTTP interface, with a session. */
export interface OperatorClient {
  createClaim(): Promise<ClaimView>
  booths(): Promise<readonly BoothView[]>
  accept(booth: Pick<BoothView, 'id' | 'confirmationCode'>): Promise<void>
  refuse(booth: Pick<BoothView, 'id' | 'confirmationCode'>): Promise<void>
  rename(boothId: string, name: string): Promise<void>
  release(boothId: string): Promise<void>
  retire(boothId: string): Promise<void>
  totals(): Promise<TotalsView>
  signOut(): Promise<void>
}

/**
 * Signs in at a fleet.
 * @throws Error with status and reason whenever the fleet does not do what was asked.
 */
export const signInOperator = async (fleetUrl: string, name: string, password: string): Promise<OperatorClient> => {
  let cookie = ''
  const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(new URL(`/console/api${path}`, fleetUrl), {
      method,
      headers: {
        [consoleHeader]: '1',
        ...(cookie !== '' && { cookie }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status} ${text}`)
    const setCookie = response.headers.getSetCookie()[0]
    if (setCookie !== undefined) cookie = setCookie.split(';', 1)[0] ?? ''
    return text === '' ? undefined : JSON.parse(text)
  }
  await call('POST', '/session', { name, password })
  const decide = async (path: 'accept' | 'refuse', booth: Pick<BoothView, 'id' | 'confirmationCode'>) => {
    await call('POST', `/booths/${booth.id}/${path}`, { confirmationCode: booth.confirmationCode })
  }
  const act = async (method: string, path: string, body?: unknown) => {
    await call(method, path, body)
  }
  return {
    createClaim: async () => (await call('POST', '/claims')) as ClaimView,
    booths: async () => ((await call('GET', '/booths')) as { booths: readonly BoothView[] }).booths,
    accept: (booth) => decide('accept', booth),
    refuse: (booth) => decide('refuse', booth),
    rename: (boothId, newName) => act('PATCH', `/booths/${boothId}`, { name: newName }),
    release: (boothId) => act('POST', `/booths/${boothId}/release`),
    retire: (boothId) => act('POST', `/booths/${boothId}/retire`),
    totals: async () => (await call('GET', '/totals')) as TotalsView,
    signOut: () => act('DELETE', '/session'),
  }
}
