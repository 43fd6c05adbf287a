import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { enrol } from '../agent/enrol.ts'
import { createFleetClient } from '../agent/fleet-client.ts'
import type { Database } from './database/database.ts'
import { migrate } from './database/migrate.ts'
import { openDatabase } from './database/open-database.ts'
import { buildConsolePage, launchBrowser } from './testing/console-page.ts'
import { adminPassword, type FleetFixture, recordOf, startFixture } from './testing/fleet-fixture.ts'

describe('the console in a browser', () => {
  let dir: string
  let db: Database
  let browser: Browser
  let fleet: FleetFixture
  let page: Page
  let problems: string[]

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'quickid-console-'))
    await buildConsolePage(join(dir, 'page'))
    db = await openDatabase({ databaseUrl: null, dataDir: null })
    browser = await launchBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await db?.close()
    rmSync(dir, { recursive: true, force: true })
  })
  beforeEach(async () => {
    await db.execute('drop schema public cascade; create schema public')
    await migrate(db)
    fleet = await startFixture(db, { consoleDir: join(dir, 'page') })
    page = await (await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 800 } })).newPage()
    problems = []
    page.on('pageerror', (error) => problems.push(String(error)))
    page.on('console', (message) => {
      // The first question whether someone is signed in is answered 401, which Chromium puts on its console.
      if (message.type() === 'error' && !message.text().includes('401')) problems.push(message.text())
    })
  })
  afterEach(async () => {
    await page.context().close()
    await fleet.close()
    // A violated content policy is an error on the console too.
    expect(problems).toEqual([])
  })

  const signIn = async () => {
    await page.goto(fleet.url)
    await page.getByLabel('Name').fill('admin')
    await page.getByLabel('Password').fill(adminPassword)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('heading', { name: 'Booths', exact: true }).waitFor()
  }

  it('says when name and password don’t match, and keeps the name', async () => {
    await page.goto(fleet.url)
    await page.getByLabel('Name').fill('admin')
    await page.getByLabel('Password').fill('wrong')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByText('Name and password don’t match.').waitFor()
    expect(await page.getByLabel('Name').inputValue()).toBe('admin')
  })

  it('takes a booth in: code, digits, accept, name, counts', async () => {
    await signIn()
    await page.getByText('No booths yet').waitFor()
    await page.getByRole('button', { name: 'Add a booth' }).click()
    const command = (await page.locator('.command code').textContent()) ?? ''
    const [, claim = '', url = ''] = /^npm run enrol -- (\S+) --fleet (\S+)$/.exec(command) ?? []
    expect(url).toBe(fleet.url)

    const identity = await fleet.newIdentity()
    let show: (code: string) => void = () => undefined
    const shown = new Promise<string>((resolve) => {
      show = resolve
    })
    const enrolled = enrol({
      identity,
      fleetUrl: url,
      claim,
      appVersion: '0.1.0',
      pollMs: 50,
      signal: AbortSignal.timeout(50_000),
      onConfirmationCode: (code) => show(code),
    })
    const code = await shown
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('img', { name: [...code].join(' ') }).waitFor()
    await dialog.getByRole('button', { name: 'They match, accept' }).click()
    await dialog.getByText('The booth has joined the fleet.').waitFor()
    await dialog.getByRole('button', { name: 'Done' }).click()
    expect(await enrolled).toMatchObject({ ok: true })

    await page.getByRole('button', { name: 'Rename: Unnamed booth' }).click()
    await page.getByLabel('Booth name').fill('Station hall')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('heading', { name: 'Station hall' }).waitFor()

    const hour = `${new Date().toISOString().slice(0, 13)}:00:00Z`
    const client = createFleetClient({ identity })
    const records = Array.from({ length: 15 }, (_, index) =>
      recordOf(index + 1, { hour, ...(index >= 12 && { status: 'failed' as const }) }),
    )
    expect(await client.sendRecords(records, AbortSignal.timeout(30_000))).toMatchObject({ ok: true })
    await page.getByRole('row', { name: 'Photo developed Succeeded 12 12' }).waitFor()
    await page.getByRole('row', { name: 'Failed under 10 under 10' }).waitFor()
    expect(await page.locator('.booth').textContent()).toContain('15')
  })

  it('asks before a booth is retired for ever', async () => {
    await fleet.newBooth()
    await signIn()
    await page.getByRole('button', { name: 'Retire: Unnamed booth' }).click()
    await page.getByRole('button', { name: 'Cancel' }).click()
    expect((await fleet.operator.booths())[0]?.status).toBe('active')
    await page.getByRole('button', { name: 'Retire: Unnamed booth' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Retire' }).click()
    await page.getByText('Retired', { exact: true }).waitFor()
    expect((await fleet.operator.booths())[0]?.status).toBe('retired')
  })

  it('speaks Chinese when asked, and remembers it', async () => {
    await page.goto(fleet.url)
    await page.getByRole('button', { name: '简体中文' }).click()
    await page.getByRole('button', { name: '登录' }).waitFor()
    await page.reload()
    await page.getByRole('button', { name: '登录' }).waitFor()
    expect(await page.evaluate('document.documentElement.lang')).toBe('zh-CN')
  })

  it('fits a telephone without scrolling sideways', async () => {
    await fleet.newBooth()
    await page.setViewportSize({ width: 360, height: 740 })
    await signIn()
    await page.locator('.booth').waitFor()
    await page.getByRole('button', { name: 'Show' }).click()
    await page.getByText('Booth accepted').waitFor()
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360)
  })
})
