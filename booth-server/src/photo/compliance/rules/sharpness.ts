import { judge, notMeasured, OWN, type Rule } from '../rule.ts'
import type { PortraitSample } from '../sample.ts'
import { skinNoise } from '../texture.ts'

/** Variance of this Laplacian on white noise of variance 1: 4 x 1 + 16. */
const LAPLACIAN_OF_NOISE = 20

/**
 * Standard deviation of the Laplacian over the eyes' surroundings, as a share of the luma's own there: contrast and
 * skin tone cancel out. At the sample's scale, 320 px of head: a Gaussian blur of 1.1 px there (0.1 mm on the portrait)
 * leaves .16, one of 1.6 px .1, on the portraits tried.
 */
const PASS = 0.16
const DOUBTFUL = 0.1
/** A fogged picture's few levels of contrast don't make its noise detail. */
const LEAST_SPREAD = 6

/** Means over a rectangle, its edges included: of the luma, of its square and of the square of its Laplacian. */
const statisticsOf = (
  { luma, inside, width }: PortraitSample,
  left: number,
  right: number,
  top: number,
  bottom: number,
) => {
  let count = 0
  let sum = 0
  let squares = 0
  let detail = 0
  for (let y = top; y <= bottom; y += 1) {
    for (let x = left; x <= right; x += 1) {
      const at = y * width + x
      if (inside[at] === 0) continue
      const value = luma[at]!
      const laplacian = luma[at - 1]! + luma[at + 1]! + luma[at - width]! + luma[at + width]! - 4 * value
      count += 1
      sum += value
      squares += value * value
      detail += laplacian * laplacian
    }
  }
  return { count, mean: sum / count, meanSquare: squares / count, detail: detail / count }
}

export const sharpness: Rule<'sharpness'> = {
  id: 'sharpness',
  source: `authorities ask for sharp focus in words; variance of the Laplacian at print scale, ${OWN}`,
  evaluate: ({ sample }) => {
    const { width, height, eyeDistancePx, rightEye, leftEye } = sample
    // A band over both eyes and brows: it has edges on every face.
    const left = Math.max(1, Math.floor(rightEye.x - 0.4 * eyeDistancePx))
    const right = Math.min(width - 2, Math.ceil(leftEye.x + 0.4 * eyeDistancePx))
    const top = Math.max(1, Math.floor(Math.min(rightEye.y, leftEye.y) - 0.35 * eyeDistancePx))
    const bottom = Math.min(height - 2, Math.ceil(Math.max(rightEye.y, leftEye.y) + 0.25 * eyeDistancePx))
    const { count, mean, meanSquare, detail } = statisticsOf(sample, left, right, top, bottom)
    if (count < 100) return notMeasured(sharpness)
    const spread = Math.sqrt(Math.max(LEAST_SPREAD ** 2, meanSquare - mean ** 2))
    // Grain is no detail.
    const grain = LAPLACIAN_OF_NOISE * (skinNoise(sample) ?? 0) ** 2
    return judge(sharpness, {
      value: Math.sqrt(Math.max(0, detail - grain)) / spread,
      unit: 'ratio',
      gate: { pass: { min: PASS }, warn: { min: DOUBTFUL } },
      hints: { low: 'hold-still' },
    })
  },
}
