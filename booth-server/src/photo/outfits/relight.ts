import type { FaceGeometry } from './face-geometry.ts'
import type { Illumination } from './illumination.ts'
import type { Layer } from './warp-layer.ts'

/** How much of the photograph's black level a garment takes on: the darkest hundredth is not only haze. */
const BLACK_SHARE = 0.6

/** The horizontal gradient levels off so many face widths from the axis. */
const GRADIENT_REACH = 1.5
/** The sum of two uniform numbers (-1..1 together) has a standard deviation of 1 / 2.45: normal enough for grain. */
const UNIFORM_TO_NORMAL = 2.45
/** The seed is fixed: an edit must not make the grain dance. */
const GRAIN_SEED = 0x2545f491

/**
 * The face's illumination, black level and grain on a garment, in place: colour · gain · (1 + gradient · x) raised to the
 * black level, plus noise by Marsaglia's xorshift.
 */
export const relight = (
  { colour, alpha }: Layer,
  { gradient, gain, blackLevel, grainSigma }: Illumination,
  face: FaceGeometry,
  width: number,
): void => {
  const reach = GRADIENT_REACH * face.faceWidthPx
  const lift = blackLevel * BLACK_SHARE
  const factors = Float32Array.from({ length: width }, (_, x) => {
    const aside = Math.min(Math.max((x - face.axisX) / reach, -1), 1)
    return gain * (1 + gradient * aside) * (1 - lift / 255)
  })
  let state = GRAIN_SEED
  for (let at = 0, x = 0; at < alpha.length; at++, x = x + 1 === width ? 0 : x + 1) {
    const a = alpha[at]!
    if (a === 0) continue
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    const uniform = ((state & 0xffff) + (state >>> 16)) / 65536 - 1
    const added = (lift + uniform * UNIFORM_TO_NORMAL * grainSigma) * a
    const factor = factors[x]!
    const most = 255 * a
    for (let index = at * 3; index < at * 3 + 3; index++) {
      const value = colour[index]! * factor + added
      colour[index] = Math.min(Math.max(value, 0), most)
    }
  }
}
