import type { StaffView } from '@quickid/booth-server/protocol'
import { formatNumber } from '../../i18n/format.ts'
import { useBooth } from '../../store/booth-store.tsx'
import { Card, Fact } from './card.tsx'

export const CountsCard = (props: { readonly view: StaffView['counts'] }) => {
  const booth = useBooth()
  const words = () => booth.words().staff
  const count = (value: number) => formatNumber(value, booth.locale(), 0)
  return (
    <Card icon="note" title={words().counts} tone="plain">
      <dl>
        <Fact label={words().visitsToday}>{count(props.view.visitsToday)}</Fact>
        <Fact label={words().sheetsToday}>{count(props.view.sheetsToday)}</Fact>
        <Fact label={words().sheetsTotal}>{count(props.view.sheetsTotal)}</Fact>
      </dl>
    </Card>
  )
}
