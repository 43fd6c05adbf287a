/** What the review shows and the printer gets. */
export interface VisitPictures {
  readonly portrait: Uint8Array
  readonly sheetPreview: Uint8Array
  readonly sheetPdf: Uint8Array
}

/** The pictures that the server itself holds of a visit: overwritten when they are replaced or the visit ends. */
export class PictureStore {
  #pictures: VisitPictures | null = null

  /** Null: none. Valid until the next `replace` or `drop`. */
  get pictures(): VisitPictures | null {
    return this.#pictures
  }

  replace(newer: VisitPictures): void {
    this.drop()
    this.#pictures = newer
  }

  drop(): void {
    if (this.#pictures) overwritePictures(this.#pictures)
    this.#pictures = null
  }
}

export const overwritePictures = ({ portrait, sheetPreview, sheetPdf }: VisitPictures): void => {
  for (const bytes of [portrait, sheetPreview, sheetPdf]) bytes.fill(0)
}
