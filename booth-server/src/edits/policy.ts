import type { DocumentSpec } from '../documents/document.ts'
import type { FaultCode } from '../protocol/codes.ts'
import { type EditId, type Edits, type EditsOfKind, editIds } from '../protocol/edits.ts'
import { byEdit, edits } from './edits.ts'

/** Which edits the document's policy leaves to the customer. */
export type AllowedEdits = { readonly [K in EditId]: boolean }

export const allowedEdits = (document: Pick<DocumentSpec, 'editPolicy'>): AllowedEdits =>
  byEdit<AllowedEdits>((id) => edits[id].allowedBy(document))

/** Whether somebody offers the id that a choice names. */
export type Offers = { readonly [K in EditsOfKind<'choice'>]: (id: string) => boolean }

export interface EditFault {
  readonly edit: EditId
  readonly fault: FaultCode
}

/**
 * The one check of the edit policy, of the screen's wishes and of what reaches the darkroom alike: what the authority
 * refuses is not made, whoever asks.
 * @returns the first edit that can't be made, in the protocol's order, and why; null when all can
 */
export const faultOfEdits = (allowed: AllowedEdits, offers: Offers, values: Edits): EditFault | null => {
  for (const id of editIds) {
    const edit = edits[id]
    const value = values[id]
    if (value === edit.off) continue
    if (!allowed[id]) return { edit: id, fault: 'edit.forbidden' }
    if ('unknown' in edit && !offers[id as keyof Offers](String(value))) return { edit: id, fault: edit.unknown }
  }
  return null
}
