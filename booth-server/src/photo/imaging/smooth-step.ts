/**
 * 0 below `from`, 1 above `to`, with a continuous slope between (the cubic Hermite step). For loops over pixels that
 * are TypeScript; the kernels have their own in 32 bits (simd/planes.ts).
 */
export const smoothStep = (from: number, to: number, value: number): number => {
  const t = Math.min(Math.max((value - from) / (to - from), 0), 1)
  return t * t * (3 - 2 * t)
}
