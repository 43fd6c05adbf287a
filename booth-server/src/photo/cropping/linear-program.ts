/** `coefficients · x <= limit`. */
export interface LinearRow {
  readonly coefficients: readonly number[]
  readonly limit: number
}

export interface LinearOptimum {
  readonly x: readonly number[]
  readonly value: number
  /** Dual values, one a row: where one is positive, its row binds in every optimum. */
  readonly duals: readonly number[]
}

const EPSILON = 1e-9
const MAX_PIVOTS = 5000
/**
 * This many pivots prefer the largest divisor among equals, which keeps rounding small; then Bland's rule ends cycles.
 */
const STABLE_PIVOTS = 500

/**
 * Slack form: basic = limit - sum(coefficient * nonbasic). The last column is the auxiliary variable of phase one, the
 * two costs are that phase's and the objective's.
 */
interface Tableau {
  readonly coefficients: readonly Float64Array[]
  readonly limits: Float64Array
  readonly nonbasic: number[]
  readonly basic: number[]
  readonly costs: readonly [auxiliary: Float64Array, objective: Float64Array]
  readonly values: Float64Array
}

/**
 * Maximises `objective · x` for x >= 0 under `rows`, by the two-phase simplex method (Dantzig) with Bland's rule, which
 * cannot cycle, as its last resort. Meant for some dozens of rows and variables of like magnitude. Null: infeasible. An
 * unbounded objective throws a RangeError: callers bound theirs.
 */
export const maximise = (objective: readonly number[], rows: readonly LinearRow[]): LinearOptimum | null => {
  const n = objective.length
  const tableau = tableauOf(objective, rows)
  const { coefficients, limits, basic, nonbasic, costs, values } = tableau
  let worst = -1
  for (let i = 0; i < limits.length; i += 1) if (limits[i]! < (worst < 0 ? 0 : limits[worst]!)) worst = i
  if (worst >= 0) {
    pivot(tableau, worst, n)
    climb(tableau, costs[0], -1)
    if (values[0]! < -1e-7) return null
    const at = basic.indexOf(n)
    if (at >= 0) {
      // Degenerate: the auxiliary variable is basic at zero. Any column of its row may take its place.
      const row = coefficients[at]!
      let column = 0
      for (let j = 1; j <= n; j += 1) if (Math.abs(row[j]!) > Math.abs(row[column]!)) column = j
      if (Math.abs(row[column]!) > EPSILON) pivot(tableau, at, column)
    }
  }
  climb(tableau, costs[1], n)

  const x = new Array<number>(n).fill(0)
  for (let i = 0; i < basic.length; i += 1) if (basic[i]! < n) x[basic[i]!] = limits[i]!
  const duals = new Array<number>(rows.length).fill(0)
  for (let j = 0; j <= n; j += 1) if (nonbasic[j]! > n) duals[nonbasic[j]! - n - 1] = -costs[1][j]!
  return { x, value: values[1]!, duals }
}

// Functions of their own, not closures: the engine forgets what it compiled of a closure when the last one dies, and
// compiled these anew for every picture.

const tableauOf = (objective: readonly number[], rows: readonly LinearRow[]): Tableau => {
  const n = objective.length
  const coefficients: Float64Array[] = []
  const basic: number[] = []
  for (const { coefficients: given } of rows) {
    const row = new Float64Array(n + 1)
    for (let j = 0; j < n; j += 1) row[j] = given[j] ?? 0
    row[n] = -1
    basic.push(n + 1 + coefficients.length)
    coefficients.push(row)
  }
  const nonbasic: number[] = []
  for (let j = 0; j <= n; j += 1) nonbasic.push(j)
  const auxiliary = new Float64Array(n + 1)
  auxiliary[n] = -1
  const cost = new Float64Array(n + 1)
  cost.set(objective)
  return {
    coefficients,
    limits: Float64Array.from(rows, ({ limit }) => limit),
    nonbasic,
    basic,
    costs: [auxiliary, cost],
    values: new Float64Array(2),
  }
}

/** Column `c` becomes basic in place of row `r`'s variable. */
const pivot = ({ coefficients, limits, nonbasic, basic, costs, values }: Tableau, r: number, c: number): void => {
  const row = coefficients[r]!
  const inverse = 1 / row[c]!
  for (let j = 0; j < row.length; j += 1) row[j]! *= inverse
  row[c] = inverse
  limits[r]! *= inverse
  for (let i = 0; i < coefficients.length; i += 1) {
    if (i === r) continue
    const factor = eliminate(coefficients[i]!, row, c, inverse)
    limits[i]! -= factor * limits[r]!
  }
  for (let k = 0; k < costs.length; k += 1) values[k]! += eliminate(costs[k]!, row, c, inverse) * limits[r]!
  const entering = nonbasic[c]!
  nonbasic[c] = basic[r]!
  basic[r] = entering
}

/** Takes the pivot's row out of another one; answers with how often. */
const eliminate = (other: Float64Array, row: Float64Array, c: number, inverse: number): number => {
  const factor = other[c]!
  if (factor === 0) return 0
  for (let j = 0; j < row.length; j += 1) other[j]! -= factor * row[j]!
  other[c] = -factor * inverse
  return factor
}

/** Pivots until no column raises the target; the variable `barred` stays out. */
const climb = (tableau: Tableau, target: Float64Array, barred: number): void => {
  for (let count = 0; count < MAX_PIVOTS; count += 1) {
    const entering = enteringColumn(tableau, target, barred)
    if (entering < 0) return
    const leaving = leavingRow(tableau, entering, count < STABLE_PIVOTS)
    if (leaving < 0) throw new RangeError('A linear programme has no upper bound')
    pivot(tableau, leaving, entering)
  }
  throw new RangeError(`A linear programme took more than ${MAX_PIVOTS} pivots`)
}

const enteringColumn = ({ nonbasic }: Tableau, target: Float64Array, barred: number): number => {
  let entering = -1
  for (let j = 0; j < target.length; j += 1) {
    if (nonbasic[j] === barred) continue
    if (target[j]! > EPSILON && (entering < 0 || nonbasic[j]! < nonbasic[entering]!)) entering = j
  }
  return entering
}

const leavingRow = ({ coefficients, limits, basic }: Tableau, entering: number, isFree: boolean): number => {
  let least = Number.POSITIVE_INFINITY
  for (let i = 0; i < limits.length; i += 1) {
    const factor = coefficients[i]![entering]!
    if (factor > EPSILON) least = Math.min(least, limits[i]! / factor)
  }
  let leaving = -1
  for (let i = 0; i < limits.length; i += 1) {
    const factor = coefficients[i]![entering]!
    // A few ties that rounding has drawn apart, too: a row that is passed by this much is passed by nothing.
    if (factor <= EPSILON || limits[i]! - least * factor > EPSILON * Math.max(1, Math.abs(limits[i]!))) continue
    const best = leaving < 0 ? 0 : coefficients[leaving]![entering]!
    if (leaving < 0 || (isFree ? factor > best : basic[i]! < basic[leaving]!)) leaving = i
  }
  return leaving
}
