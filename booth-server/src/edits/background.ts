import type { DocumentSpec } from '../documents/document.ts'
import type { Edit } from './edit.ts'

/** The backdrop as it is. */
export const ORIGINAL_BACKGROUND = 'original'

const hexColour = /^#[0-9a-f]{6}$/

/**
 * Another colour behind the person. Also where the authority publishes nothing on edits (`unstated`): it leaves the
 * person as photographed, and studios do it for these documents every day.
 */
export const background: Edit<'background'> = {
  off: ORIGINAL_BACKGROUND,
  allowedBy: ({ editPolicy }) => editPolicy !== 'forbidden',
  toRecord: (id) => ({ background: id }),
  unknown: 'edit.forbidden',
}

/** The colour of a `background` value, `#rrggbb`; null: the real backdrop, or an id that the document has not. */
export const backdropColourOf = ({ backgrounds }: Pick<DocumentSpec, 'backgrounds'>, value: string): string | null =>
  hexColour.test(value) ? value : (backgrounds.find(({ id }) => id === value)?.colour ?? null)
