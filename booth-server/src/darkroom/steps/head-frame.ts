import { clipToFrame, type TurnedBox } from '../raster/affine.ts'
import type { Box, DetectedFace, Landmarks, Point } from '../values.ts'

/** Crown to chin over eye line to chin: the eyes lie about half way (facts of anatomy; measured finely in measure.ts). */
export const HEAD_OVER_EYE_TO_CHIN = 2
/** Crown to chin over the side of the detector's box, from portraits; only to choose a scale before there is a mesh. */
const HEAD_OVER_BOX = 1.5
/** How far the matted region reaches from the head's own box, in head heights: hair and hats, the widest print, air. */
export const printReach = { side: 1.15, up: 0.5, down: 1.25 } as const
/** The head alone, for a second look. */
export const headReach = { side: 0.75, up: 0.3, down: 0.3 } as const

/** The head as the mesh alone tells it: good enough to choose regions, not to judge a document by. */
export interface RoughHead {
  readonly eyes: Point
  readonly chin: Point
  readonly crown: Point
  /** From crown to chin, of length 1. */
  readonly down: Point
  readonly heightPx: number
}

/** A head on the matte's picture: where its face is, and its crown-to-chin height. */
export interface HeadPlace {
  readonly centre: Point
  readonly heightPx: number
}

export interface OwnHead extends HeadPlace {
  /** The face's outline: figure, whatever the model says. */
  readonly outline: readonly Point[]
}

export const headHeightOfBox = ({ box }: DetectedFace): number => box.height * HEAD_OVER_BOX

export const roughHeadOf = ({ points }: Landmarks): RoughHead => {
  const corner = (index: number): Point => ({ x: points[3 * index]!, y: points[3 * index + 1]! })
  const corners = [33, 133, 263, 362].map(corner)
  const eyes = {
    x: corners.reduce((sum, { x }) => sum + x, 0) / corners.length,
    y: corners.reduce((sum, { y }) => sum + y, 0) / corners.length,
  }
  const chin = corner(152)
  const crown = { x: 2 * eyes.x - chin.x, y: 2 * eyes.y - chin.y }
  const eyesToChin = Math.hypot(chin.x - eyes.x, chin.y - eyes.y)
  const down = { x: (chin.x - eyes.x) / eyesToChin, y: (chin.y - eyes.y) / eyesToChin }
  return { eyes, chin, crown, down, heightPx: HEAD_OVER_EYE_TO_CHIN * eyesToChin }
}

/** How far from the head's own box, in head heights. */
export type Reach = { readonly side: number; readonly up: number; readonly down: number }

/** The same as `matteRegion`, upright to the head and not cut at the picture's edge. */
export const turnedReach = ({ eyes, down, heightPx }: RoughHead, reach: Reach): TurnedBox => {
  // From the eyes, half way down the head, to the box's middle.
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
 * air for the model. All of its resolution goes where a print will be. A rolled head gets the box round its turned one.
 */
export const matteRegion = (
  { eyes, down, heightPx }: RoughHead,
  frame: { readonly width: number; readonly height: number },
  reach: Reach = printReach,
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
