import type { RoughHead } from '../face/rough-head.ts'
import type { Floats, Kernels } from '../imaging/kernel-bindings.generated.ts'
import { type Scratch, withKernels } from '../imaging/kernels.ts'
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
  /** Near 1 unless the model took something else for the subject. */
  readonly face: number
  /**
   * Low where it took the head alone, as IS-Net does with plain clothes at some of its sizes; 1 where there is none.
   */
  readonly chest: number
}

export const levelsOf = ({ alpha, size, region }: CoarseMatte, own: OwnHead, head: RoughHead): Levels => {
  const mask = faceMaskOf(own, { size: size / 2, region })
  return withKernels((kernels, scratch) => {
    const plane = scratch.put(alpha)
    return {
      face: faceLevelIn(kernels, scratch, { plane, size, mask: scratch.put(mask) }),
      chest: chestLevelIn(kernels, scratch, { plane, size, region }, head),
    }
  })
}

/** The level of the face alone. */
export const faceLevelIn = (
  kernels: Kernels,
  scratch: Scratch,
  {
    plane,
    size,
    mask,
  }: { readonly plane: Floats; readonly size: number /** On half the grid. */; readonly mask: Floats },
): number => {
  const values = scratch.floats((size * size) / 4)
  const count = kernels.gatherMasked({ plane, size, mask, target: values })
  return count === 0 ? 0 : kernels.upperQuantile({ values, count, share: FACE_SHARE })
}

const chestLevelIn = (
  kernels: Kernels,
  scratch: Scratch,
  { plane, size, region }: Pick<CoarseMatte, 'size' | 'region'> & { readonly plane: Floats },
  { eyes, down: axis, heightPx }: RoughHead,
): number => {
  const across = region.width / size / heightPx
  const down = region.height / size / heightPx
  const values = scratch.floats((size * size) / 4)
  const count = kernels.gatherChest({
    plane,
    size,
    x: (region.left - eyes.x) / heightPx + across / 2,
    y: (region.top - eyes.y) / heightPx + down / 2,
    across,
    down,
    axisX: axis.x,
    axisY: axis.y,
    ...CHEST,
    target: values,
  })
  if (count * 4 * across * down < LEAST_CHEST_AREA) return 1
  return kernels.upperQuantile({ values, count, share: CHEST_SHARE })
}
