import type { ActionRequest } from '@quickid/booth-server/protocol'
import { Show } from 'solid-js'
import { Button } from '../components/button.tsx'
import type { IconName } from '../components/icon.tsx'
import { useBooth } from '../store/booth-store.tsx'
import { requestIdOf } from '../store/snapshot.ts'

/** Asks the booth for an action and says how it ended: done, refused and why, or failed. */
export const ActionButton = (props: {
  readonly icon: IconName
  readonly label: string
  readonly request: ActionRequest
}) => {
  const booth = useBooth()
  const words = () => booth.words().staff
  const run = () => booth.snapshot().actions[requestIdOf(props.request)]
  const answer = () => {
    const ended = run()
    switch (ended?.status) {
      case undefined:
        return ''
      case 'running':
        return words().running
      case 'done':
        return words().done
      case 'failed':
        return words().actionFailed
      case 'refused':
        return words().refusals[ended?.why ?? 'not-allowed']
    }
  }
  return (
    <div class="staff-action">
      <Button
        icon={props.icon}
        label={props.label}
        isDisabled={run()?.status === 'running'}
        onPress={() => booth.act(props.request)}
      />
      <p class="staff-answer" role="status" data-status={run()?.status ?? 'none'}>
        <Show when={run()}>{answer()}</Show>
      </p>
    </div>
  )
}
