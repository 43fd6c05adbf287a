import type { Picture } from '../values.ts'

/**
 * Lays the person on an even colour. Mixed in sRGB code values, not in linear light: the camera's own mixing is
 * undone by `estimateForeground` in the same values, so edge pixels come back as they were where the colours agree.
 *
 * @param colour `#rrggbb`
 */
export const layOnColour = ({ data, width, height }: Picture, alpha: Float32Array, colour: string): Picture => {
  const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16)) as [
    number,
    number,
    number,
  ]
  const result = new Uint8Array(data.length)
  for (let at = 0, p = 0; at < alpha.length; at++, p += 3) {
    const a = alpha[at]!
    const rest = 1 - a
    // Half a level more, as bytes are cut.
    result[p] = a * data[p]! + rest * red + 0.5
    result[p + 1] = a * data[p + 1]! + rest * green + 0.5
    result[p + 2] = a * data[p + 2]! + rest * blue + 0.5
  }
  return { data: result, width, height }
}
