import type { SendFailure } from '@quickid/provisioning/agent'
import { describe, expect, it } from 'vitest'
import type { SendOutcome } from './fleet-sender.ts'
import { afterSend, firstSendState, maxSuspects, type SendState } from './send-plan.ts'

const backOff = { baseMs: 100, capMs: 1000 }
const keys = (from: number, to: number, epoch = 1) =>
  Array.from({ length: to - from + 1 }, (_, index) => ({ epoch, sequence: from + index }))
const key = (sequence: number, epoch = 1) => ({ epoch, sequence })
const suspect = (sequence: number) => ({ ...key(sequence), reason: 'malformed' })
const state = (change: Partial<SendState> = {}): SendState => ({ ...firstSendState, ...change })
const fail = (reason: SendFailure, retryAfterMs: number | null = null): SendOutcome => ({
  ok: false,
  reason,
  retryAfterMs,
  detail: 'malformed',
})
const ok = (through: number | null, rejected: readonly number[] = []): SendOutcome => ({
  ok: true,
  ackedThrough: through === null ? null : key(through),
  rejected: rejected.map(suspect),
})
const step = (from: SendState, sent: ReturnType<typeof keys>, outcome: SendOutcome) =>
  afterSend(from, sent, outcome, { random: 1, backOff })

const atOnce = { kind: 'at-once' } as const
const idle = { kind: 'idle' } as const
const wait = (waitMs: number) => ({ kind: 'back-off', waitMs }) as const

describe('an answer', () => {
  it.each([
    ['all taken', state(), keys(1, 3), ok(3), { acknowledge: key(3), setAside: [], next: atOnce, state: state() }],
    ['after failures', state({ attempt: 4 }), keys(1, 3), ok(3), { acknowledge: key(3), next: atOnce, state: state() }],
    ['taken in part', state(), keys(1, 3), ok(2), { acknowledge: key(2), next: atOnce }],
    ['one rejected', state(), keys(1, 3), ok(3, [2]), { acknowledge: key(3), setAside: [suspect(2)], next: atOnce }],
    ['a rejected row that was not sent', state(), keys(1, 3), ok(3, [9]), { acknowledge: key(3), setAside: [] }],
    ['acknowledged beyond what was sent', state(), keys(1, 3), ok(90), { acknowledge: key(3) }],
    ['nothing of it taken', state(), keys(5, 6), ok(4), { acknowledge: null, next: wait(100) }],
    ['nothing said', state({ attempt: 1 }), keys(5, 6), ok(null), { acknowledge: null, next: wait(200) }],
    ['nothing to send', state(), [], ok(null), { acknowledge: null, setAside: [], next: idle, state: state() }],
    ['the limit grows back', state({ limit: 4 }), keys(1, 4), ok(4), { state: state({ limit: 8 }) }],
    ['not beyond a batch', state({ limit: 300 }), keys(1, 300), ok(300), { state: state() }],
    [
      'a suspect is given up when another row is taken',
      state({ limit: 1, suspects: [suspect(1)] }),
      keys(2, 2),
      ok(2),
      { setAside: [suspect(1)], acknowledge: key(2), state: state({ limit: 2 }), next: atOnce },
    ],
    [
      'with nothing left but suspects none is given up',
      state({ limit: 1, suspects: [suspect(1)] }),
      [],
      ok(null),
      { setAside: [], state: state({ attempt: 1 }), next: wait(100) },
    ],
    [
      'a restored fleet asks again',
      state(),
      keys(7, 8),
      { ...ok(8), sendAgainAfter: key(3) },
      { acknowledge: key(8), sendAgainAfter: key(3), next: wait(100), state: state({ attempt: 1 }) },
    ],
    [
      'and has lost everything',
      state({ attempt: 1 }),
      [],
      { ...ok(null), sendAgainAfter: null },
      { acknowledge: null, sendAgainAfter: null, next: wait(200) },
    ],
  ] as const)('%s', (_, from, sent, outcome, expected) => {
    expect(step(from, [...sent], outcome)).toMatchObject(expected)
  })

  it('goes by epoch before sequence', () => {
    const sent = [...keys(8, 9, 1), ...keys(1, 2, 2)]
    const outcome: SendOutcome = { ok: true, ackedThrough: key(1, 2), rejected: [] }
    expect(step(state(), sent, outcome).acknowledge).toEqual(key(1, 2))
  })
})

describe('a failure gives up nothing', () => {
  it.each([
    ['not-enrolled', fail('not-enrolled'), idle, state()],
    ['unreachable', fail('unreachable'), wait(400), state({ attempt: 3, limit: 8 })],
    ['unauthorised', fail('unauthorised'), wait(400), state({ attempt: 3, limit: 8 })],
    ['quarantined', fail('quarantined'), wait(400), state({ attempt: 3, limit: 8 })],
    ['busy, Retry-After', fail('busy', 5000), wait(5400), state({ attempt: 3, limit: 8 })],
    ['refused', fail('refused'), atOnce, state({ attempt: 2, limit: 2 })],
    ['refused, Retry-After', fail('refused', 5000), wait(5400), state({ attempt: 3, limit: 2 })],
  ] as const)('%s', (_, outcome, next, after) => {
    const result = step(state({ attempt: 2, limit: 8 }), keys(1, 5), outcome)
    expect(result).toEqual({ setAside: [], acknowledge: null, sendAgainAfter: undefined, next, state: after })
  })
})

/** A fleet that refuses every batch with a poisoned row in it; the outbox and the sender's loop around the plan. */
const run = (count: number, poisoned: ReadonlySet<number>) => {
  let waiting = keys(1, count)
  let current = firstSendState
  const taken: number[] = []
  const aside: number[] = []
  let requests = 0
  for (;;) {
    const isSuspect = (row: { sequence: number }) => current.suspects.some(({ sequence }) => sequence === row.sequence)
    const sent = waiting.filter((row) => !isSuspect(row)).slice(0, current.limit)
    if (sent.length > 0) requests++
    const isRefused = sent.some((row) => poisoned.has(row.sequence))
    const result = step(current, sent, isRefused ? fail('refused') : ok(sent.at(-1)?.sequence ?? null))
    current = result.state
    for (const row of result.setAside) {
      aside.push(row.sequence)
      waiting = waiting.filter(({ sequence }) => sequence !== row.sequence)
    }
    const through = result.acknowledge?.sequence ?? 0
    taken.push(...waiting.filter((row) => row.sequence <= through).map((row) => row.sequence))
    waiting = waiting.filter((row) => row.sequence > through)
    if (result.next.kind !== 'at-once') return { taken, aside, requests, waiting, next: result.next }
  }
}

describe('poisoned rows', () => {
  it.each([
    ['one at the start', 1200, [1]],
    ['one in the middle', 1200, [377]],
    ['two beside each other', 1200, [250, 251]],
    ['several apart', 1200, [3, 499, 500, 501, 900]],
  ])('%s: set aside, all others taken once, in order', (_, count, poisoned) => {
    const result = run(count, new Set(poisoned))
    expect(result.aside).toEqual(poisoned)
    expect(result.taken).toEqual(
      keys(1, count)
        .map((row) => row.sequence)
        .filter((sequence) => !poisoned.includes(sequence)),
    )
    expect(result.waiting).toEqual([])
    expect(result.requests).toBeLessThan(30 * (poisoned.length + 1))
  })

  it('the last row: it waits until a later one is taken', () => {
    const result = run(10, new Set([10]))
    expect(result).toMatchObject({ aside: [], waiting: [key(10)], next: wait(100) })
  })

  it('a fleet that refuses everything costs no row, and few requests', () => {
    const result = run(1200, new Set(keys(1, 1200).map((row) => row.sequence)))
    expect(result).toMatchObject({ aside: [], taken: [], next: wait(100) })
    expect(result.waiting).toHaveLength(1200)
    expect(result.requests).toBeLessThan(10 + maxSuspects)
  })
})
