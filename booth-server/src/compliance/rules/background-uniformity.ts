import { hasBackdrop, isReplaced } from '../backdrop.ts'
import { judge, notMeasured, OFIQ, OWN, type Rule, sigmoid } from '../rule.ts'

/** 190 (1 - s(10, 100)) of the mean Sobel magnitude: 95 at 10, which is a faint pattern; 91 at 18, which all see. */
const PASS = 94
const DOUBTFUL = 90

export const backgroundUniformity: Rule<'background-uniformity'> = {
  id: 'background-uniformity',
  source: `${OFIQ}: mean Sobel of the backdrop’s luma; ${OWN}`,
  evaluate: ({ sample, edits }) => {
    const score = (sobel: number) => 190 * (1 - sigmoid(sobel, 10, 100))
    const gate = { pass: { min: PASS }, warn: { min: DOUBTFUL } }
    const hints = { low: 'plain-background' } as const
    // One flat colour by construction.
    if (isReplaced(edits)) return judge(backgroundUniformity, { value: score(0), unit: 'score', gate, hints })
    if (!hasBackdrop(sample)) return notMeasured(backgroundUniformity)
    const { luma, width, height, inside } = sample
    let sum = 0
    let count = 0
    for (const at of sample.backdrop.indices) {
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
    if (count === 0) return notMeasured(backgroundUniformity)
    return judge(backgroundUniformity, { value: score(sum / count), unit: 'score', gate, hints })
  },
}
