import type { Region } from './region.ts'
import type { PortraitSample } from './sample.ts'

const LEAST_PIXELS = 50

/**
 * Immerkaer's estimate (1996) of the noise's standard deviation in one region, levels of 255: a mask that lets neither
 * flats nor slopes through. Null: too few pixels.
 */
const noiseOf = ({ luma, width, height }: PortraitSample, { indices }: Region): number | null => {
  let sum = 0
  let count = 0
  for (const at of indices) {
    const x = at % width
    const y = (at - x) / width
    if (x < 1 || y < 1 || x >= width - 1 || y >= height - 1) continue
    const corners = luma[at - width - 1]! + luma[at - width + 1]! + luma[at + width - 1]! + luma[at + width + 1]!
    const sides = luma[at - width]! + luma[at + width]! + luma[at - 1]! + luma[at + 1]!
    sum += Math.abs(corners - 2 * sides + 4 * luma[at]!)
    count += 1
  }
  return count < LEAST_PIXELS ? null : (Math.sqrt(Math.PI / 2) / 6) * (sum / count)
}

/** Noise of the calmest patch of skin: stubble, freckles and hair over the forehead are none. */
export const skinNoise = (sample: PortraitSample): number | null => {
  const found = [sample.rightCheek, sample.leftCheek, sample.forehead].flatMap((patch) => noiseOf(sample, patch) ?? [])
  return found.length === 0 ? null : Math.min(...found)
}
