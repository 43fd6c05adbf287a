import type { Box, Point } from '../imaging/values.ts'

/** BlazeFace's answer for one face, in pixels of the whole picture. */
export interface DetectedFace {
  readonly box: Box
  readonly score: number
  readonly rightEye: Point
  readonly leftEye: Point
  readonly nose: Point
  readonly mouth: Point
  readonly rightEar: Point
  readonly leftEar: Point
  /** Of the line through the eyes, degrees, clockwise positive. */
  readonly rollDeg: number
}

/** MediaPipe's canonical 468 points, x, y, z interleaved, in pixels of the whole picture (z at the scale of x). */
export interface Landmarks {
  readonly points: Float32Array
  /** The mesh's own confidence that a face is there, 0..1. */
  readonly score: number
  /** Absent where no likely irises were found (closed eyes, dark glasses). */
  readonly irises?: Irises
}

/** One eye as MediaPipe's iris model sees it, in pixels of the whole picture. */
export interface Iris {
  readonly centre: Point
  readonly diameterPx: number
  /** Corners of the lids. */
  readonly outer: Point
  readonly inner: Point
  /** 71 points x, y: 0 the outer corner, 1-7 the lower lid, 8 the inner corner, 9-15 the upper lid, then rings and brow. */
  readonly contour: Float32Array
}

/** The person's right and left. */
export interface Irises {
  readonly right: Iris
  readonly left: Iris
}

/** A measured height along the head's axis and its standard error, in px of the upright picture. */
export interface Estimate {
  readonly valuePx: number
  readonly errorPx: number
}

/** Geometry of the head. Angles in degrees: yaw to the person's left, pitch up and roll clockwise are positive. */
export interface Measurements {
  readonly yawDeg: number
  readonly pitchDeg: number
  readonly rollDeg: number
  readonly rightEye: Point
  readonly leftEye: Point
  readonly interpupillaryDistancePx: number
  readonly skullCrown: Estimate & { readonly point: Point }
  readonly hairCrown: Estimate & { readonly point: Point }
  readonly chin: Estimate & { readonly point: Point }
  /** Widest part of the face, ear base to ear base. */
  readonly faceWidthPx: number
  /** Over the ears, or over the hair that hides them, as far as a head is wide. */
  readonly earToEarWidthPx: number
  readonly faceCentre: Point
  /** Lid gap over the eye-to-chin distance (ISO/IEC 29794-5), each eye. */
  readonly eyeOpenness: { readonly right: number; readonly left: number }
  /** Inner lip gap over the eye-to-chin distance. */
  readonly mouthOpening: number
  /** Where the eyes look, against the camera. Absent without irises. */
  readonly gaze?: Gaze
}

/** Degrees off the camera, both eyes' mean: to the person's left and up are positive. */
export interface Gaze {
  readonly asideDeg: number
  readonly upDeg: number
}
