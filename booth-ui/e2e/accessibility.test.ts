import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { locales } from '../../booth-server/src/protocol/codes.ts'
import { galleryStates } from '../src/dev/sample-states.ts'
import { pseudoLocale } from '../src/i18n/testing/pseudo-locale.ts'
import { launchBrowser } from './support/browser.ts'
import { buildGallery, openGallery } from './support/gallery-page.ts'

let browser: Browser
let page: Page
let gallery: Awaited<ReturnType<typeof openGallery>>

beforeAll(async () => {
  await buildGallery()
  browser = await launchBrowser()
  page = await browser.newPage({ viewport: { width: 1080, height: 1920 }, reducedMotion: 'reduce' })
  gallery = await openGallery(page)
  await gallery.show({ state: galleryStates[0]!.id, locale: 'en' })
  await page.evaluate(await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'))
}, 120_000)

afterAll(async () => {
  await browser?.close()
})

/** What axe finds wrong (WCAG 2.2 A and AA, and its own best practices) and calls serious or critical. */
const violations = async (): Promise<string[]> => {
  const { violations: found } = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(options: object): Promise<AxeResults> } }
    return await axe.run({ resultTypes: ['violations'] })
  })
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)
}

/** A screen that still fades in is looked at again: what it comes to rest as counts. */
const settled = () => expect.poll(violations, { timeout: 5_000, interval: 400 }).toEqual([])

describe('every screen can be used by everybody', () => {
  for (const locale of locales) {
    it.each(galleryStates.map(({ id }) => id))(`%s in ${locale}`, async (state) => {
      await gallery.show({ state, locale })
      await settled()
    })
  }

  it.each(galleryStates.map(({ id }) => id))('%s in high contrast', async (state) => {
    await gallery.show({ state, locale: 'en', contrast: 'high' })
    await settled()
  })

  it.each(galleryStates.map(({ id }) => id))('%s in a language from right to left, a third longer', async (state) => {
    await gallery.show({ state, locale: pseudoLocale })
    expect(await page.evaluate(() => document.documentElement.dir)).toBe('rtl')
    // Nothing runs out of the page, and no control cuts its words off.
    const spilled = await page.evaluate(() => {
      const isShown = (element: Element) => element.getBoundingClientRect().width > 1
      const cut = [...document.querySelectorAll('button, h1, h2, legend')].filter(
        // Headings for screen readers alone are a pixel wide. Tight letter spacing reaches a few pixels out by itself; a letter is wider.
        (element) => isShown(element) && element.scrollWidth > element.clientWidth + 8,
      )
      const root = document.documentElement
      return [
        ...(root.scrollWidth > root.clientWidth + 1 ? [`page ${root.scrollWidth} > ${root.clientWidth}`] : []),
        ...cut.map((element) => `${element.tagName} ${element.className}: ${element.textContent?.slice(0, 40)}`),
      ]
    })
    expect(spilled).toEqual([])
    await settled()
  })

  it('every control is large enough for a finger', async () => {
    const small: string[] = []
    for (const { id } of galleryStates) {
      await gallery.show({ state: id, locale: 'en' })
      const found = await page.evaluate(() =>
        [...document.querySelectorAll<HTMLElement>('button, input[type="range"], summary')]
          .map((element) => ({ element, box: element.getBoundingClientRect() }))
          .filter(({ box }) => box.width > 0 && (box.width < 64 || box.height < 64))
          .map(
            ({ element, box }) =>
              `${element.className || element.tagName} ${box.width.toFixed(0)} x ${box.height.toFixed(0)}`,
          ),
      )
      small.push(...found.map((what) => `${id}: ${what}`))
    }
    expect([...new Set(small)]).toEqual([])
  })
})
