import { getDocument, OPS } from 'pdfjs-dist/legacy/build/pdf.mjs'

const MM_PER_POINT = 25.4 / 72

/** What a sheet's PDF puts on paper, in mm from the page's top left corner, y down. */
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
  /** Every run of text on the page. */
  readonly texts: readonly string[]
}

/** An affine matrix as PDF writes it (ISO 32000-1, 8.3.3): x' = a x + c y + e, y' = b x + d y + f. */
type Matrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number]

type Operators = { readonly fnArray: readonly number[]; readonly argsArray: readonly unknown[] }

/**
 * Measures a sheet for tests, from the PDF alone and with a reader that is not ours: PDF.js parses the file, this
 * follows its list of drawing operators. An operator that a sheet has no use for is an error, so that nothing is
 * drawn unmeasured.
 */
export const measureSheetPdf = async (pdf: Uint8Array): Promise<SheetMeasure> => {
  // PDF.js takes the buffer away from its caller, hence a copy.
  const task = getDocument({ data: Uint8Array.from(pdf), verbosity: 0, useSystemFonts: false })
  try {
    const document = await task.promise
    if (document.numPages !== 1) throw new Error(`Expected one page but received ${document.numPages}`)
    const page = await document.getPage(1)
    const [left, bottom, right, top] = page.view as [number, number, number, number]
    if (page.rotate !== 0) throw new Error(`Expected an upright page but received one turned by ${page.rotate} degrees`)
    const mmPerUnit = MM_PER_POINT * page.userUnit
    const toTopLeft: Matrix = [mmPerUnit, 0, 0, -mmPerUnit, -left * mmPerUnit, top * mmPerUnit]
    const { items } = await page.getTextContent()
    return {
      pageWidthMm: (right - left) * mmPerUnit,
      pageHeightMm: (top - bottom) * mmPerUnit,
      ...follow(await page.getOperatorList(), toTopLeft),
      texts: items.map((item) => ('str' in item ? item.str : '')),
    }
  } finally {
    await task.destroy()
  }
}

interface GraphicsState {
  readonly matrix: Matrix
  readonly lineWidth: number
}

const operatorNames = new Map(Object.entries(OPS).map(([name, code]) => [code, name]))

/** Runs the operators that a sheet is drawn with; graphics state as in ISO 32000-1, 8.4. */
const follow = ({ fnArray, argsArray }: Operators, initial: Matrix): Pick<SheetMeasure, 'images' | 'lines'> => {
  const images: SheetMeasure['images'][number][] = []
  const lines: SheetMeasure['lines'][number][] = []
  const stack: GraphicsState[] = []
  let state: GraphicsState = { matrix: initial, lineWidth: 1 }
  for (const [index, operator] of fnArray.entries()) {
    const operands = argsArray[index]
    switch (operator) {
      case OPS.save:
        stack.push(state)
        break
      case OPS.restore:
        state = stack.pop() ?? state
        break
      case OPS.transform:
        state = { ...state, matrix: multiply(operands as Matrix, state.matrix) }
        break
      case OPS.setLineWidth:
        state = { ...state, lineWidth: (operands as [number])[0] }
        break
      case OPS.constructPath:
        for (const [x1, y1, x2, y2] of strokesOf(operands as PathOperands)) {
          const [from, to] = [apply(state.matrix, x1, y1), apply(state.matrix, x2, y2)]
          const thicknessMm = state.lineWidth * Math.hypot(state.matrix[0], state.matrix[1])
          lines.push({ x1Mm: from.x, y1Mm: from.y, x2Mm: to.x, y2Mm: to.y, thicknessMm })
        }
        break
      case OPS.paintImageXObject:
        images.push(unitSquare(state.matrix))
        break
      // What a picture needs, and the marks' colour: neither moves anything.
      case OPS.dependency:
      case OPS.setStrokeRGBColor:
        break
      default:
        throw new Error(`Expected the operators of a sheet but received ${operatorNames.get(operator) ?? operator}`)
    }
  }
  return { images, lines }
}

/** How PDF.js gives a path: the operator that paints it, and one array of (move 0 | line 1, x, y). */
type PathOperands = readonly [paint: number, paths: readonly [Float32Array | null], bounds: unknown]

const strokesOf = ([paint, [path]]: PathOperands): readonly (readonly [number, number, number, number])[] => {
  if (paint !== OPS.stroke) throw new Error(`Expected a stroke but received ${operatorNames.get(paint) ?? paint}`)
  const strokes: [number, number, number, number][] = []
  let [fromX, fromY] = [0, 0]
  const numbers = path ?? new Float32Array()
  for (let at = 0; at < numbers.length; at += 3) {
    const [kind, x, y] = numbers.subarray(at, at + 3) as unknown as [number, number, number]
    if (kind !== 0 && kind !== 1) throw new Error(`Expected straight lines but received path operator ${kind}`)
    if (kind === 1) strokes.push([fromX, fromY, x, y])
    ;[fromX, fromY] = [x, y]
  }
  return strokes
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

/** An image fills the unit square of its matrix; on a sheet it is turned by whole quarters only. */
const unitSquare = (matrix: Matrix): SheetMeasure['images'][number] => {
  const origin = apply(matrix, 0, 0)
  const opposite = apply(matrix, 1, 1)
  const isTurned = Math.abs(matrix[0]) < Math.abs(matrix[1])
  const skew = isTurned ? Math.hypot(matrix[0], matrix[3]) : Math.hypot(matrix[1], matrix[2])
  if (skew > 1e-6) throw new Error('Expected a picture that is neither skewed nor tilted')
  return {
    xMm: Math.min(origin.x, opposite.x),
    yMm: Math.min(origin.y, opposite.y),
    widthMm: Math.abs(opposite.x - origin.x),
    heightMm: Math.abs(opposite.y - origin.y),
    isTurned,
  }
}
