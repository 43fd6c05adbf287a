import { recordedDocument } from '../documents/recorded-document.ts'
import { type EditId, type Edits, editIds } from '../protocol/edits.ts'
import { background } from './background.ts'
import type { Edit, RecordParameters } from './edit.ts'
import { outfit } from './outfit.ts'
import { retouch } from './retouch.ts'
import { slimming } from './slimming.ts'
import { straightShoulders } from './straight-shoulders.ts'

/** Every edit of the protocol. One that is missing, or stands under another's name, does not compile. */
export const edits: { readonly [K in EditId]: Edit<K> } = { background, retouch, slimming, straightShoulders, outfit }

/** `make` for each edit; what it answers stands under the edit's id. */
export const byEdit = <R extends { [K in EditId]: unknown }>(make: <K extends EditId>(id: K) => R[K]): R =>
  Object.fromEntries(editIds.map((id) => [id, make(id)])) as R

/** Cropped, scaled and turned, nothing else. */
export const unedited: Edits = byEdit<Edits>((id) => edits[id].off)

/** The edits as the allow-list of the generation records names them. */
export const recordOf = (documentId: string, values: Edits): RecordParameters => {
  const lineOf = <K extends EditId>(id: K): RecordParameters => edits[id].toRecord(values[id])
  return Object.assign({ ...recordedDocument(documentId) }, ...editIds.map(lineOf))
}

export const areSameEdits = (one: Edits, other: Edits): boolean => editIds.every((id) => one[id] === other[id])
