import { Match, Show, Switch } from 'solid-js'
import { Button } from '../components/button.tsx'
import { Dialog } from '../components/dialog.tsx'
import { useBooth } from '../store/booth-store.tsx'
import './offline.css'

/** While the server is away, the page is about to load a new version, or another screen controls the booth. */
export const Offline = () => {
  const booth = useBooth()
  const words = () => booth.words().offline
  const state = () => booth.snapshot().connection
  return (
    <Switch>
      <Match when={state() === 'lost' || state() === 'wrong-version'}>
        <Dialog name="offline" isUrgent title={words().title}>
          <span class="offline-dots" aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          <p class="dialog-lead">
            <Show when={state() === 'lost'} fallback={words().version}>
              {words().lead}
            </Show>
          </p>
        </Dialog>
      </Match>
      <Match when={state() === 'superseded'}>
        <Dialog name="superseded" isUrgent title={words().supersededTitle}>
          <p class="dialog-lead">{words().superseded}</p>
          <div class="dialog-actions">
            <Button
              look="primary"
              size="large"
              hook="use-this-screen"
              isFirstFocus
              label={words().useThisScreen}
              onPress={() => booth.reconnect()}
            />
          </div>
        </Dialog>
      </Match>
    </Switch>
  )
}
