import type { DocumentSpec } from '../documents/document.ts'
import type { Edits } from '../protocol/visit-view.ts'

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

/** `original` is no colour: the backdrop as it is. */
export const requestOf = (document: DocumentSpec, edits: Edits): EditRequest => ({
  backgroundColour: document.backgrounds.find(({ id }) => id === edits.background)?.colour ?? null,
  retouch: edits.retouch,
  slimming: edits.slimming,
  straightShoulders: edits.straightShoulders,
  outfitId: edits.outfit,
})
