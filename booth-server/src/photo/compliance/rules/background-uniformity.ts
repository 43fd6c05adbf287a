import { hasBackdrop } from '../backdrop.ts'
import { judge, notMeasured, OFIQ, OWN, type Rule, sigmoid } from '../rule.ts'
import type { PortraitSample } from '../sample.ts'

/** 190 (1 - s(10, 100)) of the mean Sobel magnitude: 95 at 10, which is a faint pattern; 91 at 18, which all see. */
const PASS = 94
const DOUBTFUL = 90
/**
 * Where a backdrop is replaced, no person reaches this far into the portrait's upper corners, in shares of its sides...
 */
const CORNER = { across: 0.12, down: 0.15 }
/** ...by more than this share of them: it would be a piece of wall that the matte took for figure. */
const MOST_LEFT = 0.25

export const backgroundUniformity: Rule<'background-uniformity'> = {
  id: 'background-uniformity',
  source: `${OFIQ}: mean Sobel of the backdrop’s luma; ${OWN}`,
  evaluate: ({ sample, backdropColour }) => {
    const score = (sobel: number) => 190 * (1 - sigmoid(sobel, 10, 100))
    const gate = { pass: { min: PASS }, warn: { min: DOUBTFUL } }
    const hints = { low: 'plain-background' } as const
    if (backdropColour !== null) {
      // One flat colour by construction, but for what the matte left of the old one.
      const flat = judge(backgroundUniformity, { value: score(0), unit: 'score', gate, hints })
      return figureInCorners(sample) > MOST_LEFT ? { ...flat, verdict: 'warn', hint: hints.low } : flat
    }
    if (!hasBackdrop(sample)) return notMeasured(backgroundUniformity)
    const sobel = meanSobel(sample)
    if (sobel === null) return notMeasured(backgroundUniformity)
    return judge(backgroundUniformity, { value: score(sobel), unit: 'score', gate, hints })
  },
}

/** Mean magnitude of the luma's gradient over the backdrop; null where there is none. */
const meanSobel = ({ luma, width, height, inside, backdrop }: PortraitSample): number | null => {
  let sum = 0
  let count = 0
  for (const at of backdrop.indices) {
    const x = at % width
    const y = (at - x) / width
    if (x < 1 || y < 1 || x >= width - 1 || y >= height - 1) continue
    if (inside[at - width - 1]! + inside[at + width + 1]! + inside[at - width + 1]! + inside[at + width - 1]! < 4)
      continue
    const [nw, n, ne] = [luma[at - width - 1]!, luma[at - width]!, luma[at - width + 1]!]
    const [w, e] = [luma[at - 1]!, luma[at + 1]!]
    const [sw, s, se] = [luma[at + width - 1]!, luma[at + width]!, luma[at + width + 1]!]
    const across = ne + 2 * e + se - nw - 2 * w - sw
    const down = sw + 2 * s + se - nw - 2 * n - ne
    sum += Math.sqrt(across * across + down * down)
    count += 1
  }
  return count === 0 ? null : sum / count
}

/** The fuller upper corner's mean opacity. */
const figureInCorners = ({ alpha, width, height }: PortraitSample): number => {
  const across = Math.ceil(CORNER.across * width)
  const down = Math.ceil(CORNER.down * height)
  return Math.max(meanOf(alpha, width, 0, across, down), meanOf(alpha, width, width - across, across, down))
}

/** Over the rows from the first one on. */
const meanOf = (plane: Float32Array, width: number, left: number, across: number, down: number): number => {
  let sum = 0
  for (let y = 0; y < down; y += 1) for (let x = left; x < left + across; x += 1) sum += plane[y * width + x]!
  return sum / (across * down)
}
