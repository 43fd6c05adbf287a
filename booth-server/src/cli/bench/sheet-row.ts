import sharp from 'sharp'
import type { DevelopDetails, DevelopResult } from '../../darkroom/messages/portrait.ts'
import { colours } from '../../documents/colours.ts'
import type { DocumentSpec } from '../../documents/document.ts'
import { defaultEditsOf } from '../../edits/editable-document.ts'
import { unedited } from '../../edits/edits.ts'
import type { DevelopFailure } from '../../foundation/outcome.ts'
import { codeWords } from '../../locales/words.ts'
import { outputSizePx, renderCrop } from '../../photo/cropping/render.ts'
import { alphaOf, lastCropRenderOf } from '../../photo/pipeline/capture.ts'
import type { Edits } from '../../protocol/edits.ts'
import type { SheetCell, SheetColumn, TextLine } from './sheet-page.ts'
import type { Studio } from './studio.ts'

/** The colours that studios lay portraits on: halos of any kind show on one of them. */
export const sheetColours = { white: '#ffffff', blue: '#438edb', red: colours.red.colour } as const
const PORTRAIT_SHARE = 0.8
const GREY = '#6e7276'

/** @param size height of a row, px */
export const sheetColumns = (size: number): SheetColumn[] => {
  const portrait = Math.round(size * PORTRAIT_SHARE)
  const column = (title: string, widthPx: number, backdrop: string = GREY) => ({ title, widthPx, backdrop })
  return [
    column('original', size),
    column('raw IS-Net', portrait),
    column('our alpha', portrait),
    ...Object.keys(sheetColours).map((name) => column(`on ${name}`, portrait)),
    ...Object.keys(sheetColours).map((name) => column(`hair 2x, ${name}`, portrait)),
    column('final', portrait),
    column('verdict', Math.round(size * 1.7), '#ffffff'),
  ]
}

export interface SheetRowInput {
  readonly name: string
  readonly image: Uint8Array
  readonly document: DocumentSpec
  readonly size: number
}

const picture = (file: Uint8Array): SheetCell => ({ kind: 'picture', file })
const empty: SheetCell = { kind: 'empty' }

/** One picture's row in the order of `sheetColumns`; a picture that can't become a portrait says so in its row. */
export const drawRow = async ({ name, image, document, size }: SheetRowInput, studio: Studio): Promise<SheetCell[]> => {
  const original = await thumbnail(image, size)
  // The three colours are laid whatever the authority says: only the final is made for it.
  const anyColour: DocumentSpec = { ...document, editPolicy: 'allowed' }
  const edits = (background: string): Edits => ({ ...unedited, background })
  const tints = Object.values(sheetColours)
  const { result, capture, raw } = await studio.develop({ image, document: anyColour, edits: edits(tints[0]!) })
  if (!result.ok || !capture || !raw) return failedRow(original, name, result)
  const columns = sheetColumns(size)
  const onColours: Uint8Array[] = [result.portrait.jpeg]
  for (const tint of tints.slice(1)) {
    const edited = await studio.edit(capture, { document: anyColour, edits: edits(tint) })
    if (!edited.ok) return failedRow(original, name, edited)
    onColours.push(edited.portrait.jpeg)
  }
  const ours = alphaOf(capture)
  const print = lastCropRenderOf(capture)
  if (!ours || !print) return failedRow(original, name, result)
  const pixels = outputSizePx(document)
  const rawPrint = renderCrop({ ...capture, matte: raw, crop: print.crop }, pixels)
  const side = { width: Math.round(columns[1]!.widthPx / 2), height: Math.round(size / 2) }
  const window = hairWindow(ours.alpha, pixels, side)
  const crops = await Promise.all(onColours.map((jpeg) => enlarge(jpeg, window)))

  const final = await studio.edit({ ...capture, cropRenders: new Map() }, { document, edits: defaultEditsOf(document) })
  return [
    original,
    picture(await greyPng(rawPrint.alpha, pixels)),
    picture(await greyPng(ours.alpha, pixels)),
    ...onColours.map(picture),
    ...crops.map(picture),
    final.ok ? picture(final.portrait.jpeg) : empty,
    {
      kind: 'text',
      lines: final.ok ? verdictLines(name, final.details, result.details.timingsMs) : failureLines(name, final),
    },
  ]
}

const failedRow = (original: SheetCell, name: string, result: DevelopResult): SheetCell[] => {
  const lines: TextLine[] = result.ok ? [{ text: name, tone: 'title' }] : failureLines(name, result)
  return [original, ...Array.from({ length: 9 }, () => empty), { kind: 'text', lines }]
}

export const failureLines = (name: string, { fault, detail }: DevelopFailure): TextLine[] => {
  const { title, advice } = codeWords.en.faults[fault]
  return [
    { text: name, tone: 'title' },
    { text: `${title}. ${advice}`, tone: 'bad' },
    { text: `[${fault}] ${detail}`, tone: 'plain' },
  ]
}

const verdictLines = (name: string, { report, head }: DevelopDetails, timingsMs: object): TextLine[] => {
  const { rules: ruleWords, hints, verdicts } = codeWords.en
  const toneOf = { pass: 'good', warn: 'warn', fail: 'bad', 'not-measured': 'plain' } as const
  const notable = (['fail', 'warn'] as const).flatMap((of) => report.rules.filter(({ verdict }) => verdict === of))
  const times = Object.entries(timingsMs as Record<string, number>).map(([step, ms]) => `${step} ${Math.round(ms)}`)
  return [
    { text: name, tone: 'title' },
    { text: `${verdicts[report.verdict]}; head ${head.heightMm.toFixed(1)} mm`, tone: toneOf[report.verdict] },
    ...notable.map(
      ({ id, verdict, value, unit, min, max, hint }): TextLine => ({
        text: `${verdict === 'fail' ? '✗' : '!'} ${ruleWords[id]}: ${value === null ? '' : `${Number(value.toFixed(2))} ${unit}`} (${min ?? ''}..${max ?? ''}) ${hint ? hints[hint] : ''}`,
        tone: toneOf[verdict],
      }),
    ),
    { text: `ms: ${times.join(', ')}`, tone: 'plain' },
  ]
}

/** The original as it is, small; a file that no library reads gets an empty field. */
const thumbnail = async (image: Uint8Array, size: number): Promise<SheetCell> => {
  try {
    return picture(await sharp(image).autoOrient().resize(size, size, { fit: 'inside' }).png().toBuffer())
  } catch {
    return empty
  }
}

const greyPng = async (alpha: Float32Array, { width, height }: { width: number; height: number }): Promise<Buffer> => {
  const grey = Uint8Array.from(alpha, (value) => Math.round(value * 255))
  return await sharp(grey, { raw: { width, height, channels: 1 } })
    .png()
    .toBuffer()
}

interface Window {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** Where most of the half-transparent pixels are: hair, nearly always. */
export const hairWindow = (
  alpha: Float32Array,
  frame: { readonly width: number; readonly height: number },
  side: { readonly width: number; readonly height: number },
): Window => {
  const width = Math.min(side.width, frame.width)
  const height = Math.min(side.height, frame.height)
  const stride = frame.width + 1
  const sums = new Float64Array(stride * (frame.height + 1))
  for (let y = 0; y < frame.height; y++) {
    for (let x = 0; x < frame.width; x++) {
      const value = alpha[y * frame.width + x]!
      const at = (y + 1) * stride + x + 1
      sums[at] = value * (1 - value) + sums[at - 1]! + sums[at - stride]! - sums[at - stride - 1]!
    }
  }
  let best = { left: 0, top: 0, width, height }
  let most = -1
  for (let top = 0; top + height <= frame.height; top += 2) {
    for (let left = 0; left + width <= frame.width; left += 2) {
      const [above, below] = [top * stride + left, (top + height) * stride + left]
      const sum = sums[below + width]! - sums[above + width]! - sums[below]! + sums[above]!
      if (sum > most) {
        most = sum
        best = { left, top, width, height }
      }
    }
  }
  return best
}

const enlarge = async (jpeg: Uint8Array, { left, top, width, height }: Window): Promise<Buffer> =>
  await sharp(jpeg)
    .extract({ left, top, width, height })
    .resize(width * 2, height * 2, { kernel: 'cubic' })
    .png()
    .toBuffer()
