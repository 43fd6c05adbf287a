import { fillPolygon } from '../raster/polygon-mask.ts'
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
/** Where the picture holds less of it than this (in square head heights), nothing can be missed there. */
const LEAST_CHEST_AREA = 0.04

/** The face's outline on the matte's grid: 1 inside. */
export const faceMaskOf = ({ outline }: OwnHead, { size, region }: CoarseMatte): Float32Array =>
  fillPolygon(
    outline.map(({ x, y }) => ({
      x: ((x - region.left) / region.width) * size,
      y: ((y - region.top) / region.height) * size,
    })),
    size,
    size,
  )

/** What the model gives to most of the face's cells, 0..1: near 1 unless it took something else for the figure. */
export const faceLevelOf = (matte: CoarseMatte, head: OwnHead): number => {
  const mask = faceMaskOf(head, matte)
  const values: number[] = []
  // Every other cell of every other row tells the same.
  for (let y = 0; y < matte.size; y += 2) {
    for (let x = 0, at = y * matte.size; x < matte.size; x += 2, at += 2)
      if (mask[at] !== 0) values.push(matte.alpha[at]!)
  }
  return exceededBy(values, FACE_SHARE) ?? 0
}

/**
 * What the model gives to most of the chest's cells, 0..1: low where it took the head alone for the figure, as IS-Net
 * does with plain clothes at some of its sizes. 1 where the picture ends above it.
 */
export const chestLevelOf = ({ alpha, size, region }: CoarseMatte, { eyes, down, heightPx }: RoughHead): number => {
  const values: number[] = []
  for (let row = 0; row < size; row += 2) {
    const y = region.top + ((row + 0.5) * region.height) / size - eyes.y
    for (let column = 0; column < size; column += 2) {
      const x = region.left + ((column + 0.5) * region.width) / size - eyes.x
      const below = (x * down.x + y * down.y) / heightPx
      if (below < CHEST.from || below > CHEST.to) continue
      const half = CHEST.neck + Math.max(0, below - CHEST.widensFrom) * CHEST.slope
      if (Math.abs(y * down.x - x * down.y) <= half * heightPx) values.push(alpha[row * size + column]!)
    }
  }
  const cellArea = (4 * region.width * region.height) / (size * heightPx) ** 2
  if (values.length * cellArea < LEAST_CHEST_AREA) return 1
  return exceededBy(values, CHEST_SHARE)!
}

/** What this share of the values reaches. Typed arrays sort numbers without being told how: several times as quick. */
const exceededBy = (values: readonly number[], share: number): number | undefined =>
  Float32Array.from(values).sort()[Math.floor(values.length * (1 - share))]
