// `npm run gallery:shots -w @quickid/booth-ui -- FOLDER [part of a state's name]`: a picture of each state of the
// gallery at each size and in each language. They hold drawn people only.
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { locales } from '../../booth-server/src/protocol/codes.ts'
import { galleryStates } from '../src/dev/sample-states.ts'
import { pseudoLocale } from '../src/i18n/testing/pseudo-locale.ts'
import { launchBrowser } from './support/browser.ts'
import { buildGallery, openGallery } from './support/gallery-page.ts'

const sizes = { portrait: [1080, 1920], landscape: [1920, 1080], small: [1280, 800] } as const

const [folder, part = ''] = process.argv.slice(2)
if (folder === undefined) throw new Error('Usage: npm run gallery:shots -- FOLDER [part of a state name]')
await buildGallery()
await mkdir(folder, { recursive: true })
const browser = await launchBrowser()
for (const [name, [width, height]] of Object.entries(sizes)) {
  const page = await browser.newPage({ viewport: { width, height } })
  page.on('console', (message) => message.type() === 'error' && console.error(message.text()))
  const gallery = await openGallery(page)
  for (const locale of [...locales, pseudoLocale]) {
    for (const { id } of galleryStates.filter((state) => state.id.includes(part))) {
      await gallery.show({ state: id, locale })
      await page.waitForTimeout(1_000)
      await page.screenshot({ path: join(folder, `${id}.${name}.${locale}.png`) })
    }
  }
  await page.close()
}
await browser.close()
