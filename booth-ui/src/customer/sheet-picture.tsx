import { For } from 'solid-js'
import { figures } from '../components/person-figure.tsx'
import { PrintFigure } from '../components/print-figure.tsx'
import { useDocumentWords } from './document-words.ts'
import './sheet-picture.css'

/** 4R, lying. */
const PAPER_WIDTH_MM = 152.4
const PAPER_HEIGHT_MM = 101.6
const GAP_MM = 2

/** A drawn sheet in the proportions of the document: an ornament, not the visitor's picture, which is gone by now. */
export const SheetPicture = (props: { readonly documentId: string | null }) => {
  const document = useDocumentWords(() => props.documentId ?? '')
  const widthMm = () => document.summary()?.widthMm ?? 35
  const heightMm = () => document.summary()?.heightMm ?? 45
  const columns = () => Math.max(1, Math.floor(PAPER_WIDTH_MM / (widthMm() + GAP_MM)))
  const rows = () => Math.max(1, Math.floor(PAPER_HEIGHT_MM / (heightMm() + GAP_MM)))
  return (
    <div class="sheet-picture" aria-hidden="true" style={{ 'grid-template-columns': `repeat(${columns()}, auto)` }}>
      <For each={Array.from({ length: columns() * rows() })}>
        {() => (
          <span
            style={{
              width: `${(widthMm() / PAPER_WIDTH_MM) * 100}cqw`,
              'aspect-ratio': `${widthMm()} / ${heightMm()}`,
            }}
          >
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
