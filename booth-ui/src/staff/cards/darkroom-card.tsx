import type { PartHealth } from '@quickid/booth-server/protocol'
import { useBooth } from '../../store/booth-store.tsx'
import { Card, Fact } from './card.tsx'
import { HealthText } from './health-text.tsx'

export const DarkroomCard = (props: { readonly health: PartHealth | undefined }) => {
  const booth = useBooth()
  const words = () => booth.words().staff
  return (
    <Card
      icon="memory"
      title={words().darkroom}
      tone={props.health?.ok === false ? 'bad' : 'ok'}
      {...(props.health?.ok ? { state: words().working } : {})}
    >
      <HealthText health={props.health} />
      <dl>
        <Fact label={words().version}>{booth.snapshot().hello?.appVersion}</Fact>
      </dl>
    </Card>
  )
}
