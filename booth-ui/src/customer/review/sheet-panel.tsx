import type { VisitView } from '@quickid/booth-server/protocol'
import { createSignal } from 'solid-js'
import { PictureCanvas } from '../../components/picture-canvas.tsx'
import { useBooth } from '../../store/booth-store.tsx'

/** The sheet as it will be printed. */
export const SheetPanel = (props: { readonly view: Extract<VisitView, { state: 'review' }> }) => {
  const booth = useBooth()
  const [aspect, setAspect] = createSignal(1.5)
  const words = () => booth.words().review
  const paper = () => booth.snapshot().catalogue?.paper ?? ''
  return (
    <div class="sheet">
      <div class="sheet-stage">
        <div class="sheet-paper" style={{ '--aspect': `${aspect()}`, 'aspect-ratio': `${aspect()}` }}>
          <PictureCanvas kind="sheet" label={words().sheet} onAspect={setAspect} />
        </div>
      </div>
      <p class="sheet-words">
        <strong>{words().copies({ copies: props.view.copiesOnSheet, paper: paper() })}</strong>
        <span>{words().cutMarks}</span>
      </p>
    </div>
  )
}
