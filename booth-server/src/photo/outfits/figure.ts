import type { LabPlanes } from '../imaging/lab.ts'
import type { Sitter } from './subject.ts'

/** What of the figure stays when its clothes go. All planes begin at row `top` and have the picture's width. */
export interface FigureParts {
  readonly top: number
  readonly rows: number
  /** Opacity of face, ears and hair: what lies before a garment. */
  readonly head: Float32Array
  /** 0..1: bare skin, that of the face too. */
  readonly skin: Float32Array
}

/** The figure from the eyes down; all planes begin at row `top`. */
export interface Figure {
  readonly top: number
  readonly rows: number
  readonly width: number
  readonly lab: LabPlanes
  readonly opacity: Float32Array
  readonly face: Float32Array
  readonly skin: Float32Array
  readonly sitter: Sitter
}
