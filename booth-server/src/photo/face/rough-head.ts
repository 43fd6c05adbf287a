import type { Point } from '../imaging/values.ts'
import type { DetectedFace, Landmarks } from './values.ts'

/** Crown to chin over eye line to chin: the eyes lie about half way (facts of anatomy; measured finely in measure.ts). */
export const HEAD_OVER_EYE_TO_CHIN = 2

/** Crown to chin over the side of the detector's box, from portraits; only to choose a scale before there is a mesh. */
const HEAD_OVER_BOX = 1.5

/** The head as the mesh alone tells it: good enough to choose regions, not to judge a document by. */
export interface RoughHead {
  readonly eyes: Point
  readonly chin: Point
  readonly crown: Point
  /** From crown to chin, of length 1. */
  readonly down: Point
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
  const eyesToChin = Math.hypot(chin.x - eyes.x, chin.y - eyes.y)
  const down = { x: (chin.x - eyes.x) / eyesToChin, y: (chin.y - eyes.y) / eyesToChin }
  return { eyes, chin, crown, down, heightPx: HEAD_OVER_EYE_TO_CHIN * eyesToChin }
}
