import type { Band } from '../../documents/document.ts'
import { clipToFrame } from '../raster/affine.ts'
import type { Box, DetectedFace, Landmarks, Point } from '../values.ts'

/** Crown to chin over eye line to chin: the eyes lie about half way (facts of anatomy; measured finely in measure.ts). */
const HEAD_OVER_EYE_TO_CHIN = 2
/** Crown to chin over the side of the detector's box, from portraits; only to choose a scale before there is a mesh. */
const HEAD_OVER_BOX = 1.5
/** Where a document states no head, this share of its height. */
const USUAL_HEAD_SHARE = 0.7
/** Air around the head that the matting model needs to tell figure from backdrop, in head heights. */
const MIN_HALF_WIDTH = 1.15
const MIN_ABOVE = 0.5
const MIN_BELOW = 0.8

/** The head as the mesh alone tells it: good enough to choose regions, not to judge a document by. */
export interface RoughHead {
  readonly eyes: Point
  readonly chin: Point
  readonly crown: Point
  readonly heightPx: number
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
  return { eyes, chin, crown, heightPx: HEAD_OVER_EYE_TO_CHIN * Math.hypot(chin.x - eyes.x, chin.y - eyes.y) }
}

export interface PrintShape {
  readonly widthMm: number
  readonly heightMm: number
  readonly headHeightMm: Band
}

/** The smallest head that the document allows, mm: it makes the largest crop. */
export const smallestHeadMm = ({ heightMm, headHeightMm }: PrintShape): number =>
  headHeightMm.min ?? (headHeightMm.max ?? heightMm * USUAL_HEAD_SHARE) * 0.9

/**
 * The part of the picture to matte: head and shoulders as far as the document's largest crop reaches, and enough air
 * for the model. Cutting away the rest buys resolution for nothing.
 */
export const matteRegion = (head: RoughHead, print: PrintShape, frame: { width: number; height: number }): Box => {
  const largestCropPx = (head.heightPx / smallestHeadMm(print)) * print.heightMm
  const cropWidthPx = (largestCropPx * print.widthMm) / print.heightMm
  const halfWidth = Math.max(MIN_HALF_WIDTH * head.heightPx, 0.6 * cropWidthPx)
  const above = Math.max(MIN_ABOVE * head.heightPx, 0.6 * (largestCropPx - head.heightPx))
  const below = Math.max(MIN_BELOW * head.heightPx, 0.8 * (largestCropPx - head.heightPx))
  const top = Math.min(head.crown.y, head.eyes.y) - above
  const bottom = Math.max(head.chin.y, head.eyes.y) + below
  const middle = (head.crown.x + head.chin.x) / 2
  return clipToFrame(
    { left: middle - halfWidth, top, width: 2 * halfWidth, height: bottom - top },
    frame.width,
    frame.height,
  )
}
