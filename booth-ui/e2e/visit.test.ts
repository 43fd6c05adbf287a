import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type IppevePrinter, measureSheetPdf, startIppevePrinter } from '../../printer/src/testing.ts'
import { enrol, openIdentity } from '../../provisioning/agent/index.ts'
import { type RunningFleet, signInOperator, startFleet } from '../../provisioning/fleet/index.ts'
import { type BoothProcess, startBooth } from './support/booth-process.ts'
import { launchBrowser } from './support/browser.ts'

const password = 'correct horse battery staple'

let folder: string
let printer: IppevePrinter
let fleet: RunningFleet
let booth: BoothProcess
let browser: Browser
let page: Page

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quickid-e2e-'))
  printer = await startIppevePrinter({ spool: join(folder, 'spool') })
  fleet = await startFleet({
    host: '127.0.0.1',
    port: 0,
    dataDir: join(folder, 'fleet'),
    databaseUrl: null,
    secret: null,
    adminPassword: password,
  })
  const operator = await signInOperator(fleet.url, 'admin', password)
  const claim = await operator.createClaim()
  const identity = await openIdentity(join(folder, 'booth'))
  const enrolled = await enrol({
    identity,
    fleetUrl: fleet.url,
    claim: claim.code,
    appVersion: '0.1.0',
    signal: AbortSignal.timeout(60_000),
    pollMs: 200,
    onConfirmationCode: () => {
      operator.booths().then(([pending]) => operator.accept(pending!))
    },
  })
  expect(enrolled.ok).toBe(true)
  booth = await startBooth({ QUICKID_DATA_DIR: join(folder, 'booth'), QUICKID_PRINTER: printer.url })
  browser = await launchBrowser()
  page = await browser.newPage({ viewport: { width: 1080, height: 1920 } })
})

afterAll(async () => {
  await browser?.close()
  await booth?.stop()
  await fleet?.close()
  await printer?.stop()
  await rm(folder, { recursive: true, force: true })
})

const screen = (name: string) => page.locator(`[data-screen="${name}"]`).waitFor({ timeout: 60_000 })
const act = (name: string) => page.locator(`[data-action="${name}"]`).first().click({ timeout: 30_000 })

/** As a person would: the guidance may have changed its mind while the finger was on its way. */
const capture = () =>
  expect
    .poll(
      async () => {
        const button = page.locator('[data-action="capture"]:not([disabled])').first()
        await button.click({ timeout: 1_000 }).catch(() => {})
        return await page.locator('[data-screen="framing"]').count()
      },
      { timeout: 60_000, interval: 500 },
    )
    .toBe(0)

describe('a whole visit', () => {
  it('goes from the first touch to the printed sheet and the record in the fleet', async () => {
    // A real printer: the booth asks for its key.
    await page.goto(booth.screenUrl)
    await screen('attract')
    await act('begin')
    await screen('document')
    await page.locator('input').first().fill('one inch')
    await page.locator('[data-document-id="cn-1inch"]').first().click()
    await screen('consent')
    await act('attest')
    await act('consent')
    await screen('framing')
    await capture()
    await screen('review')
    await act('print')
    await screen('done')
    await act('finish')
    await screen('attract')

    const [sheet] = await printer.spoolFiles()
    const measured = await measureSheetPdf(await readFile(sheet!))
    expect([measured.pageWidthMm, measured.pageHeightMm].sort((a, b) => a - b)[0]).toBeCloseTo(102, 1)
    expect(measured.images.length).toBeGreaterThanOrEqual(8)
    for (const { widthMm, heightMm } of measured.images) {
      expect([widthMm, heightMm].sort((a, b) => a - b)[0]).toBeCloseTo(25, 1)
      expect([widthMm, heightMm].sort((a, b) => a - b)[1]).toBeCloseTo(35, 1)
    }

    const printed = () => fleet.db.query("select 1 from generation_records where interface = 'sheet.print'")
    await expect.poll(async () => (await printed()).length, { timeout: 60_000, interval: 500 }).toBe(1)
  })

  /** Of every edit that the fleet has a record of: shoulders straightened, tenths of slimming. */
  const shapes = async () => {
    const rows = await fleet.db.query("select parameters from generation_records where interface = 'photo.edit'")
    return rows.map(({ parameters }) => {
      const { straightShoulders, slimmingTenths } = parameters as Record<string, unknown>
      return [straightShoulders, slimmingTenths]
    })
  }

  it('takes two documents from one photograph, each with its own verdict, on one sheet', async () => {
    await act('begin')
    await page.locator('[data-document-id="cn-1inch"]').first().click()
    await act('attest')
    await act('consent')
    await screen('framing')
    await capture()
    await screen('review')
    // A studio size may be edited; the darkroom's answer ends the work, and the switch stays where it was put.
    await page.locator('[data-tab="adjust"]').click()
    await page.getByRole('switch').click()
    await page.getByRole('slider').last().press('End')
    await page.locator('[data-taken="cn-1inch"]:not([disabled])').waitFor({ timeout: 60_000 })
    await expect.poll(shapes, { timeout: 60_000, interval: 500 }).toContainEqual([true, 10])
    expect(await page.getByRole('switch').getAttribute('aria-checked')).toBe('true')
    await act('take-document')
    await page.locator('dialog [data-document-id="us-passport"]').first().click()
    await page.locator('[data-taken="us-passport"][aria-pressed="true"]').waitFor({ timeout: 60_000 })
    expect(await page.locator('[data-taken]').count()).toBe(2)
    // The authority refuses edits: nothing is offered.
    await page.locator('[data-tab="adjust"]').click()
    await page.locator('.locked').waitFor()
    expect(await page.getByRole('switch').count()).toBe(0)
    // A new photograph is made into both again, the one that was shown last.
    await act('retake')
    await screen('framing')
    await capture()
    await screen('review')
    await expect.poll(() => page.locator('[data-taken]').count(), { timeout: 60_000 }).toBe(2)
    await page.locator('[data-taken="us-passport"][aria-pressed="true"]').waitFor({ timeout: 60_000 })
    await act('print')
    await screen('done')

    const sheets = await printer.spoolFiles()
    const { images } = await measureSheetPdf(await readFile(sheets.at(-1)!))
    const sizes = images.map(({ widthMm, heightMm }) =>
      [widthMm, heightMm]
        .sort((a, b) => a - b)
        .map((mm) => mm.toFixed(1))
        .join(' x '),
    )
    expect([...new Set(sizes)].sort()).toEqual(['25.0 x 35.0', '51.0 x 51.0'])
    const printed = () =>
      fleet.db.query("select 1 from generation_records where interface = 'sheet.print'").then((rows) => rows.length)
    await expect.poll(printed, { timeout: 60_000, interval: 500 }).toBe(3)
  })
})
