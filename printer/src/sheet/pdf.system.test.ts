import { spawn } from 'node:child_process'
import { expect, test } from 'vitest'
import { measureSheetPdf } from '../testing/measure-pdf.ts'
import { makeTestJpeg } from '../testing/test-jpeg.ts'
import { makeTestSheet, testPortrait } from '../testing/test-sheet.ts'
import { layoutSheet } from './layout.ts'
import { findPaper, papers } from './papers.ts'
import { renderSheetPdf } from './pdf.ts'

const TOLERANCE_MM = 0.1

const isNear = (value: number, expected: number): boolean => Math.abs(value - expected) <= TOLERANCE_MM

test.each(papers.map(({ id }) => id))('PDF.js measures page, pictures and cut marks of %s as laid out', async (id) => {
  const { paper, layout, pdf } = await makeTestSheet(id)
  const measured = await measureSheetPdf(pdf)
  expect(measured.pageWidthMm).toBeCloseTo(paper.widthMm, 3)
  expect(measured.pageHeightMm).toBeCloseTo(paper.heightMm, 3)
  expect(measured.images).toHaveLength(layout.placements.length)
  for (const [index, place] of layout.placements.entries()) {
    const image = measured.images[index]!
    for (const side of ['xMm', 'yMm', 'widthMm', 'heightMm'] as const) expect(image[side]).toBeCloseTo(place[side], 3)
    expect(image.isTurned).toBe(place.isTurned)
  }
  expect(measured.lines).toHaveLength(layout.cutMarks.length)
  for (const [index, mark] of layout.cutMarks.entries()) {
    const line = measured.lines[index]!
    for (const end of ['x1Mm', 'y1Mm', 'x2Mm', 'y2Mm'] as const) expect(line[end]).toBeCloseTo(mark[end], 3)
    expect(line.thicknessMm).toBeCloseTo(0.1, 3)
  }
  expect(measured.texts).toEqual([])
})

test('poppler renders each picture in its place to 0.1 mm, upright or turned clockwise, with nothing cropped', async () => {
  // Eight cells of 45 x 35 mm: the tall ones must be turned, the wide ones lie upright.
  const paper = findPaper('4R')!
  const items = [
    { id: 'tall', widthMm: 35, heightMm: 45, count: 6 },
    { id: 'wide', widthMm: 45, heightMm: 35, count: 2 },
  ] as const
  const result = layoutSheet({ paper, items, gapMm: 2, marginMm: 3 })
  if (!result.ok) throw new Error(result.detail)
  // The top eighth is dark, the left eighth darker: the turn shows, and so would a crop on any side.
  const shade = (x: number, y: number) => (x < 0.125 ? 30 : y < 0.125 ? 90 : 170)
  const pdf = await renderSheetPdf(
    result.layout,
    new Map([
      ['tall', makeTestJpeg(448, 576, shade)],
      ['wide', makeTestJpeg(576, 448, shade)],
    ]),
  )
  const page = await rasterize(pdf)
  expect(isNear(page.width / PIXELS_PER_MM, 102)).toBe(true)
  expect(isNear(page.height / PIXELS_PER_MM, 152)).toBe(true)
  expect(new Set(result.layout.placements.map(({ isTurned }) => isTurned))).toEqual(new Set([true, false]))

  for (const { xMm, yMm, widthMm, heightMm, isTurned } of result.layout.placements) {
    // From the middle outwards to the first white pixel, off the axes of other pictures' marks.
    const middle = { x: xMm + widthMm / 2, y: yMm + heightMm / 2 }
    expect(isNear(page.edge(middle, -1, 0), xMm)).toBe(true)
    expect(isNear(page.edge(middle, 1, 0), xMm + widthMm)).toBe(true)
    expect(isNear(page.edge(middle, 0, -1), yMm)).toBe(true)
    expect(isNear(page.edge(middle, 0, 1), yMm + heightMm)).toBe(true)
    // Turned a quarter clockwise, the picture's left edge is on top and its top on the right.
    const left = isTurned ? page.greyAt(middle.x, yMm + 1) : page.greyAt(xMm + 1, middle.y)
    const top = isTurned ? page.greyAt(xMm + widthMm - 1, middle.y) : page.greyAt(middle.x, yMm + 1)
    const right = isTurned ? page.greyAt(middle.x, yMm + heightMm - 1) : page.greyAt(xMm + widthMm - 1, middle.y)
    const bottom = isTurned ? page.greyAt(xMm + 1, middle.y) : page.greyAt(middle.x, yMm + heightMm - 1)
    expect([left, top, right, bottom].map((grey) => Math.round(grey / 10) * 10)).toEqual([30, 90, 170, 170])
    // The dark strip is an eighth of the width: the picture is neither stretched nor cropped.
    const strip = isTurned ? heightMm / 8 : widthMm / 8
    const [inside, outside] = [strip - 0.3, strip + 0.3].map((mm) =>
      isTurned ? page.greyAt(middle.x, yMm + mm) : page.greyAt(xMm + mm, middle.y),
    )
    expect([inside! < 60, outside! > 140]).toEqual([true, true])
  }
  for (const { x1Mm, y1Mm, x2Mm, y2Mm } of result.layout.cutMarks) {
    // A hairline of two pixels, grey where it falls between pixels.
    expect(page.darkestNear((x1Mm + x2Mm) / 2, (y1Mm + y2Mm) / 2)).toBeLessThan(140)
  }
})

test('the same layout and pictures give the same bytes, which name neither a date nor an author', async () => {
  const [one, other] = [await makeTestSheet('4R'), await makeTestSheet('4R')]
  expect(Buffer.compare(one.pdf, other.pdf)).toBe(0)
  const text = Buffer.from(one.pdf).toString('latin1')
  expect(text).not.toMatch(/Date|Author|XMP|xmp/)
})

test('a picture that is drawn several times is embedded once, byte for byte', async () => {
  const { pdf, layout } = await makeTestSheet('4R')
  const bytes = Buffer.from(pdf)
  expect(layout.placements.length).toBeGreaterThan(1)
  const first = bytes.indexOf(testPortrait())
  expect(first).toBeGreaterThan(0)
  expect(bytes.indexOf(testPortrait(), first + 1)).toBe(-1)
})

test('rendering a sheet leaves the caller’s pictures unchanged', async () => {
  const jpeg = makeTestJpeg(413, 531)
  const before = Uint8Array.from(jpeg)
  const layout = { paper: findPaper('4R')!, placements: [], cutMarks: [] }
  await renderSheetPdf(layout, new Map([['a', jpeg]]))
  expect(jpeg).toEqual(before)
})

test.each([
  ['missing', new Map<string, Uint8Array>(), /No picture for a/],
  ['not a JPEG', new Map([['a', Uint8Array.of(1, 2, 3, 4, 5)]]), /Expected a JPEG/],
  ['a JPEG without a frame', new Map([['a', Uint8Array.of(0xff, 0xd8, 0xff, 0xd9)]]), /Expected a JPEG/],
  ['of another shape', new Map([['a', makeTestJpeg(531, 413)]]), /Expected the shape of 35 x 45 mm for a/],
])('renderSheetPdf refuses a picture that is %s', async (_name, images, message) => {
  const place = { itemId: 'a', xMm: 1, yMm: 1, widthMm: 35, heightMm: 45, isTurned: false }
  const layout = { paper: findPaper('4R')!, placements: [place], cutMarks: [] }
  const rendering = renderSheetPdf(layout, images)
  await expect(rendering).rejects.toThrow(message)
  await expect(rendering).rejects.toMatchObject({ code: 'sheet.image' })
})

/** At 508 dpi a millimetre is exactly 20 pixels. */
const PIXELS_PER_MM = 20

const rasterize = async (pdf: Uint8Array) => {
  const { data, width, height } = parsePgm(await pdftoppm(pdf))
  const at = (x: number, y: number) => data[y * width + x]!
  const toPixel = (mm: number) => Math.floor(mm * PIXELS_PER_MM)
  return {
    width,
    height,
    greyAt: (xMm: number, yMm: number) => at(toPixel(xMm), toPixel(yMm)),
    /** Where white begins, in mm along the axis that is walked. */
    edge: (from: { x: number; y: number }, stepX: number, stepY: number): number => {
      let [x, y] = [toPixel(from.x), toPixel(from.y)]
      while (x >= 0 && y >= 0 && x < width && y < height && at(x, y) < 215) {
        x += stepX
        y += stepY
      }
      const pixel = stepX === 0 ? y : x
      return (stepX + stepY < 0 ? pixel + 1 : pixel) / PIXELS_PER_MM
    },
    darkestNear: (xMm: number, yMm: number): number => {
      const around = [-2, -1, 0, 1]
      const pixels = around.flatMap((dx) => around.map((dy) => [toPixel(xMm) + dx, toPixel(yMm) + dy] as const))
      return Math.min(...pixels.map(([x, y]) => at(x, y) ?? 255))
    },
  }
}

const pdftoppm = (pdf: Uint8Array): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const child = spawn('pdftoppm', ['-gray', '-r', String(25.4 * PIXELS_PER_MM), '-'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    const chunks: Buffer[] = []
    child.on('error', (cause) => reject(new Error('pdftoppm can’t be run: "apt-get install poppler-utils"', { cause })))
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
    child.on('close', (code) => (code === 0 ? resolve(Buffer.concat(chunks)) : reject(new Error(`pdftoppm: ${code}`))))
    child.stdin.end(pdf)
  })

const parsePgm = (pgm: Buffer): { data: Buffer; width: number; height: number } => {
  const [head, width, height] = /^P5\s+(\d+)\s+(\d+)\s+255\s/.exec(pgm.subarray(0, 64).toString('latin1')) ?? []
  if (head === undefined) throw new Error('Expected a PGM')
  return { data: pgm.subarray(head.length), width: Number(width), height: Number(height) }
}
