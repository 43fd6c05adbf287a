import { For } from 'solid-js'
import { figures } from '../components/person-figure.tsx'
import { PrintFigure } from '../components/print-figure.tsx'
import { useDocumentWords } from './document-words.ts'
import './sheet-picture.css'

/** A drawn sheet in the proportions of the document: an ornament, not the visitor's picture, which is gone by now. */
export const SheetPicture = (props: { readonly documentId: string | null }) => {
  const document = useDocumentWords(() => props.documentId ?? '')
  const widthMm = () => document.summary()?.widthMm ?? 35
  const heightMm = () => document.summary()?.heightMm ?? 45
  const columns = () => Math.max(1, Math.floor(146 / (widthMm() + 2)))
  const rows = () => Math.max(1, Math.floor(96 / (heightMm() + 2)))
  return (
    <div class="sheet-picture" aria-hidden="true" style={{ 'grid-template-columns': `repeat(${columns()}, auto)` }}>
      <For each={Array.from({ length: columns() * rows() })}>
        {() => (
          <span style={{ width: `${(widthMm() / 152.4) * 100}cqw`, 'aspect-ratio': `${widthMm()} / ${heightMm()}` }}>
            <PrintFigure
              widthMm={widthMm()}
              heightMm={heightMm()}
              colour={document.summary()?.backgrounds[0]?.colour ?? '#e8ebe4'}
              figure={figures[5]}
            />
          </span>
        )}
      </For>
    </div>
  )
}
