import { inflateSync } from 'node:zlib'
import { PrinterError } from '../printer-error.ts'

const MM_PER_POINT = 25.4 / 72

/** What a sheet's PDF will put on paper, in mm from the page's top left corner, y down. */
export interface SheetMeasure {
  readonly pageWidthMm: number
  readonly pageHeightMm: number
  readonly images: readonly {
    readonly xMm: number
    readonly yMm: number
    readonly widthMm: number
    readonly heightMm: number
    readonly isTurned: boolean
  }[]
  /** Straight strokes: the cut marks. */
  readonly lines: readonly {
    readonly x1Mm: number
    readonly y1Mm: number
    readonly x2Mm: number
    readonly y2Mm: number
    readonly thicknessMm: number
  }[]
}

/** An affine matrix as PDF writes it (ISO 32000-1, 8.3.3): x' = a x + c y + e, y' = b x + d y + f. */
type Matrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number]

/**
 * Measures a sheet from the PDF itself: page box and drawing operators, with nothing taken from the layout. It reads
 * what `renderSheetPdf` writes (one page, objects in the clear, Flate content), from a printer's spool too, and is no
 * general PDF reader: everything else throws PrinterError `sheet.pdf`.
 */
export const measureSheetPdf = (pdf: Uint8Array): SheetMeasure => {
  const bytes = Buffer.from(pdf.buffer, pdf.byteOffset, pdf.byteLength)
  // One character a byte, so that positions in the text are positions in the file.
  const text = bytes.toString('latin1')
  if (!text.startsWith('%PDF-')) throw new PrinterError('sheet.pdf', 'Expected a PDF')
  const pages = [...text.matchAll(/\/Type \/Page\b(?!s)/g)].length
  if (pages !== 1) throw new PrinterError('sheet.pdf', `Expected one page but received ${pages}`)
  const box = /\/MediaBox \[([^\]]+)\]/.exec(text)?.[1]?.trim().split(/\s+/).map(Number) ?? []
  const [left, bottom, right, top] = box
  if (
    left === undefined ||
    bottom === undefined ||
    right === undefined ||
    top === undefined ||
    box.some(Number.isNaN)
  ) {
    throw new PrinterError('sheet.pdf', 'Expected a MediaBox of four numbers')
  }
  const contents = /\/Contents (\d+) (\d+) R/.exec(text)
  if (contents === null) throw new PrinterError('sheet.pdf', 'Expected a page with contents')
  const toTopLeft: Matrix = [MM_PER_POINT, 0, 0, -MM_PER_POINT, -left * MM_PER_POINT, top * MM_PER_POINT]
  return {
    pageWidthMm: (right - left) * MM_PER_POINT,
    pageHeightMm: (top - bottom) * MM_PER_POINT,
    ...interpret(readStream(bytes, text, `${contents[1]} ${contents[2]} obj`), toTopLeft),
  }
}

const readStream = (bytes: Buffer, text: string, objectHead: string): string => {
  const start = text.startsWith(objectHead) ? 0 : text.indexOf(`\n${objectHead}`) + 1
  const dataStart = text.indexOf('stream\n', start) + 'stream\n'.length
  const dictionary = text.slice(start, dataStart)
  const length = Number(/\/Length (\d+)/.exec(dictionary)?.[1])
  if (!Number.isInteger(length)) throw new PrinterError('sheet.pdf', `Expected a stream at ${objectHead}`)
  const data = bytes.subarray(dataStart, dataStart + length)
  if (!dictionary.includes('/FlateDecode')) return data.toString('latin1')
  try {
    return inflateSync(data, { maxOutputLength: 16 * 1024 * 1024 }).toString('latin1')
  } catch (cause) {
    throw new PrinterError('sheet.pdf', `The stream at ${objectHead} can't be inflated`, { cause })
  }
}

interface GraphicsState {
  readonly matrix: Matrix
  readonly lineWidth: number
}

/** Runs the few operators that a sheet is drawn with; graphics state as in ISO 32000-1, 8.4. */
const interpret = (content: string, initial: Matrix): Pick<SheetMeasure, 'images' | 'lines'> => {
  const images: SheetMeasure['images'][number][] = []
  const lines: SheetMeasure['lines'][number][] = []
  const stack: GraphicsState[] = []
  let state: GraphicsState = { matrix: initial, lineWidth: 1 }
  let from = { x: 0, y: 0 }
  let path: { from: { x: number; y: number }; to: { x: number; y: number } }[] = []
  let operands: string[] = []
  const number = (index: number): number => Number(operands[index])
  for (const token of content.split(/\s+/)) {
    switch (token) {
      case 'q':
        stack.push(state)
        break
      case 'Q':
        state = stack.pop() ?? state
        break
      case 'cm': {
        const matrix: Matrix = [number(0), number(1), number(2), number(3), number(4), number(5)]
        state = { ...state, matrix: multiply(matrix, state.matrix) }
        break
      }
      case 'w':
        state = { ...state, lineWidth: number(0) }
        break
      case 'm':
        from = apply(state.matrix, number(0), number(1))
        break
      case 'l': {
        const to = apply(state.matrix, number(0), number(1))
        path.push({ from, to })
        from = to
        break
      }
      case 'S':
        for (const piece of path) {
          const ends = { x1Mm: piece.from.x, y1Mm: piece.from.y, x2Mm: piece.to.x, y2Mm: piece.to.y }
          lines.push({ ...ends, thicknessMm: state.lineWidth * scaleOf(state.matrix) })
        }
        path = []
        break
      case 'Do':
        images.push(unitSquare(state.matrix))
        break
      default:
        if (/^[-+.\d/]/.test(token)) {
          operands.push(token)
          continue
        }
    }
    operands = []
  }
  return { images, lines }
}

const multiply = (m: Matrix, n: Matrix): Matrix => [
  m[0] * n[0] + m[1] * n[2],
  m[0] * n[1] + m[1] * n[3],
  m[2] * n[0] + m[3] * n[2],
  m[2] * n[1] + m[3] * n[3],
  m[4] * n[0] + m[5] * n[2] + n[4],
  m[4] * n[1] + m[5] * n[3] + n[5],
]

const apply = ([a, b, c, d, e, f]: Matrix, x: number, y: number) => ({ x: a * x + c * y + e, y: b * x + d * y + f })

const scaleOf = ([a, b]: Matrix): number => Math.hypot(a, b)

/** An image fills the unit square of its matrix; on a sheet it is turned by whole quarters only. */
const unitSquare = (matrix: Matrix): SheetMeasure['images'][number] => {
  const origin = apply(matrix, 0, 0)
  const opposite = apply(matrix, 1, 1)
  const isTurned = Math.abs(matrix[0]) < Math.abs(matrix[1])
  const skew = isTurned ? Math.hypot(matrix[0], matrix[3]) : Math.hypot(matrix[1], matrix[2])
  if (skew > 1e-6) throw new PrinterError('sheet.pdf', 'Expected a picture that is neither skewed nor tilted')
  return {
    xMm: Math.min(origin.x, opposite.x),
    yMm: Math.min(origin.y, opposite.y),
    widthMm: Math.abs(opposite.x - origin.x),
    heightMm: Math.abs(opposite.y - origin.y),
    isTurned,
  }
}
