import { fillPolygon } from '../raster/polygon-mask.ts'
import { inSimd } from '../raster/simd.ts'
import type { CoarseMatte } from './coarse-matte.ts'
import type { OwnHead, RoughHead } from './head-frame.ts'

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
export const faceMaskOf = ({ outline }: OwnHead, { size, region }: Pick<CoarseMatte, 'size' | 'region'>) =>
  fillPolygon(
    outline.map(({ x, y }) => ({
      x: ((x - region.left) / region.width) * size,
      y: ((y - region.top) / region.height) * size,
    })),
    size,
    size,
  )

/** What the model gives to most of the face's cells, 0..1: near 1 unless it took something else for the figure. */
export const faceLevelOf = ({ alpha, size, region }: CoarseMatte, head: OwnHead): number => {
  const mask = faceMaskOf(head, { size: size / 2, region })
  return inSimd((simd, scratch) => {
    const values = scratch.reserve(4 * mask.length)
    const count = simd.listMasked(scratch.put(alpha), size, scratch.put(mask), values)
    return count === 0 ? 0 : simd.levelReached(values, count, FACE_SHARE, scratch.reserve(LEVELS_SPACE))
  })
}

/**
 * What the model gives to most of the chest's cells, 0..1: low where it took the head alone for the figure, as IS-Net
 * does with plain clothes at some of its sizes. 1 where the picture ends above it.
 */
export const chestLevelOf = ({ alpha, size, region }: CoarseMatte, { eyes, down, heightPx }: RoughHead): number => {
  const across = region.width / size / heightPx
  const along = region.height / size / heightPx
  const x = (region.left - eyes.x) / heightPx + across / 2
  const y = (region.top - eyes.y) / heightPx + along / 2
  const { from, to, neck, widensFrom, slope } = CHEST
  return inSimd((simd, scratch) => {
    const plane = scratch.put(alpha)
    const values = scratch.reserve(alpha.byteLength / 4)
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
  })
}
