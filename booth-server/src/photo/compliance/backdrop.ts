import type { PortraitSample } from './sample.ts'

/** Less backdrop than this share of the portrait tells nothing. */
const LEAST_SHARE = 0.03

export const hasBackdrop = (sample: PortraitSample): boolean =>
  sample.backdrop.indices.length >= LEAST_SHARE * sample.width * sample.height

type Lab = readonly [number, number, number]

/**
 * CIE76 with lightness at half weight where both are light: a white wall a stop under full exposure is still called
 * white, while a tint of the same distance is not.
 */
export const colourDistance = ([l1, a1, b1]: Lab, [l2, a2, b2]: Lab): number => {
  const weight = Math.min(l1, l2) > 60 ? 0.5 : 1
  return Math.hypot(weight * (l1 - l2), a1 - a2, b1 - b2)
}
