/** `coefficients · x <= limit`. */
export interface LinearRow {
  readonly coefficients: readonly number[]
  readonly limit: number
}

export interface LinearOptimum {
  readonly x: readonly number[]
  readonly value: number
  /** One a row: positive = the row is tight in every optimum. */
  readonly duals: readonly number[]
}

const EPSILON = 1e-9
const MAX_PIVOTS = 5000
/** So many pivots go by the largest divisor among equals, which keeps rounding small; then Bland's rule ends cycles. */
const STABLE_PIVOTS = 500

/**
 * Maximises `objective · x` for x >= 0 under `rows`, by the simplex method in two phases with Bland's rule (which cannot
 * cycle) as its last resort. Meant for some dozens of rows and variables of like magnitude. Null: no x satisfies the
 * rows. An unbounded objective throws a RangeError: callers bound theirs.
 */
export const maximise = (objective: readonly number[], rows: readonly LinearRow[]): LinearOptimum | null => {
  const n = objective.length
  const m = rows.length
  // Slack form: basic = limit - sum(coefficient * nonbasic). Column n is the auxiliary variable of phase one.
  const width = n + 1
  const a = rows.map(({ coefficients }) => {
    const row = new Float64Array(width)
    for (let j = 0; j < n; j += 1) row[j] = coefficients[j] ?? 0
    row[n] = -1
    return row
  })
  const b = Float64Array.from(rows, ({ limit }) => limit)
  const nonbasic = Array.from({ length: width }, (_, j) => j)
  const basic = rows.map((_, i) => width + i)

  const pivot = (r: number, c: number, costs: readonly Float64Array[], values: Float64Array) => {
    const row = a[r] as Float64Array
    const inverse = 1 / (row[c] as number)
    for (let j = 0; j < width; j += 1) row[j] = (row[j] as number) * inverse
    row[c] = inverse
    b[r] = (b[r] as number) * inverse
    for (let i = 0; i < m; i += 1) {
      if (i === r) continue
      const other = a[i] as Float64Array
      const factor = other[c] as number
      if (factor === 0) continue
      for (let j = 0; j < width; j += 1) other[j] = (other[j] as number) - factor * (row[j] as number)
      other[c] = -factor * inverse
      b[i] = (b[i] as number) - factor * (b[r] as number)
    }
    costs.forEach((cost, k) => {
      const factor = cost[c] as number
      if (factor === 0) return
      for (let j = 0; j < width; j += 1) cost[j] = (cost[j] as number) - factor * (row[j] as number)
      cost[c] = -factor * inverse
      values[k] = (values[k] as number) + factor * (b[r] as number)
    })
    const entering = nonbasic[c] as number
    nonbasic[c] = basic[r] as number
    basic[r] = entering
  }

  const auxiliaryCost = new Float64Array(width)
  auxiliaryCost[n] = -1
  const cost = new Float64Array(width)
  for (let j = 0; j < n; j += 1) cost[j] = objective[j] ?? 0
  const values = new Float64Array(2)
  const costs = [auxiliaryCost, cost] as const
  let isAuxiliaryBarred = false

  const climb = (target: Float64Array) => {
    for (let count = 0; count < MAX_PIVOTS; count += 1) {
      let entering = -1
      for (let j = 0; j < width; j += 1) {
        if (isAuxiliaryBarred && nonbasic[j] === n) continue
        if (
          (target[j] as number) > EPSILON &&
          (entering < 0 || (nonbasic[j] as number) < (nonbasic[entering] as number))
        )
          entering = j
      }
      if (entering < 0) return
      let least = Number.POSITIVE_INFINITY
      for (let i = 0; i < m; i += 1) {
        const factor = (a[i] as Float64Array)[entering] as number
        if (factor > EPSILON) least = Math.min(least, (b[i] as number) / factor)
      }
      const isFree = count < STABLE_PIVOTS
      let leaving = -1
      for (let i = 0; i < m; i += 1) {
        const factor = (a[i] as Float64Array)[entering] as number
        // A few ties that rounding has drawn apart, too: a row that is passed by this much is passed by nothing.
        if (factor <= EPSILON || (b[i] as number) - least * factor > EPSILON * Math.max(1, Math.abs(b[i] as number)))
          continue
        const best = leaving < 0 ? 0 : ((a[leaving] as Float64Array)[entering] as number)
        if (leaving < 0 || (isFree ? factor > best : (basic[i] as number) < (basic[leaving] as number))) leaving = i
      }
      if (leaving < 0) throw new RangeError('A linear programme has no upper bound')
      pivot(leaving, entering, costs, values)
    }
    throw new RangeError(`A linear programme took more than ${MAX_PIVOTS} pivots`)
  }

  let worst = -1
  for (let i = 0; i < m; i += 1) if ((b[i] as number) < (worst < 0 ? 0 : (b[worst] as number))) worst = i
  if (worst >= 0) {
    pivot(worst, n, costs, values)
    climb(auxiliaryCost)
    if ((values[0] as number) < -1e-7) return null
    const at = basic.indexOf(n)
    if (at >= 0) {
      // Degenerate: the auxiliary variable is basic at zero. Any column of its row may take its place.
      const row = a[at] as Float64Array
      let column = 0
      for (let j = 1; j < width; j += 1) if (Math.abs(row[j] as number) > Math.abs(row[column] as number)) column = j
      if (Math.abs(row[column] as number) > EPSILON) pivot(at, column, costs, values)
    }
  }
  isAuxiliaryBarred = true
  climb(cost)

  const x = new Array<number>(n).fill(0)
  basic.forEach((variable, i) => {
    if (variable < n) x[variable] = b[i] as number
  })
  const duals = new Array<number>(m).fill(0)
  nonbasic.forEach((variable, j) => {
    if (variable >= width) duals[variable - width] = -(cost[j] as number)
  })
  return { x, value: values[1] as number, duals }
}
