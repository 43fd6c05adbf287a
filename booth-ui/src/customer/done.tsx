import type { VisitView } from '@quickid/booth-server/protocol'
import { Button } from '../components/button.tsx'
import { Icon } from '../components/icon.tsx'
import { Screen } from '../components/screen.tsx'
import { useBooth } from '../store/booth-store.tsx'
import { SheetPicture } from './sheet-picture.tsx'
import './done.css'

/** Take the sheet; nothing of you is left. */
export const Done = (props: { readonly view: Extract<VisitView, { state: 'done' }> }) => {
  const booth = useBooth()
  const words = () => booth.words().done
  const isPrinted = () => props.view.outcome === 'printed'
  return (
    <Screen
      name="done"
      step="print"
      isTitleHidden
      title={isPrinted() ? words().printed : words().unknown}
      actions={
        <Button
          class="done-finish"
          look="primary"
          size="huge"
          hook="finish"
          label={words().finish}
          onPress={() => booth.send({ kind: 'finish' })}
        />
      }
    >
      <div class="done" data-outcome={props.view.outcome}>
        <div class="done-tray" aria-hidden="true">
          <div class="done-sheet">
            <SheetPicture documentId={props.view.documentId} />
          </div>
          <div class="done-lip">
            <Icon name={isPrinted() ? 'down' : 'search'} />
          </div>
        </div>
        <div class="done-words">
          <p class="done-title as-title">{isPrinted() ? words().printed : words().unknown}</p>
          <p class="done-lead">{isPrinted() ? words().printedLead : words().unknownLead}</p>
        </div>
        <div class="done-erased" role="status">
          <span class="done-erased-badge">
            <Icon name="shield" />
          </span>
          <div>
            <h2>{words().erased}</h2>
            <p>{words().erasedLead}</p>
          </div>
        </div>
      </div>
    </Screen>
  )
}
