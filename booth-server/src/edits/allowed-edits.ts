import type { DocumentSpec } from '../documents/document.ts'

/** What may be done to a document's photograph beside crop, scale, turn and exposure. */
export interface AllowedEdits {
  /** Replace the backdrop by a colour that the document allows. */
  readonly background: boolean
  readonly retouch: boolean
  /** Change the person's shape: slimming, straight shoulders. */
  readonly shape: boolean
  readonly outfit: boolean
}

/**
 * - `forbidden`: nothing; the backdrop stays as it is and is measured instead.
 * - `unstated` (an official document whose authority publishes nothing on edits): the backdrop may be replaced, since
 *   it leaves the person as photographed, and studios do it for these documents every day. Retouching, shape
 *   and outfits stay locked: the authorities that do state a policy refuse them, every year more of them do, and a refused
 *   customer costs more than a locked slider.
 * - `allowed` (studio conventions, a CV): everything.
 */
export const allowedEdits = (spec: Pick<DocumentSpec, 'editPolicy'>): AllowedEdits => {
  const isAllowed = spec.editPolicy === 'allowed'
  return { background: spec.editPolicy !== 'forbidden', retouch: isAllowed, shape: isAllowed, outfit: isAllowed }
}
