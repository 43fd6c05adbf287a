import { measureSheetPdf } from '@quickid/printer/testing'
import { afterEach, describe, expect, it } from 'vitest'
import type { Darkroom } from '../darkroom/session.ts'
import { type BoothOptions, startTestBooth, type TestBooth, type TestScreen } from '../testing/booth.ts'

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

/** The real darkroom; `hurt` gets every session's process just before it develops. */
const hurting =
  (hurt: (pid: number) => void) =>
  (real: Darkroom): Darkroom => ({
    start: () => real.start(),
    stop: () => real.stop(),
    get health() {
      return real.health
    },
    async open(signal) {
      const session = await real.open(signal)
      const { pid } = session as unknown as { pid: number }
      return {
        assess: session.assess.bind(session),
        edit: session.edit.bind(session),
        sheet: session.sheet.bind(session),
        close: session.close.bind(session),
        develop: (request, onStep, within) => {
          const made = session.develop(request, onStep, within)
          hurt(pid)
          return made
        },
      }
    },
  })

describe('a visit with real parts', { timeout: 120_000 }, () => {
  it('ends with a printed sheet, a record without a person, and no pixel left', async () => {
    const { booth, screen } = await opened()
    await screen.goTo('review')
    await screen.until(
      'pictures',
      () => screen.binaries.some((data) => data[0] === 2) && screen.binaries.some((data) => data[0] === 3),
    )
    await screen.goTo('done')
    expect(screen.view).toMatchObject({ state: 'done', outcome: 'printed' })
    expect(booth.records.counts.read()).toMatchObject({ visitsToday: 1, sheetsToday: 1 })
    expect(booth.records.ledger.openRows()).toEqual([])
    expect(booth.records.outbox.countWaiting()).toBeGreaterThan(0)
    expect(JSON.stringify(booth.records.outbox.nextBatch(100, 1_000_000))).not.toMatch(
      /crown|chin|landmark|iris|127\.0\.0\.1/i,
    )
    screen.send({ kind: 'finish' })
    await screen.until('attract', () => screen.view?.state === 'attract')
    expect(booth.runner.pictures).toBeNull()
    await screen.until('the darkroom gone', () => !booth.runner.hasDarkroom || null, 5000).catch(() => {})
    expect(booth.runner.hasDarkroom).toBe(false)
  })

  it('takes a second document from the same photograph: its own verdict, both on one sheet, a record each', async () => {
    const { booth, screen } = await opened()
    await screen.goTo('review')
    screen.send({ kind: 'take-document', documentId: 'us-passport' })
    const view = await screen.until('both', () => {
      const { view } = screen
      return view?.state === 'review' && !view.isWorking && view.documentId === 'us-passport' && view
    })
    expect(view.taken.map(({ documentId }) => documentId)).toEqual(['cn-1inch', 'us-passport'])
    for (const { copies } of view.taken) expect(copies).toBeGreaterThan(0)
    expect(view.locks).toMatchObject({ retouch: true })
    const pdf = Uint8Array.from(booth.runner.pictures!.sheetPdf)
    const { images } = await measureSheetPdf(pdf)
    const sizes = new Set(
      images.map(({ widthMm, heightMm }) =>
        [widthMm, heightMm]
          .sort()
          .map((mm) => mm.toFixed(1))
          .join('x'),
      ),
    )
    expect([...sizes].sort()).toEqual(['25.0x35.0', '51.0x51.0'])
    screen.send({ kind: 'print', sheets: 1 })
    await screen.goTo('done')
    const prints = booth.records.outbox
      .nextBatch(100, 1_000_000)
      .records.filter((record) => record.interface === 'sheet.print')
    expect(prints.map(({ parameters }) => parameters.documentId).sort()).toEqual(['cn-1inch', 'us-passport'])
  })

  it('prints a size of the customer’s own, with a record of its millimetres and of the model by its name', async () => {
    const { booth, screen } = await opened()
    await screen.goTo('done', 'custom-35.5x45mm')
    const made = booth.records.outbox.nextBatch(100, 1_000_000).records
    const size = { documentId: 'custom', widthMm: 35.5, heightMm: 45 }
    expect(made.map((record) => record.interface)).toEqual(['photo.develop', 'sheet.layout', 'sheet.print'])
    for (const { parameters } of made) expect(parameters).toMatchObject(size)
    expect(made[0]?.model).toBe('isnet-384')
    expect(JSON.stringify(made)).not.toContain('35.5x45')
  })

  it('whose darkroom dies meets a clear fault, and the next attempt works', async () => {
    let lives = 1
    const { screen } = await opened({ darkroom: hurting((pid) => lives-- > 0 && process.kill(pid, 'SIGKILL')) })
    await screen.goTo('fault')
    expect(screen.view).toMatchObject({ state: 'fault', fault: 'darkroom.crashed', canRetry: true })
    screen.send({ kind: 'retry' })
    await screen.goTo('review')
    expect(screen.view?.state).toBe('review')
  })

  it('whose darkroom hangs ends at the deadline', async () => {
    const { screen } = await opened({
      deadlines: { developMs: 1200 },
      darkroom: hurting((pid) => process.kill(pid, 'SIGSTOP')),
    })
    await screen.goTo('fault')
    expect(screen.view).toMatchObject({ state: 'fault', canRetry: true, fault: 'darkroom.timeout' })
  })

  it('is told of missing paper before it prints, and prints once there is some', async () => {
    const { booth, screen } = await opened({ printer: 'virtual:?seconds=0.05&fault=media-empty' })
    await screen.goTo('review')
    await screen.until(
      'the warning',
      () => screen.view?.state === 'review' && screen.view.printFault === 'printer.media-empty',
    )
    expect(screen.messages.some((told) => told.kind === 'booth' && told.status.needsStaff)).toBe(true)
    await booth.printer.resume(AbortSignal.timeout(5000))
    await screen.until('no warning', () => screen.view?.state === 'review' && screen.view.printFault === null)
    screen.send({ kind: 'print', sheets: 1 })
    await screen.goTo('done')
    expect(booth.records.counts.read().sheetsTotal).toBe(1)
  })

  it('that nobody goes on with ends by itself', async () => {
    const { booth, screen } = await opened({ deadlines: { idleMs: 700, idleWarnMs: 300 } })
    await screen.goTo('consent')
    await screen.until('attract', () => screen.view?.state === 'attract')
    expect(booth.runner.hasDarkroom).toBe(false)
    expect(booth.runner.pictures).toBeNull()
  })

  it('that is cancelled in the middle of developing leaves nothing, and the next one works', async () => {
    const { booth, screen } = await opened()
    await screen.goTo('developing')
    screen.send({ kind: 'cancel' })
    await screen.until('attract', () => screen.view?.state === 'attract')
    expect(booth.runner.pictures).toBeNull()
    await screen.goTo('done', 'us-passport')
    expect(booth.records.counts.read().visitsToday).toBe(2)
  })

  it('whose camera goes away is told so', async () => {
    const { booth, screen } = await opened({ deadlines: { liveFrameMs: 600 } })
    await screen.goTo('framing')
    await booth.camera.stop()
    await screen.until('a fault', () => screen.view?.state === 'fault')
    expect(screen.view).toMatchObject({ state: 'fault', fault: 'camera.unavailable' })
    await booth.camera.start()
    screen.send({ kind: 'retry' })
    await screen.goTo('review')
  })

  it('goes on on another screen', async () => {
    const { booth, screen } = await opened()
    await screen.goTo('review')
    const other = await booth.connect()
    await other.hello()
    await other.until('its view', () => other.view)
    expect(other.view?.state).toBe('review')
    // They came before it, under the number that it names.
    const { pictureNumber } = other.view as { pictureNumber: number }
    // Blank goes around the previews.
    const pictures = other.binaries.filter((data) => data[0] !== 0)
    const numbers = pictures.map((data) => [data[0], data.readUInt32BE(1)])
    expect(numbers).toEqual([
      [2, pictureNumber],
      [3, pictureNumber],
    ])
    await other.goTo('done')
  })
})
