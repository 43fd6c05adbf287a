/** `npm run outfits`: the garments of the booth, checked and tried on. `--help` states its contract. */

import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { InvalidArgumentError } from 'commander'
import { createBoothDarkroom } from '../booth.ts'
import { ORIGINAL_BACKGROUND } from '../edits/background.ts'
import { unedited } from '../edits/edits.ts'
import { createLogger } from '../foundation/log.ts'
import { listGarments, shippedGarments } from '../garments/list-garments.ts'
import { DESCRIPTION_FILE, readDescription } from '../garments/read-garment.ts'
import { THUMBNAIL_FILE } from '../garments/summary.ts'
import { codeWords } from '../locales/words.ts'
import { checkGarment } from '../photo/outfits/check-garment.ts'
import { drawThumbnail } from '../photo/outfits/thumbnail.ts'
import { defaultSettings } from '../settings/read-settings.ts'
import { createCommand, fail, runCommand } from './command.ts'
import { documentOf } from './document-option.ts'

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
  readonly out: string
}

const backgroundColour = (text: string): string => {
  const colour = text.toLowerCase()
  if (colour === ORIGINAL_BACKGROUND || /^#[0-9a-f]{6}$/.test(colour)) return colour
  throw new InvalidArgumentError(`Expected #rrggbb or ${ORIGINAL_BACKGROUND}.`)
}

const preview = async (garment: string, portrait: string, options: PreviewOptions): Promise<void> => {
  const { out, background } = options
  const document = documentOf(options.document)
  const image = await readFile(portrait).catch((error: Error) => fail(`${portrait}: ${error.message}`))
  const own = resolve(garment)
  const isOwn = await isFile(join(own, DESCRIPTION_FILE))
  const edits = {
    ...unedited,
    background,
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

const command = createCommand('outfits', 'The garments that the booth can dress people in.').addHelpText(
  'after',
  '\nThe format is described in booth-server/README.md. Exit code 0: valid, or made. 2: not; the reasons are on stderr.',
)
command.command('list').description('the garments that ship with the booth').action(list)
command
  .command('validate')
  .description('checks garments')
  .argument('<folder...>', 'a garment’s folder, or a folder of garments')
  .action(validate)
command
  .command('thumbnail')
  .description('draws thumbnail.webp anew, after the garment was changed')
  .argument('<folder...>', 'a garment’s folder, or a folder of garments')
  .action(drawThumbnails)
command
  .command('preview')
  .description('dresses the person of a picture')
  .argument('<garment>', 'an id of the list, or a garment’s folder')
  .argument('<portrait>', 'JPEG, PNG, WebP, AVIF or TIFF')
  .requiredOption('--out <file>', 'the portrait, a JPEG')
  .option('--document <id>', 'a document that allows outfits', 'cn-2inch-small')
  .option('--background <colour>', `#rrggbb or ${ORIGINAL_BACKGROUND}`, backgroundColour, '#ffffff')
  .action(preview)

// Without a command: the help, and exit code 0.
await runCommand(command, process.argv.length > 2 ? process.argv : [...process.argv, '--help'])
