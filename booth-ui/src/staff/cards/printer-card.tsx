import type { StaffView } from '@quickid/booth-server/protocol'
import { For, Show } from 'solid-js'
import { Icon } from '../../components/icon.tsx'
import { formatNumber } from '../../i18n/format.ts'
import { printerReasonWords } from '../../i18n/printer-reason.ts'
import { useBooth } from '../../store/booth-store.tsx'
import { ActionButton } from '../action-button.tsx'
import { Card, Fact } from './card.tsx'

export const PrinterCard = (props: { readonly view: StaffView['printer'] }) => {
  const booth = useBooth()
  const words = () => booth.words().staff
  const reasons = () =>
    props.view.reasons.map((reason) => printerReasonWords(reason, booth.words())).filter((each) => each !== null)
  const isWell = () => props.view.state === 'idle' || props.view.state === 'processing'
  return (
    <Card
      icon="printer"
      title={words().printer}
      tone={isWell() ? 'ok' : 'bad'}
      state={words().printerStates[props.view.state]}
    >
      <p class="staff-name">{props.view.name}</p>
      <ul class="reasons">
        <For each={reasons()} fallback={<li class="is-none">{words().noReasons}</li>}>
          {(reason) => (
            <li>
              <Icon name="alert" />
              {reason}
            </li>
          )}
        </For>
      </ul>
      <dl>
        <Fact label={words().paper}>
          {props.view.mediaLeft === null ? words().notTold : words().sheetsLeft({ count: props.view.mediaLeft })}
        </Fact>
        <For each={props.view.supplies}>
          {(supply) => (
            <Fact label={supply.name}>
              {supply.percent === null ? words().notTold : `${formatNumber(supply.percent, booth.locale(), 0)} %`}
              <Show when={supply.percent !== null}>
                <span class="supply" classList={{ 'is-low': (supply.percent ?? 100) <= 10 }}>
                  <i style={{ width: `${supply.percent ?? 0}%` }} />
                </span>
              </Show>
            </Fact>
          )}
        </For>
      </dl>
      <ActionButton icon="printer" label={words().resume} request={{ action: 'resume-printer', input: {} }} />
    </Card>
  )
}
