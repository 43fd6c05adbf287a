import type { DocumentSummary } from '@quickid/booth-server/protocol'
import type { Accessor } from 'solid-js'
import { formatSizeMm } from '../i18n/format.ts'
import { useBooth } from '../store/booth-store.tsx'

/** A document of the catalogue in the visitor's words. For an id that the catalogue lacks: the id itself. */
export const useDocumentWords = (
  id: Accessor<string>,
): {
  readonly summary: Accessor<DocumentSummary | undefined>
  readonly label: Accessor<string>
  readonly size: Accessor<string>
} => {
  const booth = useBooth()
  const summary = () => booth.documentById(id())
  return {
    summary,
    label: () => {
      const found = summary()
      if (found === undefined) return id()
      return booth.words().document.label({ country: found.country, name: found.name })
    },
    size: () => {
      const found = summary()
      return found === undefined ? '' : formatSizeMm(found.widthMm, found.heightMm, booth.locale())
    },
  }
}
