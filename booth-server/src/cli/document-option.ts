import { closeMatches, findDocument } from '../documents/catalogue.ts'
import { CUSTOM_PREFIX, parseCustomSize } from '../documents/custom-size.ts'
import type { DocumentSpec } from '../documents/document.ts'
import { fail } from './command.ts'

/** The document that `--document` names: of the catalogue, or a size of one's own (`custom-35x45mm`). */
export const documentOf = (id: string): DocumentSpec => {
  const found = findDocument(id)
  if (found) return found
  if (id.startsWith(CUSTOM_PREFIX)) {
    const size = parseCustomSize(id.slice(CUSTOM_PREFIX.length))
    if (!size.ok) return fail(`Invalid custom size ${id}. ${size.detail}.`)
  }
  const close = closeMatches(id)
  const hint = close.length > 0 ? `Did you mean ${close.join(', ')}? ` : ''
  return fail(`Unknown document '${id}'. ${hint}npm run photo -- --document list prints all.`)
}
