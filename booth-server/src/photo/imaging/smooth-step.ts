/**
 * 0 below `from`, 1 above `to`, with a continuous slope between (the cubic Hermite step). For loops over pixels that
 * are TypeScript; the kernels have their own in 32 bits (simd/planes.ts).
 */
export const smoothStep = (from: number, to: number, value: number): number => {
  const t = Math.min(Math.max((value - from) / (to - from), 0), 1)
  return t * t * (3 - 2 * t)
}

/** Where something fades in: nothing below `from`, all of it above `to`. */
export interface Ramp {
  readonly from: number
  readonly to: number
}

export const ramp = ({ from, to }: Ramp, value: number): number => smoothStep(from, to, value)
