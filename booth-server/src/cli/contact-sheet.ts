/** `npm run contact-sheet`: pictures, their mattes, portraits and verdicts side by side. See the usage below. */

import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { isnetSizes } from '@quickid/models/resolve'
import sharp from 'sharp'
import { closeMatches, findDocument } from '../documents/catalogue.ts'
import { mattingChoiceOf, wholeNumberOf } from './bench/options.ts'
import { drawPage, type SheetCell } from './bench/sheet-page.ts'
import { drawRow, failureLines, sheetColumns } from './bench/sheet-row.ts'
import { openStudio } from './bench/studio.ts'

const usage = `Lays pictures out for a look at the darkroom's quality, one row each: original, raw IS-Net alpha, our alpha, the
portrait on white, blue and red, the hair of each twice as large, the final for the document, and its verdict.

  npm run contact-sheet -- FOLDER|FILE... [options]

  --document ID     a document of the catalogue (cn-2inch)
  --out FILE        .png or .jpg (contact-sheet.png); further pages get -2, -3, ...
  --size PX         height of a row, 160..800 (320)
  --rows N          rows a page (8)
  --isnet-size PX   ${isnetSizes.join(', ')} (384 beside it, as in the booth), or auto: as the booth would choose
                    here (512)

A developer's tool over their own files: it writes these pages, and nothing else, where --out says. The booth itself never
writes a picture. Exit code 0: the sheet is made, whatever it shows. 2: it could not be made.`

const pictureNames = /\.(jpe?g|png|webp|avif|heic|heif|tiff?|gif|bmp)$/i

const fail = (message: string): never => {
  process.stderr.write(`${message}\n`)
  process.exit(2)
}

const readOptions = () => {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        document: { type: 'string', default: 'cn-2inch' },
        out: { type: 'string', default: 'contact-sheet.png' },
        size: { type: 'string', default: '320' },
        rows: { type: 'string', default: '8' },
        'isnet-size': { type: 'string', default: '512' },
        help: { type: 'boolean', default: false },
      },
    })
  } catch (error) {
    return fail(`${(error as Error).message}\n\n${usage}`)
  }
}

const wholeNumber = (name: string, text: string, min: number, max: number): number =>
  wholeNumberOf(text, min, max) ?? fail(`--${name} wants ${min}..${max}, not '${text}'.`)

/** Files as named, and the pictures of folders in the order of their names. */
const filesOf = async (names: readonly string[]): Promise<string[]> => {
  const files: string[] = []
  for (const name of names) {
    const found = await stat(name).catch((error: Error) => fail(`${name}: ${error.message}`))
    if (!found.isDirectory()) files.push(name)
    else {
      const inside = (await readdir(name)).filter((entry) => pictureNames.test(entry)).sort()
      files.push(...inside.map((entry) => join(name, entry)))
    }
  }
  return files
}

const pageName = (out: string, page: number): string => {
  const extension = extname(out)
  return page === 0 ? out : `${out.slice(0, out.length - extension.length)}-${page + 1}${extension}`
}

const { values, positionals } = readOptions()
if (values.help) {
  process.stdout.write(`${usage}\n`)
  process.exit(0)
}
const extension = extname(values.out).toLowerCase()
if (!['.png', '.jpg', '.jpeg'].includes(extension)) fail(`--out wants .png or .jpg, not '${values.out}'.`)
const size = wholeNumber('size', values.size, 160, 800)
const rowsAPage = wholeNumber('rows', values.rows, 1, 40)
const matting = mattingChoiceOf(values['isnet-size']) ?? fail(`--isnet-size doesn't know '${values['isnet-size']}'.`)
const document =
  findDocument(values.document) ??
  fail(`Unknown document '${values.document}'. Close: ${closeMatches(values.document).join(', ') || 'none'}.`)
if (positionals.length === 0) fail(`No picture was named.\n\n${usage}`)
const files = await filesOf(positionals)
if (files.length === 0) fail(`No picture in ${positionals.join(', ')}.`)

const columns = sheetColumns(size)
const writePage = async (rows: readonly SheetCell[][], page: number) => {
  const { data, width, height } = await drawPage(columns, rows, size)
  const sheet = sharp(data, { raw: { width, height, channels: 3 } })
  const path = pageName(values.out, page)
  await writeFile(path, await (extension === '.png' ? sheet.png() : sheet.jpeg({ quality: 92 })).toBuffer())
  process.stdout.write(`${path}: ${rows.length} rows, ${width} x ${height} px\n`)
}

try {
  const studio = await openStudio(matting)
  let rows: SheetCell[][] = []
  let page = 0
  for (const [index, file] of files.entries()) {
    process.stderr.write(`${index + 1}/${files.length} ${file}\n`)
    const name = basename(file)
    try {
      rows.push(await drawRow({ name, image: await readFile(file), document, size }, studio))
    } catch (error) {
      // One bad file doesn't cost the others their sheet; its row says what happened.
      const lines = failureLines(name, { ok: false, fault: 'internal', detail: (error as Error).message })
      rows.push([...columns.slice(1).map((): SheetCell => ({ kind: 'empty' })), { kind: 'text', lines }])
    }
    if (rows.length === rowsAPage || index === files.length - 1) {
      await writePage(rows, page++)
      rows = []
    }
  }
} catch (error) {
  fail((error as Error).message)
}
