/** `npm run contact-sheet`: pictures, their mattes, portraits and verdicts side by side. `--help` states its contract. */

import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import sharp from 'sharp'
import type { MattingChoice } from '../darkroom/messages/matting-choice.ts'
import { drawPage, type SheetCell } from './bench/sheet-page.ts'
import { drawRow, failureLines, sheetColumns } from './bench/sheet-row.ts'
import { openStudio } from './bench/studio.ts'
import { createCommand, fail, numberWithin, runCommand } from './command.ts'
import { documentOf } from './document-option.ts'
import { mattingOption } from './matting-option.ts'

interface ContactSheetOptions {
  readonly document: string
  readonly out: string
  readonly size: number
  readonly rows: number
  readonly isnetSize: MattingChoice
}

const pictureNames = /\.(jpe?g|png|webp|avif|heic|heif|tiff?|gif|bmp)$/i

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

const isPng = (path: string): boolean => extname(path).toLowerCase() === '.png'

const pageName = (out: string, page: number): string => {
  const extension = extname(out)
  return page === 0 ? out : `${out.slice(0, out.length - extension.length)}-${page + 1}${extension}`
}

const writePage = async (rows: readonly SheetCell[][], size: number, path: string): Promise<void> => {
  const { data, width, height } = await drawPage(sheetColumns(size), rows, size)
  const sheet = sharp(data, { raw: { width, height, channels: 3 } })
  await writeFile(path, await (isPng(path) ? sheet.png() : sheet.jpeg({ quality: 92 })).toBuffer())
  process.stdout.write(`${path}: ${rows.length} rows, ${width} x ${height} px\n`)
}

const makeSheets = async (names: readonly string[], options: ContactSheetOptions): Promise<void> => {
  const { out, size } = options
  if (!isPng(out) && !/\.jpe?g$/i.test(out)) fail(`--out wants .png or .jpg, not '${out}'.`)
  const document = documentOf(options.document)
  const files = await filesOf(names)
  if (files.length === 0) fail(`No picture in ${names.join(', ')}.`)
  const columns = sheetColumns(size)
  const studio = await openStudio(options.isnetSize)
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
    if (rows.length === options.rows || index === files.length - 1) {
      await writePage(rows, size, pageName(out, page++))
      rows = []
    }
  }
}

const command = createCommand(
  'contact-sheet',
  'Lays pictures out for a look at the darkroom’s quality, one row each: original, raw IS-Net alpha, our alpha, the ' +
    'portrait on white, blue and red, the hair of each twice as large, the final for the document, and its verdict.',
)
  .argument('<picture...>', 'pictures, and folders of pictures')
  .option('--document <id>', 'a document of the catalogue', 'cn-2inch')
  .option('--out <file>', '.png or .jpg; further pages get -2, -3, ...', 'contact-sheet.png')
  .option('--size <px>', 'height of a row', numberWithin(160, 800, true), 320)
  .option('--rows <n>', 'rows a page', numberWithin(1, 40, true), 8)
  .addOption(mattingOption('512'))
  .addHelpText(
    'after',
    `
A developer's tool over their own files: it writes these pages, and nothing else, where --out says. The booth itself
never writes a picture. Exit code 0: the sheet is made, whatever it shows. 2: it could not be made.`,
  )
  .action(makeSheets)

await runCommand(command)
