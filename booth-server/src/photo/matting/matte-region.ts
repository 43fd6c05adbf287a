import type { RoughHead } from '../face/rough-head.ts'
import { clipToFrame, type RotatedBox } from '../imaging/affine.ts'
import type { Box, Point } from '../imaging/values.ts'

/** How far the matted region reaches from the head's own box, in head heights: hair and hats, the widest crop, air. */
export const cropReach = { side: 1.15, up: 0.5, down: 1.25 } as const

/** The head alone, for a second look. */
export const headReach = { side: 0.75, up: 0.3, down: 0.3 } as const

/** A head on the matte's picture: where its face is, and its crown-to-chin height. */
export interface HeadPlace {
  readonly centre: Point
  readonly heightPx: number
}

export interface OwnHead extends HeadPlace {
  /** The face's outline: foreground, whatever the model says. */
  readonly outline: readonly Point[]
}

/** How far from the head's own box, in head heights. */
export type Reach = { readonly side: number; readonly up: number; readonly down: number }

/** The same as `matteRegion`, upright to the head and not cut at the picture's edge. */
export const rotatedReach = ({ eyes, down, heightPx }: RoughHead, reach: Reach): RotatedBox => {
  // From the eyes, half way down the head, to the box's centre.
  const along = ((reach.down - reach.up) / 2) * heightPx
  return {
    centre: { x: eyes.x + down.x * along, y: eyes.y + down.y * along },
    width: 2 * reach.side * heightPx,
    height: (1 + reach.up + reach.down) * heightPx,
    rollDeg: (Math.atan2(-down.x, down.y) * 180) / Math.PI,
  }
}

/**
 * Head and shoulders, whole pixels inside the picture: as far as the largest crop of any document reaches, and enough
 * air for the model. All of its resolution goes where a crop can lie. A rolled head gets the bounding box of its
 * rotated one.
 */
export const matteRegion = (
  { eyes, down, heightPx }: RoughHead,
  frame: { readonly width: number; readonly height: number },
  reach: Reach = cropReach,
): Box => {
  const corners = [-reach.side, reach.side].flatMap((aside) =>
    [-0.5 - reach.up, 0.5 + reach.down].map((along) => ({
      x: eyes.x + (down.x * along - down.y * aside) * heightPx,
      y: eyes.y + (down.y * along + down.x * aside) * heightPx,
    })),
  )
  const left = Math.min(...corners.map(({ x }) => x))
  const top = Math.min(...corners.map(({ y }) => y))
  const width = Math.max(...corners.map(({ x }) => x)) - left
  const height = Math.max(...corners.map(({ y }) => y)) - top
  return clipToFrame({ left, top, width, height }, frame.width, frame.height)
}
