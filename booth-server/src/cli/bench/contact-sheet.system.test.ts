import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { findDocument } from '../../documents/catalogue.ts'
import { gradient, portraitPhotograph } from '../../testing/photograph.ts'
import { drawPage, escapeXml, type SheetCell, wrapText } from './sheet-page.ts'
import { drawRow, hairWindow, sheetColumns } from './sheet-row.ts'
import { openStudio, type Studio } from './studio.ts'

const SIZE = 200
const documentOf = (id: string) => {
  const found = findDocument(id)
  if (!found) throw new Error(`No document ${id}`)
  return found
}
const textOf = (cells: readonly SheetCell[]): string =>
  cells.flatMap((cell) => (cell.kind === 'text' ? cell.lines.map(({ text }) => text) : [])).join('\n')
const kinds = (cells: readonly SheetCell[]) => cells.map(({ kind }) => kind)

describe('the contact sheet', () => {
  let studio: Studio
  const columns = sheetColumns(SIZE)
  const rowOf = (image: Uint8Array, document = documentOf('cn-2inch')) =>
    drawRow({ name: 'picture & <name>.jpg', image, document, size: SIZE }, studio)

  beforeAll(async () => {
    studio = await openStudio({ sizes: [384] })
  })

  it('shows a portrait in every column, and its verdict in words', async () => {
    const row = await rowOf(await portraitPhotograph())
    expect(kinds(row)).toEqual([...Array.from({ length: columns.length - 1 }, () => 'picture'), 'text'])
    expect(textOf(row)).toMatch(/head \d+\.\d mm/)
    expect(textOf(row)).toMatch(/ms: decode \d+.*matte \d+/)
    const page = await drawPage(columns, [row], SIZE)
    // The blue column is blue at the top left of its portrait, the red one red.
    const colourAt = (column: number) => {
      const left = columns.slice(0, column).reduce((sum, { widthPx }) => sum + widthPx + 6, 6)
      const at = ((34 + 6 + 4) * page.width + left + Math.round(columns[column]!.widthPx * 0.15)) * 3
      return [...page.data.subarray(at, at + 3)]
    }
    const [onWhite, onBlue, onRed] = [3, 4, 5].map(colourAt)
    for (const value of onWhite!) expect(value).toBeGreaterThan(245)
    expect(onBlue![2]).toBeGreaterThan(onBlue![0]! + 100)
    expect(onRed![0]).toBeGreaterThan(onRed![2]! + 100)
    expect(
      (await sharp(page.data, { raw: { width: page.width, height: page.height, channels: 3 } }).stats()).isOpaque,
    ).toBe(true)
  })

  it('shows the three colours also where the authority forbids them, and the final as it will be', async () => {
    const row = await rowOf(await portraitPhotograph(), documentOf('us-passport'))
    expect(kinds(row).filter((kind) => kind === 'picture').length).toBeGreaterThanOrEqual(columns.length - 2)
  })

  it('keeps a row for what can’t become a portrait, with the reason', async () => {
    const faceless = await rowOf(await gradient())
    expect(kinds(faceless)[0]).toBe('picture')
    expect(
      kinds(faceless)
        .slice(1, -1)
        .every((kind) => kind === 'empty'),
    ).toBe(true)
    expect(textOf(faceless)).toContain('[face.none]')
    const broken = await rowOf(Buffer.from('no picture at all'))
    expect(kinds(broken)[0]).toBe('empty')
    expect(textOf(broken)).toContain('[image.not-an-image]')
    const page = await drawPage(columns, [faceless, broken], SIZE)
    expect(page.data.length).toBe(page.width * page.height * 3)
    expect(page.height).toBeGreaterThan(2 * SIZE)
  })
})

describe('its parts', () => {
  it('escape what a file may be called', () => {
    expect(escapeXml('a<b>&"\u0007')).toBe('a&lt;b&gt;&amp;&quot;?')
  })

  it('wrap at blanks, and words that are too long', () => {
    expect(wrapText('one two three', 7)).toEqual(['one two', 'three'])
    expect(wrapText('abcdefghij k', 4)).toEqual(['abcd', 'efgh', 'ij k'])
    expect(wrapText('', 10)).toEqual([])
  })

  it('look where most is half transparent', () => {
    const [width, height] = [100, 80]
    const alpha = Float32Array.from({ length: width * height }, (_, at) => {
      const [x, y] = [at % width, Math.floor(at / width)]
      return x >= 60 && x < 80 && y >= 20 && y < 40 ? 0.5 : x < 40 ? 1 : 0
    })
    expect(hairWindow(alpha, { width, height }, { width: 20, height: 20 })).toEqual({
      left: 60,
      top: 20,
      width: 20,
      height: 20,
    })
    expect(hairWindow(alpha, { width, height }, { width: 500, height: 500 })).toEqual({
      left: 0,
      top: 0,
      width,
      height,
    })
  })
})
