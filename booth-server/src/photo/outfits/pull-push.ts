/** Three planes and the weight of each pixel, 0 (unknown) to 1 (known); `width * height` each. */
export interface Scattered {
  readonly planes: readonly [Float32Array, Float32Array, Float32Array]
  readonly weight: Float32Array
  readonly width: number
  readonly height: number
}

/**
 * Inpaints smoothly by pull-push (Gortler et al. 1996, The Lumigraph): weighted means of known pixels at ever coarser
 * levels (pull), then bilinear interpolation back into what is unknown (push). In place; known pixels stay.
 */
export const pullPush = ({ planes, weight, width, height }: Scattered): void => {
  if (width <= 1 && height <= 1) return
  const halfWidth = (width + 1) >> 1
  const halfHeight = (height + 1) >> 1
  const cells = halfWidth * halfHeight
  const coarse = {
    planes: [new Float32Array(cells), new Float32Array(cells), new Float32Array(cells)] as const,
    weight: new Float32Array(cells),
    width: halfWidth,
    height: halfHeight,
  }
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      const known = weight[at]!
      if (known === 0) continue
      const cell = (y >> 1) * halfWidth + (x >> 1)
      coarse.weight[cell]! += known
      for (let plane = 0; plane < 3; plane++) coarse.planes[plane]![cell]! += known * planes[plane]![at]!
    }
  }
  for (let cell = 0; cell < cells; cell++) {
    const known = coarse.weight[cell]!
    if (known === 0) continue
    for (const plane of coarse.planes) plane[cell]! /= known
    coarse.weight[cell] = Math.min(known, 1)
  }
  pullPush(coarse)
  for (let y = 0, at = 0; y < height; y++) {
    const v = Math.min(Math.max(y / 2 - 0.25, 0), halfHeight - 1)
    const top = Math.floor(v)
    const bottom = Math.min(top + 1, halfHeight - 1)
    for (let x = 0; x < width; x++, at++) {
      const known = weight[at]!
      if (known >= 1) continue
      const u = Math.min(Math.max(x / 2 - 0.25, 0), halfWidth - 1)
      const left = Math.floor(u)
      const right = Math.min(left + 1, halfWidth - 1)
      const fx = u - left
      const fy = v - top
      for (let plane = 0; plane < 3; plane++) {
        const from = coarse.planes[plane]!
        const above = from[top * halfWidth + left]! * (1 - fx) + from[top * halfWidth + right]! * fx
        const below = from[bottom * halfWidth + left]! * (1 - fx) + from[bottom * halfWidth + right]! * fx
        const filled = above * (1 - fy) + below * fy
        planes[plane]![at] = known * planes[plane]![at]! + (1 - known) * filled
      }
      weight[at] = 1
    }
  }
}
