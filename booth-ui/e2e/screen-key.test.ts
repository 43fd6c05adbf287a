import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { linkIn } from '../../booth-server/src/testing/screen-session.ts'
import { type BoothProcess, freePort, startBooth } from './support/booth-process.ts'
import { launchBrowser } from './support/browser.ts'
import { startKiosk } from './support/kiosk.ts'
import { untilDialog, untilInControl } from './support/screen-page.ts'

let folder: string
let env: Record<string, string>
let booth: BoothProcess
let browser: Browser
let page: Page

/** Served on every address: so it asks for a key, virtual though its parts are. */
const start = (more: Record<string, string> = {}) => startBooth({ ...env, ...more })
const openPage = async () => await (await browser.newContext()).newPage()

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quickid-key-'))
  env = {
    HOST: '0.0.0.0',
    PORT: String(await freePort()),
    QUICKID_DATA_DIR: join(folder, 'data'),
    QUICKID_RUN_DIR: join(folder, 'run'),
  }
  booth = await start()
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser?.close()
  await booth?.stop()
  await rm(folder, { recursive: true, force: true })
})

/** One after another: each goes on where the one before ended. */
describe('the screen’s key', () => {
  it('is asked for: without it a page says where the link is, and no socket opens', async () => {
    const stranger = await openPage()
    const sockets: string[] = []
    stranger.on('websocket', (socket) => sockets.push(socket.url()))
    const answer = await stranger.goto(booth.url)
    expect(answer?.status()).toBe(401)
    expect(await stranger.locator('h1').allTextContents()).toEqual([
      'This booth’s screen has a key',
      '打开此屏幕需要密钥',
    ])
    // By hand neither: the browser is refused as any client is.
    const code = await stranger.evaluate(
      () =>
        new Promise<number>((resolve) => {
          const socket = new WebSocket(`${location.origin.replace('http', 'ws')}/ws`)
          socket.onclose = (event) => resolve(event.code)
        }),
    )
    expect(code).toBe(1006)
    expect(sockets).toHaveLength(1)
    await stranger.close()
  })

  it('opens the screen from the file, leaves the address bar and the history, and is no script’s to read', async () => {
    page = await openPage()
    await page.goto(booth.screenUrl)
    await untilInControl(page)
    expect(page.url()).toBe(`${booth.url}/`)
    expect(await page.evaluate(() => document.cookie)).toBe('')
    const [cookie] = await page.context().cookies()
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict', expires: -1 })
    await page.goBack()
    expect(page.url()).not.toContain('key=')
    await page.goForward()
    await untilInControl(page)
  })

  it('is printed with its link by npm start, and never for a journal to keep', async () => {
    const link = await linkIn(join(booth.runDirectory, 'screen.html'))
    expect(link).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/screen\?key=[\w-]{43}$/)
    expect(booth.log()).toContain(link)
    for (const variable of ['INVOCATION_ID', 'JOURNAL_STREAM']) {
      const other = {
        PORT: String(await freePort()),
        QUICKID_DATA_DIR: join(folder, variable),
        QUICKID_RUN_DIR: join(folder, `run-${variable}`),
      }
      const service = await start({ ...other, [variable]: '8:1' })
      const [, key = ''] = (await linkIn(join(service.runDirectory, 'screen.html'))).split('key=')
      expect(service.log()).toContain('The booth is open: http')
      expect(service.log()).toContain(join(service.runDirectory, 'screen.html'))
      expect(key).toHaveLength(43)
      expect(service.log()).not.toContain(key)
      await service.stop()
    }
  })

  it('is needed by no page that was open when the server was killed: it comes back by itself', async () => {
    const before = await linkIn(join(booth.runDirectory, 'screen.html'))
    await booth.kill()
    await untilDialog(page, 'offline')
    booth = await start()
    await untilInControl(page)
    // The new start has another key, and the old one opens nothing.
    expect(await linkIn(join(booth.runDirectory, 'screen.html'))).not.toBe(before)
    expect((await fetch(before)).status).toBe(401)
    await page.reload()
    await untilInControl(page)
  })

  it('is asked for again where the sessions’ secret is gone: the page says by itself where the link is', async () => {
    await booth.kill()
    await rm(join(booth.runDirectory, 'screen-session.secret'))
    booth = await start()
    await page.locator('h1', { hasText: 'This booth’s screen has a key' }).waitFor({ timeout: 60_000 })
    await page.goto(booth.screenUrl)
    await untilInControl(page)
  })

  it('lies there again for a browser that was killed, which has the place back without a touch', async () => {
    await page.close()
    const profile = join(folder, 'profile')
    const first = await startKiosk(booth.screenUrl, profile)
    await untilInControl(first.page)
    await first.kill()
    // As its unit does: with a profile that was wiped, and so without a cookie.
    await rm(profile, { recursive: true })
    const second = await startKiosk(booth.screenUrl, profile)
    await untilInControl(second.page)
    expect(second.page.url()).toBe(`${booth.url}/`)
    await second.kill()
  })
})
