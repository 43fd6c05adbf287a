import { afterEach, expect, it } from 'vitest'
import { enrol } from '../agent/enrol.ts'
import { createFleetClient } from '../agent/fleet-client.ts'
import type { DeviceIdentity } from '../agent/identity.ts'
import { boothPaths } from '../protocol/api.ts'
import { signEnrolment } from '../protocol/enrolment.ts'
import { applyRetention } from './retention.ts'
import { describeOnEachDatabase } from './testing/each-database.ts'
import { type FleetFixture, recordOf, startFixture } from './testing/fleet-fixture.ts'

const hourMs = 3_600_000

describeOnEachDatabase('enrolment', (database) => {
  let fleet: FleetFixture
  let nowMs: number
  const start = async (options: Parameters<typeof startFixture>[1] = {}) => {
    nowMs = Date.now()
    fleet = await startFixture(database(), {
      now: () => nowMs,
      rateLimits: { enrolmentsPerTenMinutes: 1000 },
      ...options,
    })
  }
  afterEach(() => fleet.close())

  type Options = { onCode?: (code: string) => void; signal?: AbortSignal; url?: string }
  const tryEnrol = (identity: DeviceIdentity, claim: string, options: Options = {}) =>
    enrol({
      identity,
      fleetUrl: options.url ?? fleet.url,
      claim,
      appVersion: '0.1.0',
      pollMs: 20,
      signal: options.signal ?? AbortSignal.timeout(50_000),
      onConfirmationCode: (code) => options.onCode?.(code),
    })
  const onlyBooth = async () => {
    const [booth, ...others] = await fleet.operator.booths()
    if (booth === undefined || others.length > 0) throw new Error('Expected one booth')
    return booth
  }
  /** Decides as soon as the booth shows its digits. */
  const decide = (decision: 'accept' | 'refuse') => ({
    onCode: (code: string) => {
      onlyBooth().then((booth) => fleet.operator[decision]({ id: booth.id, confirmationCode: code }))
    },
  })
  /** Enrols up to the point where an operator would decide, then stops, as a power cut would. */
  const askAndStop = async (identity: DeviceIdentity, claim: string): Promise<string> => {
    const stop = new AbortController()
    let shown = ''
    const outcome = await tryEnrol(identity, claim, {
      signal: stop.signal,
      onCode: (code) => {
        shown = code
        stop.abort()
      },
    })
    expect(outcome).toMatchObject({ ok: false, reason: 'cancelled' })
    return shown
  }

  it('shows the same six digits on both sides and ends with an accepted booth', async () => {
    await start()
    const identity = await fleet.newIdentity()
    const { code } = await fleet.operator.createClaim()
    const shown = await askAndStop(identity, code)
    expect(shown).toMatch(/^\d{6}$/)
    expect(await onlyBooth()).toMatchObject({ status: 'pending', confirmationCode: shown, appVersion: '0.1.0' })
    expect(identity.readState().enrolled).toBe(false)

    const outcome = await tryEnrol(identity, code.toLowerCase().replace('-', ' '), decide('accept'))
    const booth = await onlyBooth()
    expect(outcome).toEqual({ ok: true, deviceId: booth.id, fleetUrl: fleet.url })
    expect(booth).toMatchObject({ status: 'active', confirmationCode: null })
    expect(identity.readState()).toMatchObject({ enrolled: true, deviceId: booth.id, fleetUrl: fleet.url })
  })

  it('gives the same claim with the same key the same answer, also long after', async () => {
    await start()
    const identity = await fleet.newIdentity()
    const { code } = await fleet.operator.createClaim()
    const first = await askAndStop(identity, code)
    expect(await askAndStop(identity, code)).toBe(first)
    await fleet.operator.accept(await onlyBooth())
    nowMs += 48 * hourMs
    const once = await tryEnrol(identity, code)
    expect(once).toMatchObject({ ok: true })
    expect(await tryEnrol(identity, code)).toEqual(once)
  })

  it('tells a refused booth so, and lets it ask anew with another claim', async () => {
    await start()
    const identity = await fleet.newIdentity()
    const { code } = await fleet.operator.createClaim()
    expect(await tryEnrol(identity, code, decide('refuse'))).toMatchObject({ ok: false, reason: 'refused' })
    expect(await tryEnrol(identity, code)).toMatchObject({ ok: false, reason: 'refused' })
    expect(identity.readState().enrolled).toBe(false)
    const second = await fleet.operator.createClaim()
    expect(await tryEnrol(identity, second.code, decide('accept'))).toMatchObject({ ok: true })
    expect(await onlyBooth()).toMatchObject({ status: 'active' })
  })

  it('takes a claim once', async () => {
    await start()
    const { code } = await fleet.operator.createClaim()
    await askAndStop(await fleet.newIdentity(), code)
    expect(await tryEnrol(await fleet.newIdentity(), code)).toMatchObject({ ok: false, reason: 'claim-used' })
    expect(await fleet.operator.booths()).toHaveLength(1)
  })

  it('gives a claim that two keys present at once to one of them', async () => {
    await start()
    const { code } = await fleet.operator.createClaim()
    const identities = await Promise.all([fleet.newIdentity(), fleet.newIdentity(), fleet.newIdentity()])
    const stop = new AbortController()
    const outcomes = identities.map((identity) =>
      tryEnrol(identity, code, { signal: stop.signal, onCode: () => setTimeout(() => stop.abort(), 300) }),
    )
    const reasons = (await Promise.all(outcomes)).map((outcome) => (outcome.ok ? 'ok' : outcome.reason))
    expect(reasons.filter((reason) => reason === 'claim-used' || reason === 'cancelled')).toHaveLength(3)
    expect(await fleet.operator.booths()).toHaveLength(1)
  })

  it.each([
    ['claim-unknown', 0, '00000-00000'],
    ['claim-expired', 24 * hourMs, null],
    ['invalid-claim', 0, '123'],
  ] as const)('refuses with %s', async (reason, afterMs, typed) => {
    await start()
    const { code } = await fleet.operator.createClaim()
    nowMs += afterMs
    expect(await tryEnrol(await fleet.newIdentity(), typed ?? code)).toMatchObject({ ok: false, reason })
    expect(await database().query('select id from booths')).toEqual([])
  })

  it('forgets a booth that nobody decided on within a day', async () => {
    await start()
    const identity = await fleet.newIdentity()
    const { code } = await fleet.operator.createClaim()
    await askAndStop(identity, code)
    nowMs += 25 * hourMs
    await applyRetention(database(), nowMs)
    expect(await database().query('select id from booths')).toEqual([])
    expect(await tryEnrol(identity, code)).toMatchObject({ ok: false, reason: 'claim-expired' })
  })

  it('limits how often one address may try', async () => {
    await start({ rateLimits: { enrolmentsPerTenMinutes: 4 } })
    const identity = await fleet.newIdentity()
    const outcomes = []
    for (let attempt = 0; attempt < 5; attempt++) outcomes.push(await tryEnrol(identity, '00000-00000'))
    expect(outcomes.slice(0, 4).every((outcome) => !outcome.ok && outcome.reason === 'claim-unknown')).toBe(true)
    expect(outcomes[4]).toMatchObject({ ok: false, reason: 'busy', retryAfterMs: expect.any(Number) })
  })

  it('does not take a signature of another key, a foreign challenge, or an unknown property', async () => {
    await start()
    const [identity, other] = [await fleet.newIdentity(), await fleet.newIdentity()]
    const claim = (await fleet.operator.createClaim()).code.replace('-', '')
    const { publicKey } = identity
    const post = async (path: string, body: unknown) => {
      const response = await fetch(new URL(path, fleet.url), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      return (await response.json()) as Record<string, string>
    }
    const { nonce = '' } = await post(boothPaths.challenge, { publicKey })
    const { nonce: otherNonce = '' } = await post(boothPaths.challenge, { publicKey: other.publicKey })
    const request = (signer: DeviceIdentity, used: string) => ({
      claim,
      publicKey,
      nonce: used,
      appVersion: '0.1.0',
      signature: signEnrolment({ claim, publicKey, nonce: used }, signer.privateKey),
    })
    expect(await post(boothPaths.enrolment, request(other, nonce))).toMatchObject({ reason: 'bad-signature' })
    expect(await post(boothPaths.enrolment, request(identity, otherNonce))).toMatchObject({
      reason: 'challenge-unknown',
    })
    expect(await post(boothPaths.enrolment, { ...request(identity, nonce), name: 'x' })).toMatchObject({
      reason: 'malformed',
    })
    nowMs += 11 * 60_000
    expect(await post(boothPaths.enrolment, request(identity, nonce))).toMatchObject({ reason: 'challenge-unknown' })
    expect(await database().query('select id from booths')).toEqual([])
  })

  it('accepts only the digits that the operator saw', async () => {
    await start()
    const { code } = await fleet.operator.createClaim()
    const shown = await askAndStop(await fleet.newIdentity(), code)
    const { id } = await onlyBooth()
    const wrong = shown === '000000' ? '000001' : '000000'
    await expect(fleet.operator.accept({ id, confirmationCode: wrong })).rejects.toThrow(/409/)
    expect(await onlyBooth()).toMatchObject({ status: 'pending' })
  })

  it('waits through a fleet that goes away meanwhile', async () => {
    await start()
    const identity = await fleet.newIdentity()
    const { code } = await fleet.operator.createClaim()
    const states: string[] = []
    const outcome = await enrol({
      identity,
      fleetUrl: fleet.url,
      claim: code,
      appVersion: '0.1.0',
      pollMs: 20,
      signal: AbortSignal.timeout(50_000),
      onConfirmationCode: () => void fleet.goAway(),
      onProgress: ({ state }) => {
        if (state === 'unreachable' && !states.includes(state)) {
          fleet.comeBack().then(async () => fleet.operator.accept(await onlyBooth()))
        }
        states.push(state)
      },
    })
    expect(outcome).toMatchObject({ ok: true })
    expect(states).toContain('unreachable')
  })

  it('never reads a fleet that is away as "not enrolled", nor an enrolled booth as anyone else’s', async () => {
    await start()
    const identity = await fleet.newBooth()
    const state = identity.readState()
    await fleet.goAway()
    const code = '7K3MP-X0Q9D'
    expect(await tryEnrol(identity, code)).toMatchObject({ ok: false, reason: 'unreachable' })
    expect(await tryEnrol(identity, code, { url: 'http://127.0.0.1:1' })).toMatchObject({
      reason: 'enrolled-elsewhere',
    })
    expect(identity.readState()).toEqual(state)
    await fleet.comeBack()
  })

  it('bars a retired key for ever', async () => {
    await start()
    const identity = await fleet.newBooth()
    await fleet.operator.retire((await onlyBooth()).id)
    const { code } = await fleet.operator.createClaim()
    expect(await tryEnrol(identity, code)).toMatchObject({ ok: false, reason: 'retired' })
    const sent = await createFleetClient({ identity }).sendRecords([recordOf(1)], AbortSignal.timeout(30_000))
    expect(sent).toMatchObject({ ok: false, reason: 'unauthorised' })
  })

  it('keeps no claim in the database that could be used', async () => {
    await start()
    const { code } = await fleet.operator.createClaim()
    const rows = await database().query<{ code: string }>(`select encode(code_hmac, 'hex') as code from claims`)
    expect(rows[0]?.code).toMatch(/^[0-9a-f]{64}$/)
    expect(JSON.stringify(rows)).not.toContain(code.replace('-', ''))
  })
})
