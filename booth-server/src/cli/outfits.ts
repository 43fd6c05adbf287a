/** `npm run outfits`: the garments of the booth, checked and tried on. See the usage below. */

import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { createBoothDarkroom } from '../booth.ts'
import { closeMatches, findDocument } from '../documents/catalogue.ts'
import { unedited } from '../edits/edits.ts'
import { createLogger } from '../foundation/log.ts'
import { listGarments, shippedGarments } from '../garments/list-garments.ts'
import { DESCRIPTION_FILE, readDescription } from '../garments/read-garment.ts'
import { THUMBNAIL_FILE } from '../garments/summary.ts'
import { codeWords } from '../locales/words.ts'
import { checkGarment } from '../photo/outfits/check-garment.ts'
import { drawThumbnail } from '../photo/outfits/thumbnail.ts'
import { defaultSettings } from '../settings/read-settings.ts'

const usage = `The garments that the booth can dress people in.

  npm run outfits -- list
  npm run outfits -- validate FOLDER...              a garment's folder, or a folder of garments
  npm run outfits -- thumbnail FOLDER...             draws thumbnail.webp anew, after the garment was changed
  npm run outfits -- preview GARMENT PORTRAIT --out FILE.jpg [options]

  GARMENT              an id of the list, or a garment's folder
  --document ID        a document that allows outfits (cn-2inch-small)
  --background COLOUR  #rrggbb or "original" (#ffffff)

The format is described in booth-server/README.md. Exit code 0: valid, or made. 2: not; the reasons are on stderr.`

const fail = (message: string): never => {
  process.stderr.write(`${message}\n`)
  process.exit(2)
}

const readOptions = () => {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        document: { type: 'string', default: 'cn-2inch-small' },
        background: { type: 'string', default: '#ffffff' },
        out: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    })
  } catch (error) {
    return fail(`${(error as Error).message}\n\n${usage}`)
  }
}

const isFile = async (path: string): Promise<boolean> =>
  await stat(path).then(
    (found) => found.isFile(),
    () => false,
  )

const list = async (): Promise<void> => {
  for (const { garment } of await listGarments()) {
    const { id, kind, name } = garment
    process.stdout.write(`${id.padEnd(22)} ${kind.padEnd(9)} ${Object.values(name).join(' / ')}\n`)
  }
}

/** The garments' folders in what was named: itself, or what lies in it. */
const garmentFoldersIn = async (name: string): Promise<string[]> => {
  const folder = resolve(name)
  if (await isFile(join(folder, DESCRIPTION_FILE))) return [folder]
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: Error) =>
    fail(`${name}: ${error.message}`),
  )
  const inside = entries.filter((entry) => entry.isDirectory()).map((entry) => join(folder, entry.name))
  return inside.length > 0 ? inside : [folder]
}

const validate = async (names: readonly string[]): Promise<void> => {
  if (names.length === 0) fail(`No folder was named.\n\n${usage}`)
  let isValid = true
  for (const folder of (await Promise.all(names.map(garmentFoldersIn))).flat()) {
    const checked = await checkGarment(folder)
    if (checked.ok) {
      process.stdout.write(`${basename(folder)}: valid\n`)
      continue
    }
    isValid = false
    for (const { problem, detail } of checked.faults)
      process.stderr.write(`${basename(folder)}: ${problem}: ${detail}\n`)
  }
  if (!isValid) process.exitCode = 2
}

const drawThumbnails = async (names: readonly string[]): Promise<void> => {
  if (names.length === 0) fail(`No folder was named.\n\n${usage}`)
  for (const folder of (await Promise.all(names.map(garmentFoldersIn))).flat()) {
    const described = await readDescription(folder)
    if (!described.ok) return fail(`${basename(folder)} is not valid: npm run outfits -- validate ${folder}`)
    const path = join(folder, THUMBNAIL_FILE)
    await writeFile(path, await drawThumbnail(described.garment, folder))
    process.stdout.write(`${path}\n`)
  }
}

interface PreviewOptions {
  readonly document: string
  readonly background: string
  readonly out?: string | undefined
}

const preview = async ([garment, portrait]: readonly string[], options: PreviewOptions): Promise<void> => {
  const { out, background } = options
  if (garment === undefined || portrait === undefined || out === undefined)
    return fail(`preview wants a garment, a portrait and --out.\n\n${usage}`)
  if (background !== 'original' && !/^#[0-9a-f]{6}$/i.test(background))
    return fail(`--background wants #rrggbb or original, not '${background}'.`)
  const document =
    findDocument(options.document) ??
    fail(`Unknown document '${options.document}'. Close: ${closeMatches(options.document).join(', ') || 'none'}.`)
  const image = await readFile(portrait).catch((error: Error) => fail(`${portrait}: ${error.message}`))
  const own = resolve(garment)
  const isOwn = await isFile(join(own, DESCRIPTION_FILE))
  const edits = {
    ...unedited,
    background: background.toLowerCase(),
    outfit: isOwn ? basename(own) : garment,
  }
  const darkroom = createBoothDarkroom(() => defaultSettings, createLogger({ level: 'silent' }), {
    matting: { sizes: [512] },
    hasSpare: false,
    isRehearsing: false,
    garmentFolders: isOwn ? [dirname(own), shippedGarments] : [shippedGarments],
  })
  await darkroom.start()
  const { signal } = new AbortController()
  try {
    const session = await darkroom.open(signal)
    const result = await session.develop({ image, document, edits }, () => {}, signal)
    if (!result.ok) {
      const { title } = codeWords.en.faults[result.fault]
      return fail(`${title}: ${result.detail} [${result.fault}]`)
    }
    await writeFile(out, result.portrait.jpeg)
    const { widthPx, heightPx } = result.portrait
    process.stdout.write(`${out}: ${edits.outfit}, ${widthPx} x ${heightPx} px\n`)
  } finally {
    await darkroom.stop()
  }
}

const { values, positionals } = readOptions()
const [command, ...rest] = positionals
try {
  if (values.help || command === undefined) process.stdout.write(`${usage}\n`)
  else if (command === 'list') await list()
  else if (command === 'validate') await validate(rest)
  else if (command === 'thumbnail') await drawThumbnails(rest)
  else if (command === 'preview') await preview(rest, values)
  else fail(`Unknown command '${command}'.\n\n${usage}`)
} catch (error) {
  fail((error as Error).message)
}
