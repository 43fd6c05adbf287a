import { layoutSheet, renderSheetPdf, type SheetLayout } from '@quickid/printer'
import sharp from 'sharp'
import type { DocumentSpec } from '../../documents/document.ts'
import { done, type Outcome, refuse } from '../outcome.ts'
import type { Portrait, SheetRequest, SheetResult } from '../values.ts'

const ITEM = 'portrait'
const GAP_MM = 2
const MARGIN_MM = 3
const PREVIEW_PX_PER_MM = 6

/** The print sheet of a portrait: as many copies as fit, cut marks, a PDF of exactly the paper, and its preview. */
export const makeSheet = async (
  portrait: Portrait,
  { widthMm, heightMm }: Pick<DocumentSpec, 'widthMm' | 'heightMm'>,
  { paper, count }: SheetRequest,
  signal: AbortSignal,
): Promise<Outcome<SheetResult>> => {
  const items = [{ id: ITEM, widthMm, heightMm, count: count ?? ('fill' as const) }]
  const laid = layoutSheet({ paper, items, gapMm: GAP_MM, marginMm: MARGIN_MM })
  if (!laid.ok) return refuse('document.unknown', `The document does not fit the paper: ${laid.detail}`)
  const { layout } = laid
  const pdf = await renderSheetPdf(layout, new Map([[ITEM, portrait.jpeg]]))
  signal.throwIfAborted()
  const previewJpeg = await previewOf(layout, portrait.jpeg)
  return done({
    pdf,
    previewJpeg,
    copies: layout.placements.length,
    widthMm: layout.paper.widthMm,
    heightMm: layout.paper.heightMm,
  })
}

const toPx = (mm: number): number => Math.round(mm * PREVIEW_PX_PER_MM)

const previewOf = async ({ paper, placements, cutMarks }: SheetLayout, jpeg: Uint8Array): Promise<Uint8Array> => {
  const width = toPx(paper.widthMm)
  const height = toPx(paper.heightMm)
  const marks = cutMarks.map(
    ({ x1Mm, y1Mm, x2Mm, y2Mm }) => `<path d="M${toPx(x1Mm)} ${toPx(y1Mm)}L${toPx(x2Mm)} ${toPx(y2Mm)}"/>`,
  )
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" stroke="#9aa0a6" stroke-width="1">${marks.join('')}</svg>`
  const copies = await Promise.all(
    placements.map(async ({ xMm, yMm, widthMm, heightMm, isTurned }) => ({
      input: await sharp(jpeg)
        .rotate(isTurned ? 90 : 0)
        .resize(toPx(widthMm), toPx(heightMm), { fit: 'fill' })
        .toBuffer(),
      left: toPx(xMm),
      top: toPx(yMm),
    })),
  )
  return await sharp({ create: { width, height, channels: 3, background: '#ffffff' } })
    .composite([{ input: Buffer.from(svg) }, ...copies])
    .jpeg({ quality: 85 })
    .toBuffer()
}
