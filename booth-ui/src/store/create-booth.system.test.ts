import {
  type ActionOutcome,
  closeCodes,
  type ServerMessageOf,
  type StaffView,
  type VisitView,
} from '@quickid/booth-server/protocol'
import { createEffect, createRoot } from 'solid-js'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createBackOff } from '../connection/back-off.ts'
import { BoothConnection } from '../connection/booth-connection.ts'
import { emptyCatalogue, helloOf, openSocket, WirePeer } from '../connection/testing/wire-peer.ts'
import type { PictureMessage } from '../connection/transport.ts'
import { sampleEdits, sampleLocks } from '../dev/sample-edits.ts'
import { type Booth, createBooth } from './create-booth.ts'
import { requestIdOf } from './snapshot.ts'

const ends: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

const review = (pictureNumber: number): VisitView => ({
  state: 'review',
  documentId: 'x',
  verdict: 'pass',
  rules: [],
  edits: sampleEdits({ background: 'white' }),
  pictureNumber,
  isEditLocked: true,
  locks: sampleLocks(true),
  isWorking: false,
  copiesOnSheet: 4,
  taken: [],
  canTakeMore: true,
  printFault: null,
  editFault: null,
})
const framing: VisitView = { state: 'framing', documentId: 'x', guidance: 'ready', canCapture: true }
const staffView: StaffView = {
  printer: { name: 'virtual', state: 'idle', reasons: [], mediaLeft: null, supplies: [] },
  queue: [],
  camera: { name: 'virtual', framesPerSecond: 24 },
  counts: { visitsToday: 0, sheetsToday: 0, sheetsTotal: 0 },
  fleet: { isEnrolled: false, url: null, recordsToSync: 0, lastSyncAt: null },
}
const namedDocument = (name: string) => ({
  ...emptyCatalogue,
  documents: [
    {
      id: 'x',
      countryCode: 'CN',
      country: 'China',
      name,
      category: 'passport' as const,
      widthMm: 33,
      heightMm: 48,
      editPolicy: 'forbidden' as const,
      backgrounds: [],
      confidence: 'A' as const,
      sources: '',
      keywords: [],
    },
  ],
})
const picture = (kind: PictureMessage['kind'], sequence: number): PictureMessage => ({
  kind,
  sequence,
  jpeg: Uint8Array.of(255, 216, sequence + 1),
})
const isOverwritten = (one: PictureMessage | null) => one?.jpeg.every((byte) => byte === 0) ?? false

/** A booth's store over a real socket, and the server that it talks to. */
const join = async (hello: Partial<ServerMessageOf<'hello'>> = {}, turnPage?: () => Promise<void>) => {
  const peer = await WirePeer.listen({ onLine: (line) => line.say(helloOf(hello)) })
  const { booth, dispose } = createRoot((dispose) => ({
    booth: createBooth({
      transport: (locale) =>
        new BoothConnection({
          openSocket: openSocket(peer.port),
          locale,
          reload: () => {},
          isRefused: async () => false,
          backOff: createBackOff({ firstMs: 20 }),
        }),
      nowMs: () => 1_000,
      ...(turnPage && { turnPage }),
    }),
    dispose,
  }))
  ends.push(() => peer.stop(), dispose)
  await vi.waitFor(() => expect(booth.snapshot().connection).toBe('open'))
  return { booth, dispose, peer, say: peer.line }
}

/** What an effect over the store sees, one entry a run. */
const watch = <T>(read: (booth: Booth) => T, booth: Booth): T[] => {
  const seen: T[] = []
  ends.push(
    createRoot((dispose) => {
      createEffect(() => seen.push(read(booth)))
      return dispose
    }),
  )
  return seen
}

describe('the store of the screen', () => {
  it('lands a view with its pictures and its catalogue in one change each', async () => {
    const { booth, say } = await join()
    const seen = watch(
      ({ view, pictures }) => [
        view()?.state,
        pictures.newest('portrait')?.sequence,
        pictures.newest('sheet')?.sequence,
      ],
      booth,
    )
    const names = watch(({ documentById, locale }) => `${locale()} ${documentById('x')?.name}`, booth)
    say.say({ kind: 'catalogue', locale: 'en', catalogue: namedDocument('Passport') })
    say.picture(picture('portrait', 3))
    say.picture(picture('sheet', 3))
    say.say({ kind: 'visit', view: review(3) })
    await vi.waitFor(() => expect(booth.view()?.state).toBe('review'))
    expect(seen).toEqual([
      [undefined, undefined, undefined],
      ['review', 3, 3],
    ])
    expect(names).toEqual(['en undefined', 'en Passport'])
  })

  it('speaks the booth’s language until the customer chooses another, and drops the choice with the visit', async () => {
    const { booth, peer, say } = await join({ locale: 'zh-CN' })
    expect([booth.locale(), booth.words().cancel]).toEqual(['zh-CN', '取消'])
    say.say({ kind: 'visit', view: { state: 'document' } })
    booth.setLocale('en')
    booth.setHighContrast(true)
    expect([booth.locale(), booth.words().cancel]).toEqual(['en', 'Cancel'])
    await vi.waitFor(() => expect(peer.line.received.at(-1)).toEqual({ kind: 'set-locale', locale: 'en' }))
    await vi.waitFor(() => expect(booth.view()?.state).toBe('document'))
    say.say({ kind: 'visit', view: { state: 'attract' } })
    await vi.waitFor(() => expect(booth.locale()).toBe('zh-CN'))
    expect(booth.isHighContrast()).toBe(false)
    await vi.waitFor(() => expect(peer.line.received.at(-1)).toEqual({ kind: 'set-locale', locale: 'zh-CN' }))
  })

  it('takes nothing of the old connection over, and asks for the language that the customer chose', async () => {
    const { booth, peer, say } = await join()
    booth.setLocale('zh-CN')
    say.say({ kind: 'visit', view: { state: 'document' } })
    say.say({ kind: 'staff', view: staffView })
    await vi.waitFor(() => expect(booth.snapshot().staff).not.toBeNull())
    say.cut()
    await vi.waitFor(() => expect(peer.lines).toHaveLength(2))
    await vi.waitFor(() => expect(booth.snapshot().connection).toBe('open'))
    expect(booth.snapshot()).toMatchObject({ view: null, staff: null, status: null })
    await vi.waitFor(() => expect(peer.line.received[0]).toMatchObject({ kind: 'hello', locale: 'zh-CN' }))
  })
})

describe('what comes too late', () => {
  it('changes nothing: an older live frame is overwritten unseen, previews without their view stay hidden', async () => {
    const { booth, say } = await join()
    say.say({ kind: 'visit', view: framing })
    say.picture(picture('live', 5))
    await vi.waitFor(() => expect(booth.pictures.newest('live')?.sequence).toBe(5))
    const newest = booth.pictures.newest('live')
    say.picture(picture('live', 4))
    say.say({ kind: 'visit', view: { ...framing, canCapture: false } })
    await vi.waitFor(() => expect(booth.view()).toMatchObject({ canCapture: false }))
    expect(booth.pictures.newest('live')).toBe(newest)
    expect(isOverwritten(newest)).toBe(false)

    say.picture(picture('portrait', 8))
    say.say({ kind: 'visit', view: review(8) })
    await vi.waitFor(() => expect(booth.pictures.newest('portrait')?.sequence).toBe(8))
    say.picture(picture('portrait', 7))
    say.say({ kind: 'visit', view: { ...review(8), copiesOnSheet: 6 } as VisitView })
    await vi.waitFor(() => expect(booth.view()).toMatchObject({ copiesOnSheet: 6 }))
    expect(booth.pictures.newest('portrait')?.sequence).toBe(8)
  })

  it('is answered later when it is a live frame between two states, so that the server goes on', async () => {
    const { booth, peer, say } = await join()
    say.say({ kind: 'visit', view: { state: 'document' } })
    say.picture(picture('live', 6))
    say.say({ kind: 'visit', view: framing })
    await vi.waitFor(() => expect(peer.line.received.at(-1)).toEqual({ kind: 'frame-painted', sequence: 6 }))
    expect(booth.pictures.newest('live')).toBeNull()
  })
})

describe('the page after a visit', () => {
  /** Counts the turns; each ends as `end` says. */
  const turning = async (end: () => Promise<void>) => {
    let turns = 0
    const joined = await join({}, () => {
      turns += 1
      return end()
    })
    const tell = async (view: VisitView) => {
      joined.say.say({ kind: 'visit', view })
      await vi.waitFor(() => expect(joined.booth.view()?.state).toBe(view.state))
    }
    return { ...joined, tell, turns: () => turns }
  }
  const never = () => new Promise<void>(() => {})

  it('is opened anew when the visit showed pictures, and shows nothing to touch meanwhile', async () => {
    const { booth, say, tell, turns } = await turning(never)
    await tell(framing)
    say.picture(picture('live', 1))
    await vi.waitFor(() => expect(booth.pictures.newest('live')).not.toBeNull())
    expect([turns(), booth.isTurning()]).toEqual([0, false])
    await tell({ state: 'attract' })
    expect([turns(), booth.isTurning()]).toEqual([1, true])
  })

  it('stays after a visit without pictures', async () => {
    const { booth, tell, turns } = await turning(never)
    await tell({ state: 'document' })
    await tell({ state: 'attract' })
    expect([turns(), booth.isTurning()]).toEqual([0, false])
  })

  it('waits until the staff have left their panel', async () => {
    const { booth, say, tell, turns } = await turning(never)
    await tell(framing)
    say.picture(picture('live', 1))
    await vi.waitFor(() => expect(booth.pictures.newest('live')).not.toBeNull())
    booth.setStaffOpen(true)
    await tell({ state: 'attract' })
    expect(turns()).toBe(0)
    booth.setStaffOpen(false)
    expect(turns()).toBe(1)
  })

  it('stays usable when it can’t be opened now, and tries again after the next visit', async () => {
    const { booth, say, tell, turns } = await turning(() => Promise.reject(new Error('The server is away')))
    await tell(framing)
    say.picture(picture('live', 1))
    await vi.waitFor(() => expect(booth.pictures.newest('live')).not.toBeNull())
    await tell({ state: 'attract' })
    await vi.waitFor(() => expect([turns(), booth.isTurning()]).toEqual([1, false]))
    await tell({ state: 'document' })
    await tell({ state: 'attract' })
    await vi.waitFor(() => expect(turns()).toBe(2))
  })
})

describe('pictures in the store', () => {
  const atReview = async () => {
    const joined = await join()
    joined.say.picture(picture('portrait', 1))
    joined.say.picture(picture('sheet', 1))
    joined.say.say({ kind: 'visit', view: review(1) })
    await vi.waitFor(() => expect(joined.booth.view()?.state).toBe('review'))
    const { pictures } = joined.booth
    return { ...joined, shown: [pictures.newest('portrait'), pictures.newest('sheet')] }
  }

  it('are overwritten when newer ones replace them', async () => {
    const { booth, say, shown } = await atReview()
    expect(shown.map(isOverwritten)).toEqual([false, false])
    say.picture(picture('portrait', 2))
    say.picture(picture('sheet', 2))
    say.say({ kind: 'visit', view: review(2) })
    await vi.waitFor(() => expect(booth.pictures.newest('portrait')?.sequence).toBe(2))
    expect(shown.map(isOverwritten)).toEqual([true, true])
  })

  it.each([
    ['the visit ends', ({ say }) => say.say({ kind: 'visit', view: { state: 'attract' } })],
    ['another screen takes over', ({ say }) => say.close(closeCodes.superseded)],
    ['the connection begins anew', ({ say }) => say.cut()],
    ['the server goes away', ({ peer }) => peer.stop()],
    ['the page is left', ({ dispose }) => dispose()],
  ] as readonly [string, (joined: Awaited<ReturnType<typeof join>>) => unknown][])(
    'are overwritten and gone when %s',
    async (_, end) => {
      const joined = await atReview()
      end(joined)
      await vi.waitFor(() => expect(joined.shown.map(isOverwritten)).toEqual([true, true]))
      expect(joined.booth.pictures.newest('portrait')).toBeNull()
      expect(joined.booth.pictures.newest('sheet')).toBeNull()
    },
  )
})

describe('a staff action', () => {
  const request = { action: 'settle-print', input: { ledgerId: 'l1' } } as const
  const other = { action: 'reopen-camera', input: {} } as const
  const outcomes = ({ actions }: ReturnType<Booth['snapshot']>) => [
    actions[requestIdOf(request)]?.status,
    actions[requestIdOf(other)]?.status,
  ]

  it.each<ActionOutcome>([{ status: 'done' }, { status: 'refused', why: 'no-such-print' }, { status: 'failed' }])(
    'runs until the answer with its id comes: $status',
    async (outcome) => {
      const { booth, peer, say } = await join()
      say.say({ kind: 'staff', view: staffView })
      await vi.waitFor(() => expect(booth.snapshot().staff).toEqual(staffView))
      booth.act(request)
      booth.act(other)
      expect(outcomes(booth.snapshot())).toEqual(['running', 'running'])
      await vi.waitFor(() => expect(peer.line.received.filter(({ kind }) => kind === 'staff-action')).toHaveLength(2))
      const asked = peer.line.received.find((message) => message.kind === 'staff-action')!
      expect(asked.request).toEqual(request)
      say.say({ kind: 'action-ended', requestId: asked.requestId, outcome })
      await vi.waitFor(() => expect(outcomes(booth.snapshot())).toEqual([outcome.status, 'running']))
      expect(booth.snapshot().actions[requestIdOf(request)]).toEqual(outcome)
    },
  )

  it('ends with the connection, whose staff are signed out, and is not asked for without one', async () => {
    const { booth, peer, say } = await join()
    say.say({ kind: 'staff', view: staffView })
    await vi.waitFor(() => expect(booth.snapshot().staff).toEqual(staffView))
    booth.act(request)
    await peer.stop()
    await vi.waitFor(() => expect(booth.snapshot().connection).toBe('lost'))
    expect(booth.snapshot()).toMatchObject({ staff: null, actions: {} })
    booth.act(request)
    expect(booth.snapshot().actions).toEqual({})
  })
})
