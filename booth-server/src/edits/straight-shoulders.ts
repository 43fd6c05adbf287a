import { allowsEditsOfPerson, type Edit } from './edit.ts'

/** Brings a tilted line of the shoulders level, bounded. */
export const straightShoulders: Edit<'straightShoulders'> = {
  off: false,
  allowedBy: allowsEditsOfPerson,
  toRecord: (isOn) => (isOn ? { straightShoulders: true } : {}),
}
