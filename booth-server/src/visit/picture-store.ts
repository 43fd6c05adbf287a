/** What the review shows and the printer gets. */
export interface VisitPictures {
  readonly portrait: Uint8Array
  readonly sheetPreview: Uint8Array
  readonly sheetPdf: Uint8Array
}

/** The pictures that the server itself holds of a visit: overwritten when they are replaced or the visit ends. */
export class PictureKeeper {
  #pictures: Partial<VisitPictures> = {}

  get pictures(): Partial<VisitPictures> {
    return this.#pictures
  }

  replace(newer: Partial<VisitPictures>): void {
    for (const name of Object.keys(newer) as (keyof VisitPictures)[]) this.#pictures[name]?.fill(0)
    this.#pictures = { ...this.#pictures, ...newer }
  }

  drop(): void {
    for (const bytes of Object.values(this.#pictures)) bytes?.fill(0)
    this.#pictures = {}
  }
}
