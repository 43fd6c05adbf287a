import type { Point } from '../imaging/values.ts'

/** A map of the plane: where a pixel of the result is sampled (an inverse map). */
export type Warp = (x: number, y: number) => Point

/** The radial basis U(r) = r² log r of a thin plate (Bookstein 1989), of r². */
const radialBasis = (squared: number): number => (squared === 0 ? 0 : squared * Math.log(squared) * 0.5)

/**
 * The thin-plate spline that interpolates `from` (pᵢ) to `to`: f(p) = a + A p + Σ wᵢ U(|p − pᵢ|), the map through all of
 * them with the least bending energy.
 */
export const thinPlateSpline = (from: readonly Point[], to: readonly Point[]): Warp => {
  const count = from.length
  const size = count + 3
  // Lengths of about 1 keep the system well conditioned.
  const unit = Math.max(...from.map(({ x, y }) => Math.hypot(x - from[0]!.x, y - from[0]!.y)), 1)
  const nodes = from.map(({ x, y }) => ({ x: x / unit, y: y / unit }))
  const rows = Array.from({ length: size }, () => new Float64Array(size + 2))
  nodes.forEach((node, row) => {
    nodes.forEach((other, column) => {
      rows[row]![column] = radialBasis((node.x - other.x) ** 2 + (node.y - other.y) ** 2)
    })
    const affine = [1, node.x, node.y]
    affine.forEach((value, index) => {
      rows[row]![count + index] = value
      rows[count + index]![row] = value
    })
    rows[row]![size] = to[row]!.x
    rows[row]![size + 1] = to[row]!.y
  })
  solveGaussJordan(rows, size)
  const weights = rows.map((row) => ({ x: row[size]!, y: row[size + 1]! }))
  const [constant, alongX, alongY] = weights.slice(count) as [Point, Point, Point]
  return (x, y) => {
    const u = x / unit
    const v = y / unit
    let sumX = constant.x + alongX.x * u + alongY.x * v
    let sumY = constant.y + alongX.y * u + alongY.y * v
    for (let index = 0; index < count; index++) {
      const node = nodes[index]!
      const value = radialBasis((u - node.x) ** 2 + (v - node.y) ** 2)
      sumX += weights[index]!.x * value
      sumY += weights[index]!.y * value
    }
    return { x: sumX, y: sumY }
  }
}

/** Gauss-Jordan elimination with partial pivoting, in place; two right-hand sides. */
const solveGaussJordan = (rows: Float64Array[], size: number): void => {
  for (let column = 0; column < size; column++) {
    let pivot = column
    for (let row = column + 1; row < size; row++) {
      if (Math.abs(rows[row]![column]!) > Math.abs(rows[pivot]![column]!)) pivot = row
    }
    ;[rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!]
    const head = rows[column]!
    const scale = 1 / head[column]!
    for (let at = column; at < size + 2; at++) head[at]! *= scale
    for (let row = 0; row < size; row++) {
      const factor = rows[row]![column]!
      if (row === column || factor === 0) continue
      for (let at = column; at < size + 2; at++) rows[row]![at]! -= factor * head[at]!
    }
  }
}

/** A warp tabulated on a grid, bilinear between its nodes: a pixel then costs a few products. */
export interface WarpGrid {
  readonly cellPx: number
  readonly columns: number
  readonly x: Float32Array
  readonly y: Float32Array
}

export const tabulateWarp = (warp: Warp, width: number, height: number, cellPx: number): WarpGrid => {
  const columns = Math.ceil(width / cellPx) + 2
  const rows = Math.ceil(height / cellPx) + 2
  const x = new Float32Array(columns * rows)
  const y = new Float32Array(columns * rows)
  for (let row = 0, at = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, at++) {
      const point = warp(column * cellPx, row * cellPx)
      x[at] = point.x
      y[at] = point.y
    }
  }
  return { cellPx, columns, x, y }
}
