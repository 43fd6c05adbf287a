/** A step sideways and a diagonal one (Borgefors 1986: within 8 % of the true distance). */
const STRAIGHT = 1
const DIAGONAL = Math.SQRT2

/**
 * Distance of each pixel to the nearest one where `mask` is set, px, by two sweeps of the 3 x 3 chamfer; `farPx` where
 * nothing is nearer.
 */
export const distanceTo = (mask: Uint8Array, width: number, height: number, farPx: number): Float32Array => {
  const distance = new Float32Array(mask.length)
  for (let at = 0; at < mask.length; at++) distance[at] = mask[at] === 0 ? farPx : 0
  sweep(distance, width, height, 1)
  sweep(distance, width, height, -1)
  return distance
}

/** One sweep, row by row: downwards and to the right (`by` = 1), or back. */
const sweep = (distance: Float32Array, width: number, height: number, by: 1 | -1): void => {
  const last = distance.length - 1
  for (let row = 0; row < height; row++) {
    let at = by === 1 ? row * width : last - row * width
    let aside = Number.POSITIVE_INFINITY
    for (let column = 0; column < width; column++, at += by) {
      let best = distance[at]!
      if (best !== 0) {
        if (aside + STRAIGHT < best) best = aside + STRAIGHT
        if (row > 0) {
          const before = at - by * width
          const straight = distance[before]! + STRAIGHT
          if (straight < best) best = straight
          if (column > 0) {
            const diagonal = distance[before - by]! + DIAGONAL
            if (diagonal < best) best = diagonal
          }
          if (column + 1 < width) {
            const diagonal = distance[before + by]! + DIAGONAL
            if (diagonal < best) best = diagonal
          }
        }
        distance[at] = best
      }
      aside = best
    }
  }
}
