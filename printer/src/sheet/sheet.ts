/** Paper, in mm, portrait. */
export interface Paper {
  readonly id: string
  readonly widthMm: number
  readonly heightMm: number
}

/** What goes on a sheet: a document's portrait, as many times as it fits or a fixed number of times. */
export interface SheetItem {
  readonly id: string
  readonly widthMm: number
  readonly heightMm: number
  readonly count: number | 'fill'
}

/** A portrait's position on the sheet. (0, 0) is the sheet's top left corner, y down (PDF's own origin is not used). */
export interface Placement {
  readonly itemId: string
  readonly xMm: number
  readonly yMm: number
  readonly widthMm: number
  readonly heightMm: number
  /** Rotated a quarter turn clockwise to fit better. */
  readonly isTurned: boolean
}

/** A cut mark: a hairline in mm. */
export interface CutMark {
  readonly x1Mm: number
  readonly y1Mm: number
  readonly x2Mm: number
  readonly y2Mm: number
}

export interface SheetLayout {
  /** The paper that was asked for, upright. */
  readonly paper: Paper
  readonly placements: readonly Placement[]
  readonly cutMarks: readonly CutMark[]
}
