import type { RoughHead } from '../face/rough-head.ts'
import type { SimdFunctions } from '../imaging/kernel-functions.ts'
import { inSimd, type Scratch } from '../imaging/kernels.ts'
import { fillPolygon } from '../imaging/polygon-mask.ts'
import { type CoarseMatte, placeOn } from './coarse-matte.ts'
import type { OwnHead } from './matte-region.ts'

/** "Most of" a face: this share of its cells lies above. */
const FACE_SHARE = 0.9
/**
 * Neck and upper chest, which no picture of a person is without: this far under the eyes, and to either side as the
 * shoulders widen. In head heights.
 */
const CHEST = { from: 0.62, to: 1, neck: 0.2, widensFrom: 0.75, slope: 0.8 } as const
const CHEST_SHARE = 0.7
/** Bytes that finding a level takes. */
const LEVELS_SPACE = 4 * 4096
/** Where the picture holds less of it than this (in square head heights), nothing can be missed there. */
const LEAST_CHEST_AREA = 0.04

/** The face's outline on a grid that covers the matte's region: 1 inside. */
export const faceMaskOf = ({ outline }: OwnHead, grid: Pick<CoarseMatte, 'size' | 'region'>) =>
  fillPolygon(
    outline.map((point) => placeOn(grid, point)),
    grid.size,
    grid.size,
  )

/** How sure the model is of face and chest: what it gives to most of their cells, 0..1. */
export interface Levels {
  /** Near 1 unless the model took something else for the figure. */
  readonly face: number
  /** Low where it took the head alone, as IS-Net does with plain clothes at some of its sizes; 1 where there is none. */
  readonly chest: number
}

export const levelsOf = ({ alpha, size, region }: CoarseMatte, own: OwnHead, head: RoughHead): Levels => {
  const mask = faceMaskOf(own, { size: size / 2, region })
  return inSimd((simd, scratch) => {
    const plane = scratch.put(alpha)
    return {
      face: faceLevelIn(simd, scratch, plane, size, scratch.put(mask)),
      chest: chestLevelIn(simd, scratch, plane, { size, region }, head),
    }
  })
}

/** @param mask address of the face's outline on half of the grid */
export const faceLevelIn = (
  simd: SimdFunctions,
  scratch: Scratch,
  plane: number,
  size: number,
  mask: number,
): number => {
  const values = scratch.reserve(size * size)
  const count = simd.listMasked(plane, size, mask, values)
  return count === 0 ? 0 : simd.levelReached(values, count, FACE_SHARE, scratch.reserve(LEVELS_SPACE))
}

const chestLevelIn = (
  simd: SimdFunctions,
  scratch: Scratch,
  plane: number,
  { size, region }: Pick<CoarseMatte, 'size' | 'region'>,
  { eyes, down, heightPx }: RoughHead,
): number => {
  const across = region.width / size / heightPx
  const along = region.height / size / heightPx
  const x = (region.left - eyes.x) / heightPx + across / 2
  const y = (region.top - eyes.y) / heightPx + along / 2
  const { from, to, neck, widensFrom, slope } = CHEST
  const values = scratch.reserve(size * size)
  const count = simd.listChest(
    plane,
    size,
    x,
    y,
    across,
    along,
    down.x,
    down.y,
    from,
    to,
    neck,
    widensFrom,
    slope,
    values,
  )
  if (count * 4 * across * along < LEAST_CHEST_AREA) return 1
  return simd.levelReached(values, count, CHEST_SHARE, scratch.reserve(LEVELS_SPACE))
}
