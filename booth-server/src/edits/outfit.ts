import { allowsEditsOfPerson, type Edit } from './edit.ts'

/** A garment of the booth's instead of the person's own clothes. */
export const outfit: Edit<'outfit'> = {
  off: null,
  allowedBy: allowsEditsOfPerson,
  toRecord: (id) => (id === null ? {} : { outfitId: id }),
  unknown: 'outfit.unknown',
}
