import type { StaffView } from '@quickid/booth-server/protocol'
import { For, Match, Show, Switch } from 'solid-js'
import { formatMoment } from '../../i18n/format.ts'
import { useBooth } from '../../store/booth-store.tsx'
import { ActionButton } from '../action-button.tsx'
import { Card } from './card.tsx'

type Print = StaffView['queue'][number]

const SECONDS_PER_MINUTE = 60

/** What waits for somebody at the printer; the rest of the queue ends by itself. */
const waitsForStaff = ({ status }: Print): boolean => status === 'held' || status === 'stray' || status === 'unknown'

const SettleButton = (props: { readonly ledgerId: string }) => (
  <ActionButton
    icon="check"
    label={useBooth().words().staff.settle}
    request={{ action: 'settle-print', input: { ledgerId: props.ledgerId } }}
  />
)

/**
 * Prints that have not ended. One that may have come out is settled by itself, by somebody who has looked; one that the
 * printer holds is printed by somebody who stands there, or destroyed.
 */
export const QueueCard = (props: { readonly view: StaffView['queue'] }) => {
  const booth = useBooth()
  const words = () => booth.words().staff
  const needsStaff = () => props.view.some(waitsForStaff)
  const labelOf = (id: string) => booth.documentById(id)?.name ?? id
  const minutesOf = (seconds: number) => Math.ceil(seconds / SECONDS_PER_MINUTE)
  return (
    <Card icon="tray" title={words().queue} tone={needsStaff() ? 'bad' : 'plain'} state={String(props.view.length)}>
      <ul class="queue">
        <For each={props.view} fallback={<li class="is-none">{words().queueEmpty}</li>}>
          {(print) => (
            <li data-status={print.status}>
              <span class="queue-name">{labelOf(print.documentId)}</span>
              <span class="queue-at number">{formatMoment(print.at, booth.locale())}</span>
              <span class="queue-status">{words().queueStates[print.status]}</span>
              <Switch>
                <Match when={print.status === 'held'}>
                  <p class="staff-hint">{words().heldLead}</p>
                  <Show when={print.destroyedInS !== null}>
                    <p class="staff-hint number">
                      {words().destroyedIn({ minutes: minutesOf(print.destroyedInS ?? 0) })}
                    </p>
                  </Show>
                  <div class="queue-choice">
                    <ActionButton
                      icon="printer"
                      label={words().printHeld}
                      request={{ action: 'print-held', input: { ledgerId: print.ledgerId } }}
                    />
                    <ActionButton
                      icon="cross"
                      label={words().destroyHeld}
                      request={{ action: 'destroy-held', input: { ledgerId: print.ledgerId } }}
                    />
                  </div>
                </Match>
                <Match when={print.status === 'stray'}>
                  <p class="staff-hint is-bad">{words().strayLead}</p>
                  <SettleButton ledgerId={print.ledgerId} />
                </Match>
                <Match when={print.status === 'unknown'}>
                  <p class="staff-hint">{words().settleLead}</p>
                  <SettleButton ledgerId={print.ledgerId} />
                </Match>
              </Switch>
            </li>
          )}
        </For>
      </ul>
    </Card>
  )
}
