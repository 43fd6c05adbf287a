/** `npm run photo`: the booth's darkroom without a booth. See the usage below for its contract. */

import { readFile, writeFile } from 'node:fs/promises'
import { join, parse as parsePath } from 'node:path'
import { parseArgs } from 'node:util'
import { findPaper } from '@quickid/printer'
import type { DevelopResult, EditPortraitRequest } from '../darkroom/messages/portrait.ts'
import { createDarkroom } from '../darkroom/pool.ts'
import { closeMatches, findDocument, listDocuments } from '../documents/catalogue.ts'
import { CUSTOM_PREFIX, parseCustomSize } from '../documents/custom-size.ts'
import type { DocumentSpec } from '../documents/document.ts'
import { fileDocument, hasOwnFileFrame } from '../documents/file-frame.ts'
import { allowedEdits } from '../edits/allowed-edits.ts'
import type { EditRequest } from '../edits/edit-request.ts'
import { faultCodeOf } from '../foundation/errors.ts'
import { createLogger } from '../foundation/log.ts'
import { codeWords } from '../locales/words.ts'

const usage = `Makes a document's photograph from a picture.

  npm run photo -- INPUT... --document ID [options]

  --document ID        a document of the catalogue; "list" prints them. Several: one photograph for all, on one sheet.
                       custom-35x45mm, custom-2x2in, custom-600x800px[@DPI]: a size of your own
  --background COLOUR  #rrggbb or "original"; without it the document's first background, where it may be replaced
  --retouch 0..1       where the document allows it
  --slimming 0..1      where the document allows it; --straight-shoulders likewise
  --outfit ID          where the document allows it
  --out FILE           the portrait, a JPEG; of a further document FILE with its id before the ending. Where the file to
                       upload has other proportions than the print, it is the file, cropped anew, and the sheet the print
  --sheet FILE         the print sheet, a PDF;  --paper 3R|4R|postcard|5R|6R|A4|Letter (4R)
  --alpha FILE         the matte of the print, a grey PNG
  --report FILE        the report, JSON
  --warm N             runs N times in one process, one JSON line each

Exit code 0: made and compliant. 3: made, not compliant. 2: could not be made; the reason is on stderr.`

const fail = (message: string): never => {
  process.stderr.write(`${message}\n`)
  process.exit(2)
}

const readOptions = () => {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        document: { type: 'string', multiple: true },
        background: { type: 'string' },
        retouch: { type: 'string', default: '0' },
        slimming: { type: 'string', default: '0' },
        'straight-shoulders': { type: 'boolean', default: false },
        outfit: { type: 'string' },
        out: { type: 'string' },
        sheet: { type: 'string' },
        paper: { type: 'string', default: '4R' },
        alpha: { type: 'string' },
        report: { type: 'string' },
        warm: { type: 'string', default: '1' },
        help: { type: 'boolean', default: false },
      },
    })
  } catch (error) {
    return fail(`${(error as Error).message}\n\n${usage}`)
  }
}

const documentOf = (id: string | undefined): DocumentSpec => {
  if (id === undefined) return fail(`--document is missing.\n\n${usage}`)
  const found = findDocument(id)
  if (found) return found
  if (id.startsWith(CUSTOM_PREFIX)) {
    const size = parseCustomSize(id.slice(CUSTOM_PREFIX.length))
    if (!size.ok) return fail(`No size of one's own: ${id}. ${size.detail}.`)
  }
  const close = closeMatches(id)
  return fail(
    `Unknown document '${id}'. ${close.length > 0 ? `Did you mean ${close.join(', ')}?` : ''} --document list prints all.`,
  )
}

const shareOf = (option: string, text: string): number => {
  const share = Number(text)
  return share >= 0 && share <= 1 ? share : fail(`--${option} wants a number from 0 to 1, not '${text}'.`)
}

const editsOf = (
  document: DocumentSpec,
  values: { background?: string; retouch: string; slimming: string; straightShoulders: boolean; outfit?: string },
): EditRequest => {
  const { background, straightShoulders, outfit } = values
  const retouch = shareOf('retouch', values.retouch)
  const slimming = shareOf('slimming', values.slimming)
  if (background !== undefined && background !== 'original' && !/^#[0-9a-f]{6}$/i.test(background)) {
    fail(`--background wants #rrggbb or original, not '${background}'.`)
  }
  const usual = allowedEdits(document).background ? (document.backgrounds[0]?.colour ?? null) : null
  const backgroundColour = background === 'original' ? null : (background?.toLowerCase() ?? usual)
  return { backgroundColour, retouch, slimming, straightShoulders, outfitId: outfit ?? null }
}

/** `photo.jpg` and `us-passport`: `photo-us-passport.jpg`. */
const outFor = (out: string, id: string): string => {
  const { dir, name, ext } = parsePath(out)
  return join(dir, `${name}-${id}${ext}`)
}

const round = (value: number, digits = 2) => Number(value.toFixed(digits))

const reportOf = (input: string, document: DocumentSpec, result: DevelopResult, sheet: object | null) => {
  if (!result.ok) {
    const words = codeWords.en.faults[result.fault]
    return {
      input,
      document: document.id,
      verdict: 'failed',
      fault: result.fault,
      message: `${words.title}. ${words.advice}`,
      detail: result.detail,
    }
  }
  const { report, head, crop, timingsMs, models } = result.details
  return {
    input,
    document: document.id,
    verdict: report.verdict,
    rules: report.rules.map(({ hint, ...rule }) => ({ ...rule, hint: hint && codeWords.en.hints[hint] })),
    head: { crownPx: round(head.crownPx), chinPx: round(head.chinPx), heightMm: round(head.heightMm) },
    crop,
    photo: {
      widthPx: result.portrait.widthPx,
      heightPx: result.portrait.heightPx,
      bytes: result.portrait.jpeg.byteLength,
    },
    sheet,
    timingsMs: Object.fromEntries(Object.entries(timingsMs).map(([step, ms]) => [step, round(ms, 1)])),
    models,
  }
}

const { values, positionals } = readOptions()
if (values.help) {
  process.stdout.write(`${usage}\n`)
  process.exit(0)
}
if (values.document?.includes('list')) {
  for (const { id, country, name, widthMm, heightMm, editPolicy } of listDocuments()) {
    process.stdout.write(
      `${id.padEnd(20)} ${`${widthMm}x${heightMm} mm`.padEnd(14)} ${editPolicy.padEnd(10)} ${country.en}: ${name.en}\n`,
    )
  }
  process.exit(0)
}
const requestFor = (id: string | undefined) => {
  const document = documentOf(id)
  const edits = editsOf(document, {
    retouch: values.retouch,
    slimming: values.slimming,
    straightShoulders: values['straight-shoulders'],
    ...(values.background !== undefined && { background: values.background }),
    ...(values.outfit !== undefined && { outfit: values.outfit }),
  })
  return { document, edits }
}
const { document, edits } = requestFor(values.document?.[0])
const further = (values.document ?? []).slice(1).map(requestFor)
const paper = findPaper(values.paper) ?? fail(`Unknown paper '${values.paper}'.`)
const runs = Number(values.warm)
if (!Number.isInteger(runs) || runs < 1) fail(`--warm wants a whole number from 1, not '${values.warm}'.`)
if (positionals.length === 0) fail(`No picture was named.\n\n${usage}`)
const isSeries = positionals.length > 1 || runs > 1
if (isSeries && (values.out ?? values.sheet ?? values.alpha ?? values.report))
  fail('--out, --sheet, --alpha and --report go with one picture.')

const darkroom = createDarkroom({ log: createLogger({ level: 'silent' }) })
await darkroom.start()
const { signal } = new AbortController()
let exitCode = 0
/** In words, and in the exit code: the worst of all counts. */
const tell = (input: string, of: DocumentSpec, made: DevelopResult): void => {
  const name = of === document && further.length === 0 ? input : `${input} for ${of.id}`
  if (!made.ok) {
    const { title, advice } = codeWords.en.faults[made.fault]
    process.stderr.write(`${name}: ${title}. ${advice} (${made.detail}) [${made.fault}]\n`)
    exitCode = 2
    return
  }
  const { verdict, rules } = made.details.report
  if (!isSeries) process.stdout.write(`${name}: ${codeWords.en.verdicts[verdict]}\n`)
  for (const rule of isSeries ? [] : rules) {
    if (rule.verdict !== 'fail' && rule.verdict !== 'warn') continue
    const hint = rule.hint ? codeWords.en.hints[rule.hint] : ''
    process.stderr.write(`  ${codeWords.en.rules[rule.id]}: ${codeWords.en.verdicts[rule.verdict]}. ${hint}\n`)
  }
  if (verdict === 'fail' && exitCode === 0) exitCode = 3
}
try {
  const session = await darkroom.open(signal)
  for (const input of positionals.flatMap((name) => Array.from({ length: runs }, () => name))) {
    const image = await readFile(input).catch((error: Error) => fail(`${input}: ${error.message}`))
    const result = await session.develop({ image, document, edits }, () => {}, signal)
    let sheet: object | null = null
    const also: { document: DocumentSpec; made: DevelopResult }[] = []
    const files: { document: DocumentSpec; made: DevelopResult }[] = []
    /** The picture of `--out`: the print's, or the file's own where that has other proportions. */
    const writeOut = async (path: string | undefined, request: EditPortraitRequest, made: DevelopResult) => {
      let file = made
      if (hasOwnFileFrame(request.document)) {
        const own = fileDocument(request.document)
        file = await session.edit({ document: own, edits: request.edits }, signal)
        files.push({ document: own, made: file })
      }
      if (path !== undefined && file.ok) await writeFile(path, file.portrait.jpeg)
    }
    if (result.ok) {
      // Before any other picture: it is the opacity of the last print.
      const alpha = values.alpha ? await session.alphaPng(signal) : null
      if (values.alpha && alpha) await writeFile(values.alpha, alpha)
      await writeOut(values.out, { document, edits }, result)
      for (const request of further) {
        const made = await session.edit(request, signal)
        also.push({ document: request.document, made })
        if (made.ok) await writeOut(values.out && outFor(values.out, request.document.id), request, made)
      }
      if (values.sheet) {
        const documentIds = [document.id, ...also.filter(({ made }) => made.ok).map((each) => each.document.id)]
        const made = await session.sheet({ paper, documentIds }, signal)
        if (!made.ok) fail(`${made.detail} [${made.fault}]`)
        else {
          await writeFile(values.sheet, made.sheet.pdf)
          const { copies, widthMm, heightMm } = made.sheet
          const total = Object.values(copies).reduce((sum, count) => sum + count, 0)
          sheet = { paper: paper.id, copies: total, ...(further.length > 0 && { copiesOf: copies }), widthMm, heightMm }
        }
      }
    }
    const report = {
      ...reportOf(input, document, result, sheet),
      ...(also.length > 0 && { also: also.map((each) => reportOf(input, each.document, each.made, null)) }),
      ...(files.length > 0 && { files: files.map((each) => reportOf(input, each.document, each.made, null)) }),
    }
    if (values.report) await writeFile(values.report, `${JSON.stringify(report, null, 2)}\n`)
    if (isSeries) process.stdout.write(`${JSON.stringify(report)}\n`)
    for (const each of [{ document, made: result }, ...also, ...files]) tell(input, each.document, each.made)
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
process.exit(exitCode)
