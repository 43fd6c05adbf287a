import { type EditId, type Edits, editIds, kindOfEdit } from '@quickid/booth-server/protocol'

const neutralValue = (id: EditId) => {
  if (id === 'background') return 'original'
  const values = { amount: 0, switch: false, choice: null }
  return values[kindOfEdit(id)]
}

/** The person as photographed, but for `changed`; whatever edits the protocol has. */
export const sampleEdits = (changed: Partial<Edits> = {}): Edits => ({
  ...(Object.fromEntries(editIds.map((id) => [id, neutralValue(id)])) as Edits),
  ...changed,
})

/** Every edit locked, or none. */
export const sampleLocks = (isLocked: boolean) =>
  Object.fromEntries(editIds.map((id) => [id, isLocked])) as Record<EditId, boolean>
