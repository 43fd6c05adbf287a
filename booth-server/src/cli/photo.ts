/** `npm run photo`: the booth's darkroom without a booth. `--help` states its contract. */

import { readFile, writeFile } from 'node:fs/promises'
import { join, parse as parsePath } from 'node:path'
import { findPaper } from '@quickid/printer'
import { createBoothDarkroom } from '../booth.ts'
import type { DevelopResult, EditPortraitRequest } from '../darkroom/messages/portrait.ts'
import type { CommandLineSession } from '../darkroom/pool.ts'
import { listDocuments } from '../documents/catalogue.ts'
import type { DocumentSpec } from '../documents/document.ts'
import { fileDocument, hasOwnFileFrame } from '../documents/file-frame.ts'
import { faultCodeOf } from '../foundation/errors.ts'
import { createLogger } from '../foundation/log.ts'
import { regionName } from '../locales/region-name.ts'
import { codeWords } from '../locales/words.ts'
import { paperIds } from '../protocol/codes.ts'
import type { Edits } from '../protocol/edits.ts'
import { defaultSettings } from '../settings/read-settings.ts'
import { createCommand, fail, numberWithin, runCommand } from './command.ts'
import { documentOf } from './document-option.ts'
import { addEditFlags, editsOfFlags } from './edit-flags.ts'
import { reportOf } from './photo/report.ts'

interface PhotoOptions extends Partial<Edits> {
  readonly document?: readonly string[]
  readonly out?: string
  readonly sheet?: string
  readonly paper: string
  readonly alpha?: string
  readonly report?: string
  readonly warm: number
}

const command = createCommand('photo', 'Makes a document’s photograph from a picture.')
  .argument('[picture...]', 'JPEG, PNG, WebP, AVIF or TIFF')
  .option(
    '--document <id>',
    'a document of the catalogue; "list" prints them. Several: one photograph for all, on one sheet. ' +
      'custom-35x45mm, custom-2x2in, custom-600x800px[@DPI]: a size of your own',
    (id: string, others: readonly string[] = []) => [...others, id],
  )
addEditFlags(command)
  .option(
    '--out <file>',
    'the portrait, a JPEG; of a further document FILE with its id before the ending. Where the file to upload has other ' +
      'proportions than the print, it is the file, cropped anew, and the sheet the print',
  )
  .option('--sheet <file>', 'the print sheet, a PDF')
  .option('--paper <id>', paperIds.join(', '), '4R')
  .option('--alpha <file>', 'the matte of the print, a grey PNG')
  .option('--report <file>', 'the report, JSON')
  .option('--warm <n>', 'runs n times in one process, one JSON line each', numberWithin(1, 1_000_000, true), 1)
  .addHelpText(
    'after',
    '\nExit code 0: made and compliant. 3: made, not compliant. 2: could not be made; the reason is on stderr.',
  )

const printList = (): void => {
  for (const { id, countryCode, name, widthMm, heightMm, editPolicy } of listDocuments()) {
    process.stdout.write(
      `${id.padEnd(20)} ${`${widthMm}x${heightMm} mm`.padEnd(14)} ${editPolicy.padEnd(10)} ${regionName(countryCode, 'en')}: ${name.en}\n`,
    )
  }
}

/** `photo.jpg` and `us-passport`: `photo-us-passport.jpg`. */
const outFor = (out: string, id: string): string => {
  const { dir, name, ext } = parsePath(out)
  return join(dir, `${name}-${id}${ext}`)
}

interface Made {
  readonly document: DocumentSpec
  readonly result: DevelopResult
}

/** All that one picture became: its portrait, those of further documents, files with a crop of their own, the sheet. */
interface PhotoRun {
  readonly first: Made
  readonly also: readonly Made[]
  readonly files: readonly Made[]
  readonly sheet: object | null
}

const { signal } = new AbortController()

const makePhotos = async (
  input: string,
  [first, ...further]: readonly [EditPortraitRequest, ...EditPortraitRequest[]],
  options: PhotoOptions,
  session: CommandLineSession,
): Promise<PhotoRun> => {
  const image = await readFile(input).catch((error: Error) => fail(`${input}: ${error.message}`))
  const result = await session.develop({ image, ...first }, () => {}, signal)
  const also: Made[] = []
  const files: Made[] = []
  if (!result.ok) return { first: { document: first.document, result }, also, files, sheet: null }
  // Before any other picture: it is the opacity of the last print.
  const alpha = options.alpha === undefined ? null : await session.alphaPng(signal)
  if (options.alpha !== undefined && alpha) await writeFile(options.alpha, alpha)
  /** The picture of `--out`: the print's, or the file's own where that has other proportions. */
  const writeOut = async (path: string | undefined, { document, edits }: EditPortraitRequest, made: DevelopResult) => {
    let file = made
    if (hasOwnFileFrame(document)) {
      const own = fileDocument(document)
      file = await session.edit({ document: own, edits }, signal)
      files.push({ document: own, result: file })
    }
    if (path !== undefined && file.ok) await writeFile(path, file.portrait.jpeg)
  }
  await writeOut(options.out, first, result)
  for (const request of further) {
    const made = await session.edit(request, signal)
    also.push({ document: request.document, result: made })
    if (made.ok) await writeOut(options.out && outFor(options.out, request.document.id), request, made)
  }
  const documentIds = [first.document.id, ...also.flatMap((each) => (each.result.ok ? [each.document.id] : []))]
  const sheet =
    options.sheet === undefined ? null : await writeSheet(options.sheet, options.paper, documentIds, session)
  return { first: { document: first.document, result }, also, files, sheet }
}

const writeSheet = async (
  path: string,
  paperId: string,
  documentIds: readonly string[],
  session: CommandLineSession,
): Promise<object> => {
  const paper = findPaper(paperId) ?? fail(`Unknown paper '${paperId}'.`)
  const made = await session.sheet({ paper, documentIds }, signal)
  if (!made.ok) return fail(`${made.detail} [${made.fault}]`)
  await writeFile(path, made.sheet.pdf)
  const { copies, widthMm, heightMm } = made.sheet
  const total = Object.values(copies).reduce((sum, count) => sum + count, 0)
  return { paper: paper.id, copies: total, ...(documentIds.length > 1 && { copiesOf: copies }), widthMm, heightMm }
}

/** One result in words on stdout and stderr; its exit code. */
const tell = (name: string, { result }: Made, isSeries: boolean): number => {
  if (!result.ok) {
    const { title, advice } = codeWords.en.faults[result.fault]
    process.stderr.write(`${name}: ${title}. ${advice} (${result.detail}) [${result.fault}]\n`)
    return 2
  }
  const { verdict, rules } = result.details.report
  if (!isSeries) process.stdout.write(`${name}: ${codeWords.en.verdicts[verdict]}\n`)
  for (const rule of isSeries ? [] : rules) {
    if (rule.verdict !== 'fail' && rule.verdict !== 'warn') continue
    const hint = rule.hint ? codeWords.en.hints[rule.hint] : ''
    process.stderr.write(`  ${codeWords.en.rules[rule.id]}: ${codeWords.en.verdicts[rule.verdict]}. ${hint}\n`)
  }
  return verdict === 'fail' ? 3 : 0
}

/** Not made is worse than made and not compliant. */
const worse = (one: number, other: number): number => (one === 2 || other === 2 ? 2 : Math.max(one, other))

const main = async (pictures: readonly string[], options: PhotoOptions): Promise<number> => {
  if (options.document?.includes('list')) {
    printList()
    return 0
  }
  const [firstId, ...furtherIds] = options.document ?? []
  if (firstId === undefined) return command.error('error: --document is missing')
  const requestFor = (id: string): EditPortraitRequest => {
    const document = documentOf(id)
    return { document, edits: editsOfFlags(options, document) }
  }
  const requests = [requestFor(firstId), ...furtherIds.map(requestFor)] as const
  if (!findPaper(options.paper)) return fail(`Unknown paper '${options.paper}'.`)
  if (pictures.length === 0) return command.error('error: no picture was named')
  const isSeries = pictures.length > 1 || options.warm > 1
  if (isSeries && (options.out ?? options.sheet ?? options.alpha ?? options.report))
    return fail('--out, --sheet, --alpha and --report go with one picture.')

  const darkroom = createBoothDarkroom(() => defaultSettings, createLogger({ level: 'silent' }), {
    hasSpare: false,
    isRehearsing: false,
  })
  await darkroom.start()
  let exitCode = 0
  try {
    const session = await darkroom.open(signal)
    for (const input of pictures.flatMap((name) => Array.from({ length: options.warm }, () => name))) {
      const { first, also, files, sheet } = await makePhotos(input, requests, options, session)
      const reportEach = (each: Made, ofSheet: object | null = null) =>
        reportOf(input, each.document, each.result, ofSheet)
      const report = {
        ...reportEach(first, sheet),
        ...(also.length > 0 && { also: also.map((each) => reportEach(each)) }),
        ...(files.length > 0 && { files: files.map((each) => reportEach(each)) }),
      }
      if (options.report !== undefined) await writeFile(options.report, `${JSON.stringify(report, null, 2)}\n`)
      if (isSeries) process.stdout.write(`${JSON.stringify(report)}\n`)
      for (const each of [first, ...also, ...files]) {
        const isOnly = each === first && requests.length === 1
        exitCode = worse(exitCode, tell(isOnly ? input : `${input} for ${each.document.id}`, each, isSeries))
      }
    }
    await session.close()
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`)
    if (faultCodeOf(error) === 'darkroom.unavailable')
      process.stderr.write('Run `npm run models -- pull` and try again.\n')
    exitCode = 2
  } finally {
    await darkroom.stop()
  }
  return exitCode
}

command.action(async (pictures: readonly string[], options: PhotoOptions) => {
  process.exit(await main(pictures, options))
})
await runCommand(command)
