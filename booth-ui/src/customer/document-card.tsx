import type { DocumentSummary } from '@quickid/booth-server/protocol'
import { Show } from 'solid-js'
import { Icon } from '../components/icon.tsx'
import { figures } from '../components/person-figure.tsx'
import { PrintFigure } from '../components/print-figure.tsx'
import { formatSizeMm } from '../i18n/format.ts'
import { useBooth } from '../store/booth-store.tsx'

/** A document to choose. All prints of the list are drawn at one scale. */
export const DocumentCard = (props: { readonly document: DocumentSummary; readonly onChoose: () => void }) => {
  const booth = useBooth()
  const words = () => booth.words().document
  // The same person for the same document, whatever the filter, and another beside it.
  const figure = () => {
    const at = booth.snapshot().catalogue?.documents.findIndex(({ id }) => id === props.document.id) ?? 0
    return figures[Math.max(0, at) % figures.length] ?? figures[0]
  }
  return (
    <button
      type="button"
      class="document-card"
      data-action="choose-document"
      data-document-id={props.document.id}
      onClick={props.onChoose}
    >
      <span class="document-stage">
        <span
          class="document-print"
          style={{
            width: `calc(var(--mm) * ${props.document.widthMm})`,
            height: `calc(var(--mm) * ${props.document.heightMm})`,
          }}
        >
          <PrintFigure
            widthMm={props.document.widthMm}
            heightMm={props.document.heightMm}
            colour={props.document.backgrounds[0]?.colour ?? '#ffffff'}
            figure={figure()}
          />
        </span>
      </span>
      <span class="document-words">
        <span class="document-country">{props.document.country}</span>
        <span class="document-name">{props.document.name}</span>
        <span class="document-size number">
          {formatSizeMm(props.document.widthMm, props.document.heightMm, booth.locale())}
        </span>
        <Show when={props.document.editPolicy === 'forbidden'}>
          <span class="document-note">
            <Icon name="lock" />
            {words().editsForbidden}
          </span>
        </Show>
        <Show when={props.document.confidence === 'C'}>
          <span class="document-note">
            <Icon name="ruler" />
            {words().convention}
          </span>
        </Show>
      </span>
    </button>
  )
}
