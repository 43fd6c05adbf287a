/**
 * `npm run pictures`: the three pictures of the top README, kept in `.github`. Two screens of the gallery and a print
 * sheet that the real darkroom makes; all of drawn people.
 */
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import sharp from 'sharp'
import { drawnSitterSvg } from '../../booth-server/src/photo/pipeline/drawn-sitter.ts'
import { launchBrowser } from './support/browser.ts'
import { buildGallery, openGallery } from './support/gallery-page.ts'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../..', import.meta.url))
const pictureAt = (name: string) => join(root, '.github', `${name}.png`)

const screens = [
  { name: 'screen', state: 'framing-ready' },
  { name: 'review', state: 'review-pass' },
] as const
const HEIGHT_PX = 800

const shootScreens = async (): Promise<void> => {
  await buildGallery()
  const browser = await launchBrowser()
  const page = await browser.newPage({ viewport: { width: 1280, height: HEIGHT_PX }, reducedMotion: 'reduce' })
  const gallery = await openGallery(page)
  for (const { name, state } of screens) {
    await gallery.show({ state, locale: 'en' })
    await page.waitForTimeout(1_000)
    await writeFile(pictureAt(name), await smaller(await page.screenshot()))
  }
  await browser.close()
}

/** A palette is enough for drawn pictures, and a fifth of the bytes. */
const smaller = (png: Uint8Array): Promise<Buffer> => sharp(png).png({ palette: true, quality: 90 }).toBuffer()

const shootSheet = async (): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'quickid-pictures-'))
  try {
    const [sitter, sheet] = [join(folder, 'sitter.png'), join(folder, 'sheet.pdf')]
    await writeFile(sitter, await sharp(Buffer.from(drawnSitterSvg)).resize(1800).png().toBuffer())
    const documents = ['--document', 'cn-2inch', '--document', 'cn-1inch']
    const flags = [...documents, '--background', 'blue', sitter, '--sheet', sheet]
    const photo = ['--conditions=source', '--import', 'tsx', join(root, 'booth-server/src/cli/photo.ts'), ...flags]
    // 3: made, and a drawn person complies in few things.
    await run(process.execPath, photo).catch((error: { code?: number }) => {
      if (error.code !== 3) throw error
    })
    const page = join(folder, 'page')
    await run('pdftoppm', ['-png', '-singlefile', '-r', '200', sheet, page])
    const image = sharp(await readFile(`${page}.png`)).extend({
      top: 1,
      bottom: 1,
      left: 1,
      right: 1,
      background: '#c8ccd2',
    })
    await writeFile(pictureAt('sheet'), await smaller(await image.png().toBuffer()))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

await shootScreens()
await shootSheet()
