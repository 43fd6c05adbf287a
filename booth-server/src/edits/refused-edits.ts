import type { DocumentSpec } from '../documents/document.ts'
import { type DevelopFailure, refuse } from '../foundation/outcome.ts'
import type { FaultCode } from '../protocol/codes.ts'
import type { Edits } from '../protocol/visit-view.ts'
import { allowedEdits } from './allowed-edits.ts'
import type { EditRequest } from './edit-request.ts'
import type { VisitDocument } from './editable-document.ts'

export const changesShape = ({ slimming, straightShoulders }: EditRequest): boolean => slimming > 0 || straightShoulders

/** What the authority refuses is not made, whoever asks. */
export const refuseEdits = (document: DocumentSpec, edits: EditRequest): DevelopFailure | null => {
  const allowed = allowedEdits(document)
  if (edits.backgroundColour !== null && !allowed.background)
    return refuse('edit.forbidden', `${document.id} keeps its real backdrop`)
  if (edits.retouch > 0 && !allowed.retouch) return refuse('edit.forbidden', `${document.id} may not be retouched`)
  if (changesShape(edits) && !allowed.shape)
    return refuse('edit.forbidden', `${document.id} may not show another shape`)
  if (edits.outfitId !== null && !allowed.outfit) return refuse('edit.forbidden', `${document.id} may not be dressed`)
  return null
}

/** Why these edits can't be made; null when they can. Only what the policy leaves free may differ from the default. */
export const faultOfEdits = (document: VisitDocument, edits: Edits): FaultCode | null => {
  const { allowedEdits, defaultEdits, backgroundIds, outfitIds } = document
  const isForbidden =
    (!allowedEdits.background && edits.background !== defaultEdits.background) ||
    (!allowedEdits.retouch && edits.retouch !== defaultEdits.retouch) ||
    (!allowedEdits.shape &&
      (edits.slimming !== defaultEdits.slimming || edits.straightShoulders !== defaultEdits.straightShoulders)) ||
    (!allowedEdits.outfit && edits.outfit !== defaultEdits.outfit)
  if (isForbidden || !backgroundIds.includes(edits.background)) return 'edit.forbidden'
  return edits.outfit === null || outfitIds.includes(edits.outfit) ? null : 'outfit.unknown'
}
