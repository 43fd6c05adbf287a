import type { Picture } from '../values.ts'

/**
 * Lays the person on an even colour. Mixed in sRGB code values, not in linear light: the camera's own mixing is
 * undone by `estimateForeground` in the same values, so edge pixels come back as they were where the colours agree.
 *
 * @param colour `#rrggbb`
 */
export const layOnColour = ({ data, width, height }: Picture, alpha: Float32Array, colour: string): Picture => {
  const channels = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16))
  const result = new Uint8Array(data.length)
  for (let at = 0; at < alpha.length; at++) {
    const a = alpha[at]!
    for (let channel = 0; channel < 3; channel++) {
      const index = at * 3 + channel
      result[index] = Math.round(a * data[index]! + (1 - a) * channels[channel]!)
    }
  }
  return { data: result, width, height }
}
