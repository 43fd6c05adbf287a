/** Paper, in mm, portrait. */
export interface Paper {
  readonly id: string
  readonly widthMm: number
  readonly heightMm: number
}

/** What goes on a sheet: a portrait of a document, as often as it fits, or a fixed number of times. */
export interface SheetItem {
  readonly id: string
  readonly widthMm: number
  readonly heightMm: number
  readonly count: number | 'fill'
}

/** A portrait's place on the sheet: lower-left origin is not used; (0, 0) is the sheet's top left corner, y down. */
export interface Placement {
  readonly itemId: string
  readonly xMm: number
  readonly yMm: number
  readonly widthMm: number
  readonly heightMm: number
  /** Turned a quarter clockwise to fit better. */
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
  /** The sheet as laid out: it may be the paper turned to landscape. */
  readonly paper: Paper
  readonly placements: readonly Placement[]
  readonly cutMarks: readonly CutMark[]
}
