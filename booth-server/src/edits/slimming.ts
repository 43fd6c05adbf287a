import { allowsEditsOfPerson, type Edit, tenthsOf } from './edit.ts'

/** Narrows the face's lower half, bounded. */
export const slimming: Edit<'slimming'> = {
  off: 0,
  allowedBy: allowsEditsOfPerson,
  toRecord: (amount) => (amount > 0 ? { slimmingTenths: tenthsOf(amount) } : {}),
}
