import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Browser, BrowserContext } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { asleep, startTestBooth, type TestBooth } from '../../booth-server/src/testing/booth.ts'
import { launchBrowser } from './support/browser.ts'
import { untilDialog, untilInControl } from './support/screen-page.ts'

const uiDir = fileURLToPath(new URL('../dist/app', import.meta.url))

let booth: TestBooth
let browser: Browser
let context: BrowserContext
beforeAll(async () => {
  booth = await startTestBooth({ darkroom: asleep, host: '0.0.0.0', uiDir })
  browser = await launchBrowser()
  context = await browser.newContext({ viewport: { width: 1080, height: 1920 } })
})
afterAll(async () => {
  await browser?.close()
  await booth?.stop()
})

/** A tab with the booth's screen, and how many sockets it has opened. */
const openTab = async () => {
  const page = await context.newPage()
  const sockets: string[] = []
  page.on('websocket', (socket) => sockets.push(socket.url()))
  await page.goto(pathToFileURL(booth.screenAccess.page!.path).href)
  return { page, sockets }
}
const act = (page: { locator: (css: string) => { click(): Promise<void> } }, name: string) =>
  page.locator(`[data-action="${name}"]`).click()

it('Two tabs: the place moves when a person says so, and the one before says so and stays away', async () => {
  const first = await openTab()
  await untilInControl(first.page)

  const second = await openTab()
  await untilDialog(second.page, 'occupied')
  expect(await second.page.locator('[data-action="use-this-screen"]').textContent()).toBe('Use this screen here')
  // Whoever only looks disturbs nobody, and says it in the other language too.
  await second.page.locator('[data-dialog="occupied"] [data-locale="zh-CN"]').click()
  expect(await second.page.locator('[data-action="use-this-screen"]').textContent()).toBe('在此屏幕上使用')
  await untilInControl(first.page)

  await act(second.page, 'use-this-screen')
  await untilInControl(second.page)
  await untilDialog(first.page, 'superseded')
  const { length } = first.sockets
  // Longer than the first waits of the back-off: a page that connected again by itself would have.
  await delay(3_000)
  expect(first.sockets).toHaveLength(length)
  await untilInControl(second.page)

  await act(first.page, 'use-this-screen')
  await untilInControl(first.page)
  await untilDialog(second.page, 'superseded')
})

it('A tab that waits has the place by itself once the one before is closed', async () => {
  for (const page of context.pages()) await page.close()
  const first = await openTab()
  await untilInControl(first.page)
  const second = await openTab()
  await untilDialog(second.page, 'occupied')
  await first.page.close()
  await untilInControl(second.page)
})
