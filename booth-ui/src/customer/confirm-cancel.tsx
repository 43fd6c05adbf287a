import { Button } from '../components/button.tsx'
import { Dialog } from '../components/dialog.tsx'
import { useBooth } from '../store/booth-store.tsx'

/** Asked only where something would be lost. */
export const ConfirmCancel = (props: {
  readonly loss: 'photo' | 'printing'
  readonly onStay: () => void
  readonly onEnd: () => void
}) => {
  const booth = useBooth()
  const words = () => booth.words().confirm
  return (
    <Dialog name="confirm-cancel" isUrgent title={words().title} onDismiss={() => props.onStay()}>
      <p class="dialog-lead">{words()[props.loss]}</p>
      <div class="dialog-actions">
        <Button
          look="secondary"
          size="large"
          hook="keep-going"
          isFirstFocus
          label={words().stay}
          onPress={() => props.onStay()}
        />
        <Button look="danger" size="large" hook="confirm-cancel" label={words().end} onPress={() => props.onEnd()} />
      </div>
    </Dialog>
  )
}
