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
