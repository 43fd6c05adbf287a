import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GenerationRecord } from '@quickid/provisioning/protocol'
import { Compile } from 'typebox/compile'
import { afterEach, describe, expect, it } from 'vitest'
import type { CommandLineSession } from '../darkroom/pool.ts'
import type { Darkroom } from '../darkroom/session.ts'
import type { ServerMessageOf } from '../protocol/messages.ts'
import { type BoothOptions, startTestBooth, type TestBooth, type TestScreen } from '../testing/booth.ts'
import { gradient } from '../testing/photograph.ts'

type View = ServerMessageOf<'visit'>['view']
type ViewOf<S extends View['state']> = Extract<View, { state: S }>

let booth: TestBooth | null = null
afterEach(async () => {
  await booth?.stop()
  booth = null
}, 30_000)

const opened = async (options: BoothOptions = {}): Promise<{ booth: TestBooth; screen: TestScreen }> => {
  booth = await startTestBooth(options)
  const screen = await booth.connect()
  await screen.hello()
  return { booth, screen }
}

/** The view once the visit is in `state` and `isSo`. */
const viewIn = <S extends View['state']>(
  screen: TestScreen,
  state: S,
  isSo: (view: ViewOf<S>) => boolean = () => true,
) =>
  screen.until(state, () => {
    const view = screen.view
    return view?.state === state && isSo(view as ViewOf<S>) ? (view as ViewOf<S>) : null
  })

/** The real darkroom, whose sessions' processes are told to `onOpen`. */
const watched =
  (onOpen: (pid: number) => void) =>
  (real: Darkroom): Darkroom =>
    new Proxy(real, {
      get: (target, name) => {
        if (name === 'open') {
          return async (signal: AbortSignal) => {
            const session = (await target.open(signal)) as CommandLineSession
            onOpen(session.pid!)
            return session
          }
        }
        const value: unknown = Reflect.get(target, name, target)
        return typeof value === 'function' ? value.bind(target) : value
      },
    })

const isAllowed = Compile(GenerationRecord)
/** What the fleet will get, in its order: operation, end and reason. Each is on the allow-list. */
const recordsOf = ({ records }: TestBooth): string[] => {
  const batch = records.outbox.nextBatch(100, 1_000_000).records
  // One outbox row a record, and none beside them.
  expect(records.outbox.countWaiting()).toBe(batch.length)
  expect(batch.map(({ sequence }) => sequence)).toEqual(batch.map((_, index) => index + 1))
  for (const record of batch) expect(isAllowed.Check(record), JSON.stringify(record)).toBe(true)
  return batch.map((record) => [record.interface, record.status, record.error].filter(Boolean).join(' '))
}

describe('a print that fails', { timeout: 120_000 }, () => {
  it('past its deadline goes back to review with the reason, is recorded as failed, and prints once it is mended', async () => {
    const printer = 'virtual:?seconds=0.05&fault=jam&faultAt=printing'
    const { booth, screen } = await opened({ printer, deadlines: { printMs: 1500, printNoticeMs: 60_000 } })
    await screen.goTo('review')
    screen.send({ kind: 'print', sheets: 2 })
    const { progress } = await viewIn(screen, 'printing', (view) => view.progress.phase === 'needs-attention')
    expect(progress).toMatchObject({ fault: 'printer.jam', sheet: 1, sheets: 2 })
    await screen.until('the staff called', () =>
      screen.messages.some((told) => told.kind === 'booth' && told.status.needsStaff),
    )
    await viewIn(screen, 'review', (view) => view.printFault === 'printer.jam')
    expect(booth.records.ledger.openRows()).toEqual([])
    expect(booth.records.counts.read().sheetsTotal).toBe(0)
    expect(recordsOf(booth).at(-1)).toBe('sheet.print failed printer.jam')

    await booth.printer.resume(AbortSignal.timeout(5000))
    screen.send({ kind: 'print', sheets: 2 })
    await viewIn(screen, 'done')
    expect(booth.records.counts.read().sheetsTotal).toBe(2)
    expect(recordsOf(booth).slice(-3)).toEqual([
      'sheet.print failed printer.jam',
      'sheet.print succeeded',
      'sheet.print succeeded',
    ])
  })

  it('because the customer left is recorded as cancelled, and the next visit prints', async () => {
    const { booth, screen } = await opened({ printer: 'virtual:?seconds=0.05&fault=cover-open&faultAt=printing' })
    await screen.goTo('review')
    screen.send({ kind: 'print', sheets: 1 })
    await viewIn(screen, 'printing', (view) => view.progress.phase === 'needs-attention')
    screen.send({ kind: 'cancel' })
    await viewIn(screen, 'attract')
    await screen.until(
      'the row ended',
      () => booth.records.ledger.openRows().length === 0 && recordsOf(booth).length > 2,
    )
    expect(recordsOf(booth).at(-1)).toBe('sheet.print cancelled')
    await booth.printer.resume(AbortSignal.timeout(5000))
    await screen.goTo('done')
    expect(booth.records.counts.read()).toMatchObject({ visitsToday: 2, sheetsTotal: 1 })
  })
})

describe('a part that breaks', { timeout: 120_000 }, () => {
  it('the darkroom at review: the pictures are gone, and the retake works', async () => {
    const pids: number[] = []
    const { booth, screen } = await opened({ darkroom: watched((pid) => pids.push(pid)) })
    await screen.goTo('review')
    const { edits } = await viewIn(screen, 'review')
    process.kill(pids[0]!, 'SIGKILL')
    screen.send({ kind: 'edit', edits: { ...edits, retouch: 0.7 } })
    expect(await viewIn(screen, 'fault')).toMatchObject({ fault: 'darkroom.crashed', canRetry: true })
    expect(booth.runner.pictures).toBeNull()
    expect(recordsOf(booth).at(-1)).toBe('photo.edit failed darkroom.crashed')
    screen.send({ kind: 'retry' })
    await viewIn(screen, 'framing')
    await screen.goTo('done')
    expect(pids).toHaveLength(2)
  })

  it('the darkroom that does not open in time, and the next attempt works', async () => {
    const { screen } = await opened({ deadlines: { openDarkroomMs: 5 } })
    await screen.goTo('fault')
    expect(screen.view).toMatchObject({ fault: 'darkroom.unavailable', canRetry: true })
    // It goes on loading meanwhile.
    await screen.until('a spare', () =>
      screen.messages.some((told) => told.kind === 'booth' && told.status.darkroom.ok),
    )
    screen.send({ kind: 'retry' })
    await screen.goTo('review')
  })

  it('the camera between the countdown and the picture', async () => {
    const { booth, screen } = await opened({ deadlines: { countdownStepMs: 200 } })
    await screen.goTo('countdown')
    await booth.camera.stop()
    expect(await viewIn(screen, 'fault')).toMatchObject({ fault: 'camera.unavailable', canRetry: true })
    expect(booth.runner.hasDarkroom).toBe(false)
    // No operation ran, so nothing is recorded.
    expect(recordsOf(booth)).toEqual([])
    await booth.camera.start()
    screen.send({ kind: 'retry' })
    await viewIn(screen, 'framing')
    await screen.goTo('review')
  })

  it('the records: told before the customer has lost any time, and nothing printed without them', async () => {
    const { booth, screen } = await opened()
    await screen.goTo('review')
    booth.records.close()
    screen.send({ kind: 'print', sheets: 1 })
    await viewIn(screen, 'review', (view) => view.printFault === 'internal')
    expect(booth.printer.status.mediaLeft).toBe(20)
    screen.send({ kind: 'cancel' })
    await viewIn(screen, 'attract')
    screen.send({ kind: 'begin' })
    expect(await viewIn(screen, 'fault')).toMatchObject({ fault: 'disk.full', canRetry: false })
    expect(await screen.answerTo({ kind: 'retry' })).toMatchObject({ code: 'not-now' })
  })
})

describe('a picture without a face', { timeout: 120_000 }, () => {
  it('is refused with its reason, recorded so, and the same darkroom takes the next one', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'quickid-no-face-'))
    try {
      await writeFile(join(folder, 'empty.jpg'), await gradient())
      const pids: number[] = []
      const { booth, screen } = await opened({
        camera: `virtual:${join(folder, 'empty.jpg')}`,
        deadlines: { manualCaptureMs: 200 },
        darkroom: watched((pid) => pids.push(pid)),
      })
      await screen.goTo('framing')
      await viewIn(screen, 'framing', (view) => view.canCapture)
      expect(screen.view).toMatchObject({ guidance: 'no-face' })
      for (let attempt = 1; attempt <= 2; attempt++) {
        screen.send({ kind: 'capture' })
        expect(await viewIn(screen, 'fault')).toMatchObject({ fault: 'face.none', canRetry: true })
        screen.send({ kind: 'retry' })
        await viewIn(screen, 'framing', (view) => view.canCapture)
      }
      expect(recordsOf(booth)).toEqual(['photo.develop refused face.none', 'photo.develop refused face.none'])
      expect(pids).toHaveLength(1)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })
})

describe('nobody there any more', { timeout: 120_000 }, () => {
  it('at review: it warns, a touch holds it, then the portrait is gone', async () => {
    const { booth, screen } = await opened({ deadlines: { idleMs: 2000, idleWarnMs: 1500 } })
    // A customer who is there while the models load.
    const touching = setInterval(() => screen.send({ kind: 'touch' }), 200)
    try {
      await screen.goTo('review')
      expect((await viewIn(screen, 'review')).idle).toMatchObject({ warnMs: 1500 })
    } finally {
      clearInterval(touching)
    }
    expect(booth.runner.pictures).toMatchObject({ portrait: expect.anything(), sheetPreview: expect.anything() })
    await viewIn(screen, 'attract')
    expect(booth.runner.pictures).toBeNull()
    expect(booth.runner.hasDarkroom).toBe(false)
    expect(recordsOf(booth).some((record) => record.startsWith('sheet.print'))).toBe(false)
  })

  it('after the print, and after a fault', async () => {
    const { screen } = await opened({ deadlines: { doneMs: 300 } })
    await screen.goTo('done')
    await viewIn(screen, 'attract')
    await booth!.stop()

    const broken = await opened({ deadlines: { idleMs: 600, idleWarnMs: 100, openDarkroomMs: 5 } })
    await broken.screen.goTo('fault')
    await viewIn(broken.screen, 'attract')
  })
})
