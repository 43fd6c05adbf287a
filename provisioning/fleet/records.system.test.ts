import { cpSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createFleetClient } from '../agent/fleet-client.ts'
import { type DeviceIdentity, openIdentity } from '../agent/identity.ts'
import { boothPaths } from '../protocol/api.ts'
import { batchContentType, packRecords } from '../protocol/record-batch.ts'
import { describeOnEachDatabase } from './testing/each-database.ts'
import { type FleetFixture, type RawRequest, recordOf, sendRaw, startFixture } from './testing/fleet-fixture.ts'

const signal = () => AbortSignal.timeout(50_000)
const batchOf = (body: Uint8Array): RawRequest => ({
  method: 'POST',
  target: boothPaths.records,
  body,
  headers: { 'content-type': batchContentType, 'content-encoding': 'gzip' },
})
/** The hour so many hours from now. */
const hourIn = (hours: number) => `${new Date(Date.now() + hours * 3_600_000).toISOString().slice(0, 13)}:00:00Z`
const records = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, index) => recordOf(first + index))

describeOnEachDatabase('records', (database) => {
  let fleet: FleetFixture
  let identity: DeviceIdentity
  beforeEach(async () => {
    fleet = await startFixture(database())
    identity = await fleet.newBooth()
  })
  afterEach(() => fleet.close())

  const send = (batch: readonly ReturnType<typeof recordOf>[], of = identity) =>
    createFleetClient({ identity: of }).sendRecords(batch, signal())
  const stored = async () =>
    (
      await database().query<{ sequence: number }>('select sequence from generation_records order by epoch, sequence')
    ).map(({ sequence }) => sequence)

  it('are stored column by column and nothing else', async () => {
    const full = recordOf(1, {
      error: 'face.none',
      status: 'refused',
      model: 'isnet-512',
      parameters: { copies: 4, retouchTenths: 3, slimmingTenths: 10, straightShoulders: true },
    })
    expect(await send([full])).toEqual({ ok: true, ackedThrough: { epoch: 1, sequence: 1 }, rejected: [] })
    const [row] = await database().query<Record<string, unknown>>('select * from generation_records')
    expect(row).toMatchObject({
      epoch: 1,
      sequence: 1,
      hour: new Date('2026-11-24T14:00:00Z'),
      interface: 'photo.develop',
      parameters: { copies: 4, retouchTenths: 3, slimmingTenths: 10, straightShoulders: true },
      status: 'refused',
      error: 'face.none',
      duration_bucket_ms: 500,
      model: 'isnet-512',
      app_version: '0.1.0',
    })
    expect(Object.keys(row ?? {}).sort()).toEqual([
      'app_version',
      'booth_id',
      'content_hash',
      'duration_bucket_ms',
      'epoch',
      'error',
      'hour',
      'interface',
      'model',
      'parameters',
      'received_on',
      'sequence',
      'status',
    ])
  })

  it('sent twice change nothing and get the same answer', async () => {
    const first = await send(records(1, 30))
    expect(await send(records(1, 30))).toEqual(first)
    expect(await send(records(20, 40))).toMatchObject({ ok: true, ackedThrough: { epoch: 1, sequence: 40 } })
    expect(await stored()).toHaveLength(40)
    expect((await fleet.operator.booths())[0]?.recordCount).toBe(40)
  })

  it('are the same whatever order their properties stand in', async () => {
    await send([recordOf(1)])
    const reversed = Object.fromEntries(Object.entries(recordOf(1)).reverse())
    const answer = await sendRaw(fleet.url, identity, batchOf(gzipSync(JSON.stringify(reversed))))
    expect(answer).toMatchObject({ status: 200, body: { rejected: [] } })
  })

  it('survive in order over epochs, and gaps are fine', async () => {
    const batch = [recordOf(7), recordOf(9), recordOf(1, { epoch: 2 }), recordOf(3, { epoch: 2 })]
    expect(await send(batch.toReversed())).toMatchObject({ ok: true, ackedThrough: { epoch: 2, sequence: 3 } })
    expect(await stored()).toEqual([7, 9, 1, 3])
  })

  it('beyond one batch are acknowledged as far as they went', async () => {
    expect(await send(records(1, 620))).toMatchObject({ ok: true, ackedThrough: { sequence: 500 } })
    expect(await send(records(501, 620))).toMatchObject({ ok: true, ackedThrough: { sequence: 620 } })
    expect(await stored()).toHaveLength(620)
  })

  it('outside the allow-list are rejected with the reason, never stripped, and the rest is stored', async () => {
    const bad = [
      { ...recordOf(2), ip: '192.0.2.1' },
      { ...recordOf(3), parameters: { documentId: 'us-passport', fileName: 'me.jpg' } },
      { ...recordOf(4), interface: 'photo.upload' },
      { ...recordOf(5), hour: '2026-11-24T14:05:00Z' },
      { ...recordOf(6), hour: '2026-13-45T14:00:00Z' },
      { ...recordOf(7), error: 'Something that a person typed' },
      { ...recordOf(8), parameters: { copies: '4' } },
      { ...recordOf(9), 'who/said "this"?': 1 },
    ] as unknown as ReturnType<typeof recordOf>[]
    const outcome = await send([recordOf(1), ...bad, recordOf(10)])
    if (!outcome.ok) throw new Error(outcome.detail)
    expect(outcome.ackedThrough).toEqual({ epoch: 1, sequence: 10 })
    expect(outcome.rejected.map(({ sequence }) => sequence)).toEqual([2, 3, 4, 5, 6, 7, 8, 9])
    expect(outcome.rejected[0]?.reason).toBe('unknown property "ip" in /')
    expect(outcome.rejected[1]?.reason).toBe('unknown property "fileName" in /parameters')
    expect(outcome.rejected[7]?.reason).toBe('unknown property in /')
    expect(JSON.stringify(outcome.rejected)).not.toMatch(/192\.0|me\.jpg|typed|said/)
    expect(await stored()).toEqual([1, 10])
  })

  it.each([
    ['1970, as of a clock that was never set', '1970-01-01T00:00:00Z', '/hour'],
    ['the year before the software', '2025-12-31T23:00:00Z', '/hour'],
    ['9999', '9999-12-31T23:00:00Z', '/hour'],
    ['a day that no month has', '2026-11-31T10:00:00Z', '/hour is not a time'],
    ['more than a day ahead', hourIn(26), '/hour lies in the future'],
  ])('of the hour %s are rejected', async (_, hour, reason) => {
    const outcome = await send([recordOf(1, { hour })])
    if (!outcome.ok) throw new Error(outcome.detail)
    expect(outcome.rejected).toHaveLength(1)
    expect(outcome.rejected[0]?.reason).toContain(reason)
    expect(await stored()).toEqual([])
  })

  it('of a clock that shows local time as UTC are stored', async () => {
    expect(await send([recordOf(1, { hour: hourIn(14) })])).toMatchObject({ ok: true, rejected: [] })
    expect(await stored()).toEqual([1])
  })

  it.each(['1.0.0-anna.mueller', '1.0.0-rc.1.anna', '13800138000.0.0'])(
    'of a version that is not made of numbers (%s) are rejected',
    async (appVersion) => {
      const outcome = await send([recordOf(1, { appVersion })])
      expect(outcome).toMatchObject({ ok: true, rejected: [{ sequence: 1 }] })
      expect(JSON.stringify(outcome)).not.toMatch(/anna|138/)
    },
  )

  describe('of a newer booth, with values that this fleet does not know,', () => {
    const newer = recordOf(1, {
      parameters: {
        documentId: 'xx-newer-passport',
        paper: '4R',
        outfitId: 'suit-of-a-venue',
        background: 'mauve',
      },
      error: 'printer.on-fire',
      status: 'failed',
      model: 'isnet-2048',
    })
    const known = recordOf(2)
    const unknownValues = async () => {
      const [line] = (await (await fetch(`${fleet.url}/metrics`)).text()).match(/^fleet_unknown_values .*$/m) ?? []
      return Number(line?.split(' ')[1])
    }

    it('are stored with `other` in their place, and counted, once however often they are sent', async () => {
      const first = await send([newer, known])
      expect(first).toEqual({ ok: true, ackedThrough: { epoch: 1, sequence: 2 }, rejected: [] })
      const rows = await database().query<Record<string, unknown>>(
        'select parameters, error, model from generation_records order by sequence',
      )
      expect(rows).toEqual([
        {
          parameters: { documentId: 'other', paper: '4R', outfitId: 'other', background: 'other' },
          error: 'other',
          model: 'other',
        },
        { parameters: known.parameters, error: null, model: null },
      ])
      expect(await unknownValues()).toBe(5)
      expect(await send([newer, known])).toEqual(first)
      expect(await unknownValues()).toBe(5)
    })

    it('are told apart by what was sent, not by what is stored of it', async () => {
      await send([newer])
      const differs = { ...newer, model: 'isnet-4096' }
      expect(await send([differs])).toMatchObject({ ok: false, reason: 'quarantined' })
    })

    it.each([
      ['documentId', { parameters: { documentId: 'Anna Müller' } }],
      ['documentId', { parameters: { documentId: 'anna@example.org' } }],
      ['error', { error: 'Anna' }],
      ['model', { model: 'isnet 512' }],
    ])('are rejected where a %s has not even the shape of one', async (name, changes) => {
      const outcome = await send([recordOf(1, changes)])
      if (!outcome.ok) throw new Error(outcome.detail)
      expect(outcome.rejected).toHaveLength(1)
      expect(outcome.rejected[0]?.reason).toContain(name)
      expect(outcome.rejected[0]?.reason).not.toMatch(/anna|isnet/i)
      expect(await stored()).toEqual([])
    })
  })

  it('with one key and two contents quarantine the booth and store nothing of the batch', async () => {
    await send(records(1, 20))
    expect(await send([recordOf(20, { status: 'failed' }), recordOf(21)])).toMatchObject({
      ok: false,
      reason: 'quarantined',
    })
    expect(await send([recordOf(22)])).toMatchObject({ ok: false, reason: 'quarantined' })
    expect(await stored()).toHaveLength(20)
    const [booth] = await fleet.operator.booths()
    expect(booth).toMatchObject({ status: 'quarantined', quarantineReason: expect.stringContaining('1/20') })
  })

  it('go on after an operator released the booth; what differed before is set aside', async () => {
    await send(records(1, 20))
    await send([recordOf(20, { status: 'failed' })])
    await fleet.operator.release((await fleet.operator.booths())[0]?.id ?? '')
    expect(await send([recordOf(20, { status: 'failed' }), recordOf(21)])).toEqual({
      ok: true,
      ackedThrough: { epoch: 1, sequence: 21 },
      rejected: [{ epoch: 1, sequence: 20, reason: 'differs from what is stored' }],
    })
    expect(await send([recordOf(21, { status: 'failed' })])).toMatchObject({ reason: 'quarantined' })
  })

  it('of a cloned disk are found out, whichever disk comes first', async () => {
    const copy = (await fleet.newIdentity()).dataDir
    cpSync(identity.dataDir, copy, { recursive: true })
    const twin = await openIdentity(copy)
    expect(twin.publicKey).toBe(identity.publicKey)
    const outcomes = await Promise.all([send(records(1, 5)), send([recordOf(5, { status: 'cancelled' })], twin)])
    expect(outcomes.filter((outcome) => outcome.ok)).toHaveLength(1)
    expect(outcomes.filter((outcome) => !outcome.ok && outcome.reason === 'quarantined')).toHaveLength(1)
  })

  it.each([
    ['no epoch', [{ ...recordOf(1), epoch: undefined }]],
    ['not in order', [recordOf(2), recordOf(1)]],
    ['one key twice', [recordOf(1), recordOf(1)]],
    ['not an object', [recordOf(1), 5]],
    ['a sequence that is no integer', [{ ...recordOf(1), sequence: 1.5 }]],
  ])('in a batch with %s are refused together', async (_name, values) => {
    const body = gzipSync(values.map((value) => JSON.stringify(value)).join('\n'))
    const answer = await sendRaw(fleet.url, identity, batchOf(body))
    expect(answer).toMatchObject({ status: 400, body: { reason: 'malformed' } })
    expect(await stored()).toEqual([])
  })

  it.each([
    ['a gzip bomb', gzipSync(Buffer.alloc(64 * 1024 * 1024)), 413],
    ['too large a body', Buffer.alloc(256 * 1024 + 1), 413],
    ['no gzip', Buffer.from('{}'), 400],
  ])('in %s are refused', async (_name, body, status) => {
    expect(await sendRaw(fleet.url, identity, batchOf(body))).toMatchObject({ status })
  })

  it('need their content coding stated', async () => {
    const { body } = packRecords([recordOf(1)])
    const request = { ...batchOf(body), headers: { 'content-type': batchContentType } }
    expect(await sendRaw(fleet.url, identity, request)).toMatchObject({ status: 400, body: { reason: 'malformed' } })
  })

  describe('over the wire', () => {
    const good = () => batchOf(packRecords([recordOf(1)]).body)
    it.each<[string, Partial<RawRequest>, number, string]>([
      ['another body', { tamper: (request) => (request.body = gzipSync('{}')) }, 401, 'bad-signature'],
      ['another path', { tamper: (request) => (request.target = `${boothPaths.records}?x=1`) }, 401, 'bad-signature'],
      ['another counter', { tamper: ({ headers }) => (headers['quickid-counter'] = '99') }, 401, 'bad-signature'],
      [
        'another digest',
        { tamper: ({ headers }) => (headers['content-digest'] = 'sha-256=:AAAA:') },
        401,
        'bad-signature',
      ],
      ['no signature', { tamper: ({ headers }) => delete headers.signature }, 400, 'malformed'],
      ['no counter', { tamper: ({ headers }) => delete headers['quickid-counter'] }, 400, 'malformed'],
      ['a clock 6 minutes back', { createdSeconds: Math.floor(Date.now() / 1000) - 360 }, 401, 'clock-skewed'],
      ['a clock 6 minutes ahead', { createdSeconds: Math.floor(Date.now() / 1000) + 3600 }, 401, 'clock-skewed'],
    ])('a request with %s is refused', async (_name, change, status, reason) => {
      expect(await sendRaw(fleet.url, identity, { ...good(), ...change })).toMatchObject({ status, body: { reason } })
      expect(await stored()).toEqual([])
    })

    it('a key that no booth has is refused', async () => {
      expect(await sendRaw(fleet.url, await fleet.newIdentity(), good())).toMatchObject({
        status: 401,
        body: { reason: 'unknown-key' },
      })
    })

    it('a recorded request is worth nothing, and a refused one does not use up its counter', async () => {
      const counter = 5000
      const tamper: RawRequest['tamper'] = ({ headers }) => {
        headers['content-digest'] = 'sha-256=:AAAA:'
      }
      expect((await sendRaw(fleet.url, identity, { ...good(), counter, tamper })).status).toBe(401)
      expect((await sendRaw(fleet.url, identity, { ...good(), counter })).status).toBe(200)
      expect(await sendRaw(fleet.url, identity, { ...good(), counter })).toMatchObject({
        status: 401,
        body: { reason: 'counter-replayed', highestCounter: 5000 },
      })
    })

    it('a booth whose disk was set back to an image goes on above its counter', async () => {
      await sendRaw(fleet.url, identity, { ...good(), counter: 1_000_000 })
      expect(await send([recordOf(2)])).toMatchObject({ ok: true })
      expect(identity.counter.next()).toBeGreaterThan(1_000_000)
    })

    it('a booth with a wrong clock corrects itself by the signed time', async () => {
      let tries = 0
      const slow = createFleetClient({
        identity,
        now: () => {
          tries += 1
          return Date.parse('2020-01-01T00:00:00Z')
        },
      })
      expect(await slow.sendRecords([recordOf(1)], signal())).toMatchObject({ ok: true })
      const triesBefore = tries
      expect(await slow.sendRecords([recordOf(2)], signal())).toMatchObject({ ok: true })
      expect(tries - triesBefore).toBeLessThan(triesBefore)
    })
  })

  describe('from the booth', () => {
    it('are "not enrolled" only by its own state', async () => {
      const fresh = await fleet.newIdentity()
      expect(await send([recordOf(1)], fresh)).toMatchObject({ ok: false, reason: 'not-enrolled' })
    })

    it('wait while the fleet is away and arrive afterwards', async () => {
      await fleet.goAway()
      expect(await send([recordOf(1)])).toMatchObject({ ok: false, reason: 'unreachable' })
      await fleet.comeBack()
      expect(await send([recordOf(1)])).toMatchObject({ ok: true })
    })

    it('believe no one but their fleet: a portal, a proxy, an impostor, an old answer', async () => {
      const answer = JSON.stringify({ ackedThrough: { epoch: 1, sequence: 1 }, rejected: [] })
      const real = await sendRaw(fleet.url, identity, batchOf(packRecords([recordOf(1)]).body))
      const replayed = Object.fromEntries(
        ['signature', 'signature-input', 'content-digest'].map((name) => [name, real.headers.get(name) ?? '']),
      )
      const answers: [number, Record<string, string>, string][] = [
        [200, {}, answer],
        [401, {}, JSON.stringify({ reason: 'unknown-key', message: '' })],
        [302, { location: 'http://127.0.0.1/login' }, ''],
        [503, { 'retry-after': '7' }, '<h1>maintenance</h1>'],
        [200, replayed, JSON.stringify(real.body)],
      ]
      const impostor = createServer((request, response) => {
        request.resume().on('end', () => {
          const [status, headers, body] = answers.shift() ?? [500, {}, '']
          response.writeHead(status, headers).end(body)
        })
      })
      await new Promise<void>((resolve) => impostor.listen(0, '127.0.0.1', resolve))
      const state = identity.readState()
      if (!state.enrolled) throw new Error('not enrolled')
      identity.writeState({ ...state, fleetUrl: `http://127.0.0.1:${(impostor.address() as AddressInfo).port}` })
      const outcomes = []
      while (answers.length > 0) outcomes.push(await send([recordOf(1)]))
      impostor.close()
      expect(outcomes.map((outcome) => (outcome.ok ? 'ok' : outcome.reason))).toEqual(Array(5).fill('unreachable'))
      expect(outcomes[3]).toMatchObject({ retryAfterMs: 7000 })
    })

    it('stop when told to', async () => {
      const outcome = await createFleetClient({ identity }).sendRecords([recordOf(1)], AbortSignal.abort())
      expect(outcome).toMatchObject({ ok: false, reason: 'unreachable', detail: 'cancelled' })
    })

    it('are told when they ask too often', async () => {
      const strict = await startFixture(database(), { rateLimits: { callsPerMinute: 1 } })
      const limited = await strict.newIdentity()
      await sendRaw(strict.url, limited, { method: 'GET', target: boothPaths.enrolment })
      const second = await sendRaw(strict.url, limited, { method: 'GET', target: boothPaths.enrolment })
      await strict.close()
      expect(second).toMatchObject({ status: 429, body: { reason: 'busy' } })
      expect(Number(second.headers.get('retry-after'))).toBeGreaterThan(0)
    })
  })
})
