import type { StaffView } from '@quickid/booth-server/protocol'
import { For, Show } from 'solid-js'
import { formatMoment } from '../../i18n/format.ts'
import { useBooth } from '../../store/booth-store.tsx'
import { ActionButton } from '../action-button.tsx'
import { Card } from './card.tsx'

/** Prints that have not ended. One that may have come out is settled by itself, by somebody who has looked. */
export const QueueCard = (props: { readonly view: StaffView['queue'] }) => {
  const booth = useBooth()
  const words = () => booth.words().staff
  const hasUnknown = () => props.view.some(({ status }) => status === 'unknown')
  const labelOf = (id: string) => booth.documentById(id)?.name ?? id
  return (
    <Card icon="tray" title={words().queue} tone={hasUnknown() ? 'bad' : 'plain'} state={String(props.view.length)}>
      <Show when={hasUnknown()}>
        <p class="staff-hint">{words().settleLead}</p>
      </Show>
      <ul class="queue">
        <For each={props.view} fallback={<li class="is-none">{words().queueEmpty}</li>}>
          {(print) => (
            <li data-status={print.status}>
              <span class="queue-name">{labelOf(print.documentId)}</span>
              <span class="queue-at number">{formatMoment(print.at, booth.locale())}</span>
              <span class="queue-status">{words().queueStates[print.status]}</span>
              <Show when={print.status === 'unknown'}>
                <ActionButton
                  icon="check"
                  label={words().settle}
                  request={{ action: 'settle-print', input: { ledgerId: print.ledgerId } }}
                />
              </Show>
            </li>
          )}
        </For>
      </ul>
    </Card>
  )
}
