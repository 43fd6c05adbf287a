import { hasBackdrop } from '../backdrop.ts'
import { judge, notMeasured, OWN, type Rule } from '../rule.ts'

/** Cells across the portrait. */
const CELLS = 8
/** A cell counts when this share of it is backdrop. */
const FILLED = 0.3
/** How much darker than the typical cell the darkest may be, 0..1 of coded luma. */
const PASS = 0.12
const DOUBTFUL = 0.22

/** Shadows are soft: the backdrop is averaged over cells, so pattern and noise don't count here. */
export const backgroundShadow: Rule<'background-shadow'> = {
  id: 'background-shadow',
  source: `authorities ask for no shadow behind the head in words; ${OWN}`,
  evaluate: ({ sample, backdropColour }) => {
    const gate = { pass: { max: PASS }, warn: { max: DOUBTFUL } }
    const hints = { high: 'no-shadow-behind' } as const
    if (backdropColour !== null) return judge(backgroundShadow, { value: 0, unit: 'share', gate, hints })
    if (!hasBackdrop(sample)) return notMeasured(backgroundShadow)
    const side = Math.max(4, Math.ceil(sample.width / CELLS))
    const columns = Math.ceil(sample.width / side)
    const rows = Math.ceil(sample.height / side)
    const sums = new Float64Array(columns * rows)
    const counts = new Uint32Array(columns * rows)
    for (const at of sample.backdrop.indices) {
      const x = at % sample.width
      const y = (at - x) / sample.width
      const cell = Math.floor(y / side) * columns + Math.floor(x / side)
      sums[cell]! += sample.luma[at]!
      counts[cell]! += 1
    }
    const levels = [...counts].flatMap((count, cell) => (count >= FILLED * side * side ? [sums[cell]! / count] : []))
    if (levels.length < 4) return notMeasured(backgroundShadow)
    levels.sort((a, b) => a - b)
    const typical = levels[Math.floor(levels.length / 2)]!
    return judge(backgroundShadow, { value: 1 - levels[0]! / Math.max(1, typical), unit: 'share', gate, hints })
  },
}
