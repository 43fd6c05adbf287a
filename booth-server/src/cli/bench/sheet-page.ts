import type { OverlayOptions } from 'sharp'
import sharp from 'sharp'

/** One field of a row: a picture (any file that sharp reads), or lines of text. */
export type SheetCell =
  | { readonly kind: 'picture'; readonly file: Uint8Array }
  | { readonly kind: 'text'; readonly lines: readonly TextLine[] }
  | { readonly kind: 'empty' }

export interface TextLine {
  readonly text: string
  readonly tone: 'title' | 'plain' | 'good' | 'warn' | 'bad'
}

export interface SheetColumn {
  readonly title: string
  readonly widthPx: number
  readonly backdrop: string
}

const HEADER_PX = 34
const GAP_PX = 6
const FONT = "'DejaVu Sans', 'Noto Sans', 'Liberation Sans', Arial, sans-serif"
const FONT_PX = 15
const LINE_PX = 19
/** Mean width of a letter of the font over its size, rather too wide than too narrow. */
const LETTER_SHARE = 0.53
const tones = { title: '#111111', plain: '#333333', good: '#0b7a2a', warn: '#9a5b00', bad: '#b00020' } as const

export const escapeXml = (text: string): string =>
  text
    // XML 1.0 (2.2) has no place for control characters, not even escaped.
    .replaceAll(/[\p{Cc}\ufffe\uffff]/gu, '?')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')

/** Breaks at blanks, and inside words that are longer than a line. */
export const wrapText = (text: string, columns: number): string[] => {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/).filter(Boolean)) {
    let rest = word
    if (line !== '' && line.length + 1 + rest.length > columns) {
      lines.push(line)
      line = ''
    }
    while (rest.length > columns) {
      lines.push(rest.slice(0, columns))
      rest = rest.slice(columns)
    }
    line = line === '' ? rest : `${line} ${rest}`
  }
  if (line !== '') lines.push(line)
  return lines
}

/** Text as a PNG of exactly this size; what doesn't fit ends in an ellipsis. */
const drawText = async (lines: readonly TextLine[], widthPx: number, heightPx: number): Promise<Buffer> => {
  const columns = Math.max(8, Math.floor((widthPx - 12) / (FONT_PX * LETTER_SHARE)))
  const wrapped = lines.flatMap(({ text, tone }) => wrapText(text, columns).map((part) => ({ text: part, tone })))
  const room = Math.max(1, Math.floor((heightPx - 8) / LINE_PX))
  const shown = wrapped.length > room ? [...wrapped.slice(0, room - 1), { text: '…', tone: 'plain' as const }] : wrapped
  const spans = shown.map(
    ({ text, tone }, index) =>
      `<text x="6" y="${(index + 1) * LINE_PX}" fill="${tones[tone]}"${tone === 'title' ? ' font-weight="bold"' : ''}>${escapeXml(text)}</text>`,
  )
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="${heightPx}"><g font-family="${FONT}" font-size="${FONT_PX}px">${spans.join('')}</g></svg>`
  return await sharp(Buffer.from(svg)).png().toBuffer()
}

const drawCell = async (cell: SheetCell, column: SheetColumn, heightPx: number): Promise<Buffer | null> => {
  if (cell.kind === 'empty') return null
  if (cell.kind === 'text') return await drawText(cell.lines, column.widthPx, heightPx)
  return await sharp(cell.file)
    .autoOrient()
    .flatten({ background: '#ffffff' })
    .resize(column.widthPx, heightPx, { fit: 'contain', background: column.backdrop, kernel: 'lanczos3' })
    .toColourspace('srgb')
    .png({ compressionLevel: 1 })
    .toBuffer()
}

/** A page: titles, then the rows. `cells` of a row stand in the order of `columns`. */
export const drawPage = async (
  columns: readonly SheetColumn[],
  rows: readonly (readonly SheetCell[])[],
  rowHeightPx: number,
): Promise<{ data: Buffer; width: number; height: number }> => {
  const width = columns.reduce((sum, column) => sum + column.widthPx + GAP_PX, GAP_PX)
  const height = HEADER_PX + rows.length * (rowHeightPx + GAP_PX) + GAP_PX
  const overlays: OverlayOptions[] = []
  let left = GAP_PX
  for (const [index, column] of columns.entries()) {
    const title = await drawText([{ text: column.title, tone: 'title' }], column.widthPx, HEADER_PX)
    overlays.push({ input: title, left, top: 0 })
    for (const [row, cells] of rows.entries()) {
      const input = await drawCell(cells[index] ?? { kind: 'empty' }, column, rowHeightPx)
      if (input) overlays.push({ input, left, top: HEADER_PX + GAP_PX + row * (rowHeightPx + GAP_PX) })
    }
    left += column.widthPx + GAP_PX
  }
  const data = await sharp({ create: { width, height, channels: 3, background: '#e4e4e6' } })
    .composite(overlays)
    .removeAlpha()
    .raw()
    .toBuffer()
  return { data, width, height }
}
