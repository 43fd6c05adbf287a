import type { FaultCode, VisitView } from '@quickid/booth-server/protocol'
import { Show } from 'solid-js'
import { Button } from '../components/button.tsx'
import { Icon, type IconName } from '../components/icon.tsx'
import { Screen } from '../components/screen.tsx'
import { useBooth } from '../store/booth-store.tsx'
import './fault.css'

const iconOf = (fault: FaultCode): IconName => {
  if (fault.startsWith('printer.')) return 'printer'
  if (fault.startsWith('camera.')) return 'camera'
  if (fault === 'face.several') return 'people'
  if (fault.startsWith('face.') || fault.startsWith('crop.')) return 'person'
  return 'alert'
}

/** What happened, what to do, and the way on. */
export const Fault = (props: { readonly view: Extract<VisitView, { state: 'fault' }> }) => {
  const booth = useBooth()
  const words = () => booth.codes().faults[props.view.fault]
  return (
    <Screen
      name="fault"
      title={words().title}
      isTitleHidden
      actions={
        <>
          <Button
            size="large"
            look={props.view.canRetry ? 'secondary' : 'primary'}
            hook="cancel"
            label={booth.words().fault.finish}
            onPress={() => booth.send({ kind: 'cancel' })}
          />
          <Show when={props.view.canRetry}>
            <Button
              size="large"
              look="primary"
              icon="retake"
              hook="retry"
              label={booth.words().tryAgain}
              onPress={() => booth.send({ kind: 'retry' })}
            />
          </Show>
        </>
      }
    >
      <div class="fault" role="alert" data-fault={props.view.fault}>
        <span class="fault-icon">
          <Icon name={iconOf(props.view.fault)} />
        </span>
        <p class="fault-title as-title">{words().title}</p>
        <p class="fault-advice">{words().advice}</p>
        <Show when={booth.snapshot().hello?.contact}>
          {(contact) => <p class="fault-contact">{booth.words().fault.contact({ contact: contact() })}</p>}
        </Show>
      </div>
    </Screen>
  )
}
