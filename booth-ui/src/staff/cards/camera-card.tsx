import type { PartHealth, StaffView } from '@quickid/booth-server/protocol'
import { formatNumber } from '../../i18n/format.ts'
import { useBooth } from '../../store/booth-store.tsx'
import { ActionButton } from '../action-button.tsx'
import { Card } from './card.tsx'
import { HealthText } from './health-text.tsx'

export const CameraCard = (props: { readonly view: StaffView['camera']; readonly health: PartHealth | undefined }) => {
  const booth = useBooth()
  const words = () => booth.words().staff
  return (
    <Card
      icon="camera"
      title={words().camera}
      tone={props.health?.ok === false ? 'bad' : 'ok'}
      state={words().framesPerSecond({ rate: formatNumber(props.view.framesPerSecond, booth.locale()) })}
    >
      <p class="staff-name">{props.view.name}</p>
      <HealthText health={props.health} />
      <ActionButton icon="retake" label={words().reopen} request={{ action: 'reopen-camera', input: {} }} />
    </Card>
  )
}
