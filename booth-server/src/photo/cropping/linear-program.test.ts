import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type LinearRow, maximise } from './linear-program.ts'

const coefficient = fc.integer({ min: -5, max: 5 })
const rowOf3 = fc.record({
  coefficients: fc.array(coefficient, { minLength: 3, maxLength: 3 }),
  limit: fc.integer({ min: -8, max: 12 }),
})
const box: LinearRow[] = [0, 1, 2].map((k) => ({ coefficients: [0, 1, 2].map((j) => (j === k ? 1 : 0)), limit: 20 }))

const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, value, k) => sum + value * (b[k] ?? 0), 0)

/** Every vertex of the polytope, by solving each three of its planes. */
const bestVertex = (objective: readonly number[], rows: readonly LinearRow[]): number | null => {
  const planes = [
    ...rows,
    ...[0, 1, 2].map((k) => ({ coefficients: [0, 1, 2].map((j) => (j === k ? -1 : 0)), limit: 0 })),
  ]
  let best: number | null = null
  const det = (m: readonly (readonly number[])[]) => {
    const [a = [], b = [], c = []] = m
    const at = (r: readonly number[], k: number) => r[k] ?? 0
    return (
      at(a, 0) * (at(b, 1) * at(c, 2) - at(b, 2) * at(c, 1)) -
      at(a, 1) * (at(b, 0) * at(c, 2) - at(b, 2) * at(c, 0)) +
      at(a, 2) * (at(b, 0) * at(c, 1) - at(b, 1) * at(c, 0))
    )
  }
  for (const [i, p] of planes.entries()) {
    for (const [j, q] of planes.slice(i + 1).entries()) {
      for (const r of planes.slice(i + j + 2)) {
        const matrix = [p, q, r].map(({ coefficients }) => coefficients)
        const whole = det(matrix)
        if (Math.abs(whole) < 1e-9) continue
        const limits = [p.limit, q.limit, r.limit]
        const swap = (k: number) => matrix.map((row, n) => row.map((value, m) => (m === k ? (limits[n] ?? 0) : value)))
        const x = [0, 1, 2].map((k) => det(swap(k)) / whole)
        if (planes.some(({ coefficients, limit }) => dot(coefficients, x) > limit + 1e-7)) continue
        best = Math.max(best ?? Number.NEGATIVE_INFINITY, dot(objective, x))
      }
    }
  }
  return best
}

describe('maximise', () => {
  it('finds the best vertex, or that there is none', () => {
    fc.assert(
      fc.property(
        fc.array(coefficient, { minLength: 3, maxLength: 3 }),
        fc.array(rowOf3, { maxLength: 8 }),
        (objective, rows) => {
          const all = [...rows, ...box]
          const expected = bestVertex(objective, all)
          const found = maximise(objective, all)
          if (expected === null) {
            expect(found).toBeNull()
            return
          }
          expect(found).not.toBeNull()
          if (!found) return
          expect(found.value).toBeCloseTo(expected, 5)
          for (const { coefficients, limit } of all)
            expect(dot(coefficients, found.x)).toBeLessThanOrEqual(limit + 1e-6)
          // Strong duality: the limits at their duals' prices are worth the optimum.
          expect(
            dot(
              found.duals,
              all.map(({ limit }) => limit),
            ),
          ).toBeCloseTo(expected, 4)
          for (const dual of found.duals) expect(dual).toBeGreaterThanOrEqual(-1e-7)
        },
      ),
      { numRuns: 300 },
    )
  })

  it('says so when there is no bound', () => {
    expect(() => maximise([1], [{ coefficients: [-1], limit: 3 }])).toThrow(RangeError)
  })
})
