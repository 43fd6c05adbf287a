import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Page } from 'playwright-core'

const root = fileURLToPath(new URL('../..', import.meta.url))
const origin = 'http://gallery.test'

/** Builds the gallery of screens into `dist/gallery` of the screen's folder. */
export const buildGallery = async (screen = root): Promise<void> => {
  const vite = join(dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin/vite.js')
  await promisify(execFile)(process.execPath, [vite, 'build', '--mode', 'gallery', '--logLevel', 'warn'], {
    cwd: screen,
    env: { ...process.env, NODE_ENV: 'production' },
  })
}

export interface GalleryWish {
  readonly state: string
  readonly locale: string
  readonly contrast?: 'high'
}

/** The gallery in that page, served from the build without a server. `show` goes to a state and waits until it is up. */
export const openGallery = async (page: Page, screen = root): Promise<{ show(wish: GalleryWish): Promise<void> }> => {
  await page.route(`${origin}/**`, (route) =>
    route.fulfill({ path: join(screen, 'dist/gallery', decodeURIComponent(new URL(route.request().url()).pathname)) }),
  )
  let isLoaded = false
  return {
    async show(wish) {
      const query = `?${new URLSearchParams({ ...wish })}`
      if (isLoaded) {
        await page.evaluate((next) => {
          history.pushState(null, '', next)
          dispatchEvent(new PopStateEvent('popstate'))
        }, query)
      } else {
        await page.goto(`${origin}/gallery.html${query}`)
        isLoaded = true
      }
      await page.waitForFunction(
        (state) => ['failed', state].includes(document.documentElement.dataset.gallery ?? ''),
        wish.state,
      )
      const shown = await page.evaluate(() => document.documentElement.dataset.gallery)
      if (shown !== wish.state) throw new Error(`The gallery could not show ${wish.state}`)
    },
  }
}
