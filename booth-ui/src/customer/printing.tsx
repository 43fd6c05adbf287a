import type { PrintProgress, VisitView } from '@quickid/booth-server/protocol'
import { Show } from 'solid-js'
import { Icon } from '../components/icon.tsx'
import { Screen } from '../components/screen.tsx'
import { useBooth } from '../store/booth-store.tsx'
import { SheetPicture } from './sheet-picture.tsx'
import './printing.css'

/** How far out of the slot the sheet is, 0..1. The printer tells phases, no percentage, so neither do we. */
const reach: Readonly<Record<PrintProgress['phase'], number>> = {
  queued: 0.1,
  sending: 0.24,
  printing: 0.74,
  'needs-attention': 0.42,
}

export const Printing = (props: {
  readonly view: Extract<VisitView, { state: 'printing' }>
  readonly onCancel: () => void
}) => {
  const booth = useBooth()
  const words = () => booth.words().printing
  const progress = () => props.view.progress
  const fault = () => progress().fault
  return (
    <Screen name="printing" step="print" title={words().title} isTitleHidden onCancel={props.onCancel}>
      <div class="printing" data-phase={progress().phase}>
        <div class="slot" aria-hidden="true">
          <div class="slot-lip" />
          <div class="slot-mouth">
            <div class="slot-sheet" style={{ '--reach': `${reach[progress().phase]}` }}>
              <SheetPicture documentId={props.view.documentId} />
            </div>
          </div>
        </div>
        <div class="printing-words" role="status">
          <p class="printing-title as-title">{words().phases[progress().phase]}</p>
          <Show when={progress().sheets > 1}>
            <p class="printing-count number">
              {words().sheetOf({ sheet: progress().sheet, sheets: progress().sheets })}
            </p>
          </Show>
          <Show when={fault()} fallback={<p class="printing-lead">{words().stay}</p>}>
            {(code) => (
              <div class="print-fault" data-fault={code()}>
                <Icon name="alert" />
                <div>
                  <strong>{booth.codes().faults[code()].title}</strong>
                  <p>{booth.codes().faults[code()].advice}</p>
                </div>
              </div>
            )}
          </Show>
        </div>
      </div>
    </Screen>
  )
}
