import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { unedited } from '../edits/edits.ts'
import type { ActionRequest } from '../protocol/actions.ts'
import type { Catalogue } from '../protocol/catalogue.ts'
import { closeCodes } from '../protocol/close-codes.ts'
import type { ClientMessage, ServerMessage } from '../protocol/messages.ts'
import { asleep, POLICY_VERSION, startTestBooth, type TestBooth, TestScreen } from '../testing/booth.ts'

const PIN = '739182'
let booth: TestBooth
let screen: TestScreen

beforeAll(async () => {
  booth = await startTestBooth({ pin: PIN, darkroom: asleep, printer: 'virtual:?seconds=0.05&fault=stopped' })
})
afterAll(async () => {
  await booth?.stop()
})
beforeEach(async () => {
  screen = await booth.connect()
  await screen.hello()
  if (screen.view?.state !== 'attract') screen.send({ kind: 'cancel' })
  await screen.until('attract', () => screen.view?.state === 'attract')
})

const edits = { ...unedited, background: 'white' }
/** One of each that a customer can send. */
const every: readonly ClientMessage[] = [
  { kind: 'begin' },
  { kind: 'choose-document', documentId: 'cn-1inch' },
  { kind: 'consent', policyVersion: POLICY_VERSION, isOverThirteen: true },
  { kind: 'back' },
  { kind: 'capture' },
  { kind: 'edit', edits },
  { kind: 'retake' },
  { kind: 'print', sheets: 1 },
  { kind: 'retry' },
  { kind: 'cancel' },
  { kind: 'finish' },
]

describe('what does not fit the state of the visit changes nothing', () => {
  const way: readonly ClientMessage[] = [
    { kind: 'begin' },
    { kind: 'choose-document', documentId: 'us-passport' },
    { kind: 'consent', policyVersion: POLICY_VERSION, isOverThirteen: true },
  ]
  it.each([
    ['attract', 0, ['begin']],
    ['document', 1, ['choose-document', 'back', 'cancel']],
    ['consent', 2, ['consent', 'back', 'cancel']],
    // Nobody stands in front of a camera whose darkroom is not there yet: no picture can be taken.
    ['framing', 3, ['back', 'cancel']],
  ])('in %s', async (state, steps, fitting) => {
    for (const message of way.slice(0, steps)) expect(await screen.answerTo(message)).toBeNull()
    expect(booth.runner.state.name).toBe(state)
    const before = booth.runner.state
    for (const message of every) {
      if (fitting.includes(message.kind)) continue
      expect(await screen.answerTo(message), message.kind).toMatchObject({ code: 'not-now' })
      expect(booth.runner.state, message.kind).toBe(before)
    }
  })

  it.each(['set-locale', 'touch', 'frame-painted'])('%s fits always and moves nothing', async (kind) => {
    const before = booth.runner.state
    const more = { 'set-locale': { locale: 'zh-CN' }, 'frame-painted': { sequence: 2 ** 40 } }[kind]
    expect(await screen.answerTo({ kind, ...more })).toBeNull()
    expect(booth.runner.state).toBe(before)
  })
})

describe('the language', () => {
  it('of the catalogue is the screen’s, one at a time', async () => {
    const nameOf = (catalogue: Catalogue) => catalogue.documents.find(({ id }) => id === 'us-passport')
    const { catalogue: english } = await screen.hello()
    expect(nameOf(english)).toMatchObject({ country: 'United States', name: 'Passport' })
    expect(await screen.answerTo({ kind: 'set-locale', locale: 'zh-CN' })).toBeNull()
    const told = screen.messages.findLast((message) => message.kind === 'catalogue')
    expect(told).toMatchObject({ locale: 'zh-CN' })
    expect(told?.kind === 'catalogue' && nameOf(told.catalogue)).toMatchObject({ country: '美国', name: '护照' })
    expect(await screen.answerTo({ kind: 'set-locale', locale: 'en' })).toBeNull()
  })
})

describe('settings that change', () => {
  it('are the next visit’s: one that runs keeps those that it began with', async () => {
    const consent = async () => {
      screen.send({ kind: 'begin' })
      screen.send({ kind: 'choose-document', documentId: 'cn-1inch' })
      return await screen.until('consent', () => (screen.view?.state === 'consent' ? screen.view : null))
    }
    const before = booth.settings.current
    expect(await consent()).toMatchObject({ policyVersion: POLICY_VERSION })
    booth.settings.update({ ...before, policyVersion: 'test-2', policyChangedSince: POLICY_VERSION, locale: 'zh-CN' })
    screen.send({ kind: 'back' })
    screen.send({ kind: 'choose-document', documentId: 'us-visa' })
    await screen.until(
      'the other document',
      () => screen.view?.state === 'consent' && screen.view.documentId === 'us-visa',
    )
    expect(screen.view).toMatchObject({ policyVersion: POLICY_VERSION, changedSince: null })
    screen.send({ kind: 'cancel' })
    await screen.until('attract', () => screen.view?.state === 'attract')
    expect(booth.runner.locale).toBe('zh-CN')
    expect(await consent()).toMatchObject({ policyVersion: 'test-2', changedSince: POLICY_VERSION })
    booth.settings.update(before)
  })
})

describe('a flood', () => {
  it('is cut, and the visit is where it was', async () => {
    screen.send({ kind: 'begin' })
    await screen.until('document', () => screen.view?.state === 'document')
    for (let i = 0; i < 20_000; i++) screen.raw(i % 2 ? '{"kind":"format-disk"}' : '{"kind":"print","sheets":1}')
    await screen.until('the end', () => screen.closed)
    expect(screen.closed?.code).toBe(1008)
    // Cut within two windows of a second, not answered to its end.
    expect(screen.messages.length).toBeLessThan(1500)
    expect(booth.runner.state.name).toBe('document')
    const next = await booth.connect()
    await next.hello()
    expect(next.view?.state).toBe('document')
    expect(await next.answerTo({ kind: 'cancel' })).toBeNull()
  })

  it('of connections without a word leaves the controlling screen alone', async () => {
    const silent: TestScreen[] = []
    for (let i = 0; i < 30; i++) silent.push(await TestScreen.connect(booth.url))
    expect(await screen.answerTo({ kind: 'begin' })).toBeNull()
    expect(booth.runner.state.name).toBe('document')
    for (const one of silent) one.close()
  })
})

describe('the screen that controls the booth', () => {
  it('stays the one that has the place: a second one that nobody has chosen is let go', async () => {
    const other = await booth.connect()
    other.send({ kind: 'hello', protocolVersion: 1, locale: 'en' })
    await other.until('the end', () => other.closed)
    expect(other.closed?.code).toBe(closeCodes.placeTaken)
    expect(other.messages).toEqual([])
    expect(await screen.answerTo({ kind: 'touch' })).toBeNull()
  })

  it('is the one that a person chooses; nothing that the older one had on its way is taken', async () => {
    const other = await booth.connect()
    other.send({ kind: 'hello', protocolVersion: 1, locale: 'en', takesOver: true })
    await other.until('hello', () => other.messages.some(({ kind }) => kind === 'hello'))
    // It has not heard of it yet: its touch was already on the line.
    screen.send({ kind: 'begin' })
    await screen.until('the end', () => screen.closed)
    expect(screen.closed?.code).toBe(closeCodes.superseded)
    expect(screen.messages.at(-1)).toMatchObject({ kind: 'error', code: 'busy' })
    expect(await other.answerTo({ kind: 'touch' })).toBeNull()
    expect(booth.runner.state.name).toBe('attract')
  })

  it('may say hello twice and stays', async () => {
    await screen.hello()
    expect(await screen.answerTo({ kind: 'hello', protocolVersion: 1, locale: 'zh-CN' })).toBeNull()
    expect(screen.messages.findLast(({ kind }) => kind === 'hello')).toMatchObject({ locale: 'zh-CN' })
    expect(screen.closed).toBeNull()
  })

  it('is whichever is chosen last when many are at once', async () => {
    const many = await Promise.all(Array.from({ length: 4 }, () => booth.connect()))
    for (const one of many) one.send({ kind: 'hello', protocolVersion: 1, locale: 'en', takesOver: true })
    await screen.until('all but one let go', () => screen.closed)
    for (const one of many) await one.until('an answer', () => one.closed ?? one.view)
    await delay(50)
    expect(many.filter(({ closed }) => closed === null)).toHaveLength(1)
  })
})

describe('the staff', () => {
  const signIn = async (pin: string, on = screen) => {
    const from = on.messages.length
    on.send({ kind: 'staff-sign-in', pin })
    return await on.until('an answer', () =>
      on.messages.slice(from).find(({ kind }) => kind === 'staff' || kind === 'error'),
    )
  }

  const asked = { kind: 'staff-action', requestId: 'r' } as const
  const act = async (request: ActionRequest) => {
    const requestId = `request-${screen.messages.length}`
    screen.send({ kind: 'staff-action', requestId, request })
    const isEnd = (told: ServerMessage) => told.kind === 'action-ended' && told.requestId === requestId
    const ended = await screen.until('its end', () => screen.messages.find(isEnd))
    return ended.kind === 'action-ended' ? ended.outcome : null
  }

  it('resume the printer behind their PIN, and see that it prints again', async () => {
    expect(await signIn(PIN)).toMatchObject({ kind: 'staff', view: { printer: { state: 'stopped' } } })
    expect(await act({ action: 'resume-printer', input: {} })).toEqual({ status: 'done' })
    await screen.until('a printer that prints', () =>
      screen.messages.some((told) => told.kind === 'staff' && told.view?.printer.state === 'idle'),
    )
    await screen.until('the customer’s side too', () =>
      screen.messages.some((told) => told.kind === 'booth' && told.status.printer.ok && !told.status.needsStaff),
    )
  })

  it('settle what may have been printed', async () => {
    const { records } = booth
    const { ledgerId } = records.ledger.add({ documentId: 'cn-1inch', paper: '4R' })
    records.ledger.update(ledgerId, { status: 'sending' })
    records.ledger.update(ledgerId, { status: 'in-doubt' })
    records.ledger.update(ledgerId, { status: 'unknown' })
    expect(await signIn(PIN)).toMatchObject({ kind: 'staff', view: { queue: [{ ledgerId, status: 'unknown' }] } })
    const other = records.ledger.add({ documentId: 'cn-1inch', paper: '4R' }).ledgerId
    records.ledger.update(other, { status: 'sending' })
    records.ledger.update(other, { status: 'in-doubt' })
    records.ledger.update(other, { status: 'unknown' })
    expect(await act({ action: 'settle-print', input: { ledgerId } })).toEqual({ status: 'done' })
    expect(records.ledger.openRows()).toMatchObject([{ ledgerId: other, status: 'unknown' }])
    expect(await act({ action: 'settle-print', input: { ledgerId } })).toEqual({
      status: 'refused',
      why: 'no-such-print',
    })
    expect(await act({ action: 'settle-print', input: { ledgerId: other } })).toEqual({ status: 'done' })
    await screen.until('an empty queue', () =>
      screen.messages.some((told) => told.kind === 'staff' && told.view?.queue.length === 0),
    )
    expect(records.ledger.openRows()).toEqual([])
  })

  it('are signed out with their screen: the next one starts outside', async () => {
    expect(await signIn(PIN)).toMatchObject({ kind: 'staff' })
    const other = await booth.connect()
    await other.hello()
    expect(
      await other.answerTo({ kind: 'staff-action', requestId: 'r', request: { action: 'reopen-camera', input: {} } }),
    ).toMatchObject({
      code: 'signed-out',
    })
    expect(other.messages.some(({ kind }) => kind === 'staff')).toBe(false)
  })

  it('try one PIN at a time', async () => {
    const from = screen.messages.length
    for (let i = 0; i < 50; i++) screen.send({ kind: 'staff-sign-in', pin: '000001' })
    const answers = () => screen.messages.slice(from).flatMap((told) => (told.kind === 'error' ? [told.code] : []))
    await screen.until('all answered', () => answers().length === 50)
    expect(answers().filter((code) => code === 'busy').length).toBeGreaterThan(40)
    // One that was right before opens at once: it has used up no more tries than were looked at.
    expect(await signIn(PIN)).toMatchObject({ kind: 'staff' })
  })

  // The last one: it leaves the PIN locked.
  it('are locked out by guessing, also with the right PIN, also on another screen', async () => {
    const codes: string[] = []
    for (let i = 0; i < 6; i++) {
      const answer = await signIn(`00000${i}`)
      codes.push(answer.kind === 'error' ? answer.code : answer.kind)
    }
    expect(codes).toEqual(['wrong-pin', 'wrong-pin', 'wrong-pin', 'wrong-pin', 'wrong-pin', 'pin-locked'])
    const other = await booth.connect()
    await other.hello()
    const answer = await signIn(PIN, other)
    expect(answer).toMatchObject({ kind: 'error', code: 'pin-locked' })
    const { retryAfterMs } = answer as { retryAfterMs: number }
    expect(retryAfterMs).toBeGreaterThan(1000)
    expect(retryAfterMs).toBeLessThanOrEqual(30_000)
    expect((await other.answerTo({ ...asked, request: { action: 'resume-printer', input: {} } }))?.code).toBe(
      'signed-out',
    )
  })
})
