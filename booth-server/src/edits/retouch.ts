import { allowsEditsOfPerson, type Edit, tenthsOf } from './edit.ts'

/** Evens the skin out. */
export const retouch: Edit<'retouch'> = {
  off: 0,
  allowedBy: allowsEditsOfPerson,
  toRecord: (amount) => ({ retouchTenths: tenthsOf(amount) }),
}
