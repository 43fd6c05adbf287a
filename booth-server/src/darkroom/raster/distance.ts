import { inSimd } from './simd.ts'

/** Distance of each pixel to the nearest one where `mask` is set, px (chamfer, within 8 %); `farPx` where nothing is nearer. */
export const distanceTo = (mask: Uint8Array, width: number, height: number, farPx: number): Float32Array =>
  inSimd((simd, scratch) => {
    const target = scratch.reserve(4 * mask.length)
    simd.distances(scratch.put(mask), true, width, height, farPx, target)
    return scratch.floatsAt(target, mask.length)
  })
