import { layoutSheet, type Paper, renderSheetPdf, type SheetLayout } from '@quickid/printer/sheet'
import sharp from 'sharp'
import type { SheetResult } from '../../darkroom/messages/sheet.ts'
import { done, type Outcome, refuse } from '../../foundation/outcome.ts'

/** A document's finished portrait and its size on paper. */
export interface SheetPortrait {
  readonly id: string
  readonly widthMm: number
  readonly heightMm: number
  readonly jpeg: Uint8Array
}

const GAP_MM = 2
/** Wished margins. A booth's printer prints to the paper's edge, so a margin goes where it costs a copy. */
const MARGINS_MM = [3, 1.5, 0] as const
const PREVIEW_PX_PER_MM = 6

/** The print sheet: as many of each portrait as fit, cut marks, a PDF of exactly the paper, and its preview. */
export const makeSheet = async (
  portraits: readonly SheetPortrait[],
  paper: Paper,
  signal: AbortSignal,
): Promise<Outcome<SheetResult>> => {
  const laid = fullestLayout(portraits, paper)
  if (!laid.ok) return laid
  const layout = laid.value
  const jpegs = new Map(portraits.map(({ id, jpeg }) => [id, jpeg]))
  const pdf = await renderSheetPdf(layout, jpegs)
  signal.throwIfAborted()
  const previewJpeg = await previewOf(layout, jpegs)
  const copies: Record<string, number> = {}
  for (const { itemId } of layout.placements) copies[itemId] = (copies[itemId] ?? 0) + 1
  return done({ pdf, previewJpeg, copies, widthMm: layout.paper.widthMm, heightMm: layout.paper.heightMm })
}

/** The most copies of what there is least of, then the most in all, then the widest margin. */
const fullestLayout = (portraits: readonly SheetPortrait[], paper: Paper): Outcome<SheetLayout> => {
  const items = portraits.map(({ id, widthMm, heightMm }) => ({ id, widthMm, heightMm, count: 'fill' as const }))
  let best: { readonly layout: SheetLayout; readonly fewest: number } | null = null
  let detail = ''
  for (const marginMm of MARGINS_MM) {
    const laid = layoutSheet({ paper, items, gapMm: GAP_MM, marginMm })
    if (!laid.ok) {
      detail = laid.detail
      continue
    }
    const { layout } = laid
    const fewest = Math.min(...items.map(({ id }) => layout.placements.filter(({ itemId }) => itemId === id).length))
    const isFuller =
      best === null ||
      fewest > best.fewest ||
      (fewest === best.fewest && layout.placements.length > best.layout.placements.length)
    if (isFuller) best = { layout, fewest }
  }
  return best ? done(best.layout) : refuse('sheet.does-not-fit', detail)
}

const toPx = (mm: number): number => Math.round(mm * PREVIEW_PX_PER_MM)

const previewOf = async (
  { paper, placements, cutMarks }: SheetLayout,
  jpegs: ReadonlyMap<string, Uint8Array>,
): Promise<Uint8Array> => {
  const width = toPx(paper.widthMm)
  const height = toPx(paper.heightMm)
  const marks = cutMarks.map(
    ({ x1Mm, y1Mm, x2Mm, y2Mm }) => `<path d="M${toPx(x1Mm)} ${toPx(y1Mm)}L${toPx(x2Mm)} ${toPx(y2Mm)}"/>`,
  )
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" stroke="#9aa0a6" stroke-width="1">${marks.join('')}</svg>`
  // Each size and turn once: the copies are the same.
  const shrunk = new Map<string, Promise<Buffer>>()
  const copies = await Promise.all(
    placements.map(async ({ itemId, xMm, yMm, widthMm, heightMm, isTurned }) => {
      const key = `${itemId} ${isTurned}`
      const made =
        shrunk.get(key) ??
        sharp(jpegs.get(itemId)!)
          .rotate(isTurned ? 90 : 0)
          .resize(toPx(widthMm), toPx(heightMm), { fit: 'fill' })
          .png({ compressionLevel: 0 })
          .toBuffer()
      shrunk.set(key, made)
      const left = Math.min(toPx(xMm), width - toPx(widthMm))
      const top = Math.min(toPx(yMm), height - toPx(heightMm))
      return { input: await made, left: Math.max(0, left), top: Math.max(0, top) }
    }),
  )
  return await sharp({ create: { width, height, channels: 3, background: '#ffffff' } })
    .composite([{ input: Buffer.from(svg) }, ...copies])
    .jpeg({ quality: 85 })
    .toBuffer()
}
