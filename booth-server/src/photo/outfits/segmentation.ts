import type { LabPlanes } from '../imaging/lab.ts'
import type { FaceGeometry } from './face-geometry.ts'

/** What of the subject stays when the clothes go. All planes begin at row `top` and have the portrait's width. */
export interface Segmentation {
  readonly top: number
  readonly rows: number
  /** Alpha of face, ears and hair: the layer in front of a garment. */
  readonly head: Float32Array
  /** 0..1: bare skin, that of the face too. */
  readonly skin: Float32Array
}

/** The region that is segmented: from the eyes down. All planes begin at row `top`. */
export interface SegmentedRegion {
  readonly top: number
  readonly rows: number
  readonly width: number
  readonly lab: LabPlanes
  /** The subject's, from the matte. */
  readonly alpha: Float32Array
  readonly faceMask: Float32Array
  readonly skin: Float32Array
  readonly face: FaceGeometry
}
