import type { DocumentSpec } from '../documents/document.ts'
import type { FaultCode, HintCode, RuleId, StepId, Verdict } from '../protocol/index.ts'

/** A point in pixels of the picture it belongs to; x right, y down, (0, 0) the top left corner of the first pixel. */
export interface Point {
  readonly x: number
  readonly y: number
}

export interface Box {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** 8-bit sRGB, 3 channels interleaved, upright: `data.length === width * height * 3`. */
export interface Picture {
  readonly data: Uint8Array
  readonly width: number
  readonly height: number
}

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

/** Opacity of the person, one float 0..1 a pixel, of `region` of the picture at full resolution. */
export interface Matte {
  readonly alpha: Float32Array
  readonly region: Box
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

export interface RuleResult {
  readonly id: RuleId
  readonly value: number | null
  readonly unit: string
  readonly min: number | null
  readonly max: number | null
  readonly verdict: Verdict
  readonly hint: HintCode | null
  /** Signed distance to the nearest limit in mm on the print, where it is a length. */
  readonly offMm: number | null
  readonly source: string
}

export interface ComplianceReport {
  readonly verdict: Verdict
  readonly rules: readonly RuleResult[]
}

/** Where the print's rectangle lies on the source: rotation about its centre, uniform scale; never a stretch. */
export interface Crop {
  readonly centre: Point
  readonly rollDeg: number
  readonly widthPx: number
  readonly heightPx: number
  readonly pxPerMm: number
}

export interface EditRequest {
  /** `#rrggbb`, or null: the backdrop as it is. */
  readonly backgroundColour: string | null
  readonly retouch: number
  /** 0..1. The face's lower half narrower, bounded. */
  readonly slimming: number
  /** Brings a tilted line of the shoulders level, bounded. */
  readonly straightShoulders: boolean
  readonly outfitId: string | null
}

/** Cropped, scaled and turned, nothing else. */
export const unedited: EditRequest = {
  backgroundColour: null,
  retouch: 0,
  slimming: 0,
  straightShoulders: false,
  outfitId: null,
}

/** A finished portrait: exact pixels, dpi tag and sRGB profile, no other metadata. */
export interface Portrait {
  readonly jpeg: Uint8Array
  readonly widthPx: number
  readonly heightPx: number
}

export type Timings = Partial<Record<StepId, number>> & { readonly total: number }

/** Where the print lies on the photograph, for a report: px of the upright picture, degrees clockwise. */
export interface CropReport {
  readonly centre: { readonly x: number; readonly y: number }
  readonly rollDeg: number
  readonly widthPx: number
  readonly heightPx: number
  readonly pxPerMm: number
}

/** What the engineer's report needs beside the picture. Face data: it leaves the darkroom for the CLI only. */
export interface DevelopDetails {
  readonly report: ComplianceReport
  readonly head: { readonly crownPx: number; readonly chinPx: number; readonly heightMm: number }
  readonly crop: CropReport
  readonly timingsMs: Timings
  readonly models: readonly string[]
}

export type DevelopFailure = { readonly ok: false; readonly fault: FaultCode; readonly detail: string }

export interface DevelopRequest {
  readonly image: Uint8Array
  readonly document: DocumentSpec
  readonly edits: EditRequest
}

export interface DevelopSuccess {
  readonly ok: true
  readonly portrait: Portrait
  readonly details: DevelopDetails
}
export type DevelopResult = DevelopSuccess | DevelopFailure

/** The portrait again, with other edits or for another document, from the photograph that the darkroom holds. */
export interface EditPortraitRequest {
  readonly document: DocumentSpec
  readonly edits: EditRequest
}

export interface SheetRequest {
  readonly paper: { readonly id: string; readonly widthMm: number; readonly heightMm: number }
  /** Whose last portraits the sheet holds, as many of each as fit evenly. Portraits of other documents are forgotten. */
  readonly documentIds: readonly string[]
}

export interface SheetResult {
  readonly pdf: Uint8Array
  /** A small JPEG of the sheet for the screen. */
  readonly previewJpeg: Uint8Array
  /** By document. */
  readonly copies: Readonly<Record<string, number>>
  /** The sheet as laid out, mm: the paper, turned where that fits more. */
  readonly widthMm: number
  readonly heightMm: number
}
