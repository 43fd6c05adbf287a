import type { StaffView } from '@quickid/booth-server/protocol'
import { Show } from 'solid-js'
import { formatMoment, formatNumber } from '../../i18n/format.ts'
import { useBooth } from '../../store/booth-store.tsx'
import { Card, Fact } from './card.tsx'

export const FleetCard = (props: { readonly view: StaffView['fleet'] }) => {
  const booth = useBooth()
  const words = () => booth.words().staff
  const lastSync = () =>
    props.view.lastSyncAt === null ? words().never : formatMoment(props.view.lastSyncAt, booth.locale())
  return (
    <Card
      icon="globe"
      title={words().fleet}
      tone="plain"
      state={props.view.isEnrolled ? words().enrolled : words().notEnrolled}
    >
      <Show when={props.view.url}>{(url) => <p class="staff-name">{url()}</p>}</Show>
      <dl>
        <Fact label={words().recordsToSync}>{formatNumber(props.view.recordsToSync, booth.locale(), 0)}</Fact>
        <Fact label={words().lastSync}>{lastSync()}</Fact>
      </dl>
    </Card>
  )
}
