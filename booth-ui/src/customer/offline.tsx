import { Match, Switch } from 'solid-js'
import { Button } from '../components/button.tsx'
import { Dialog } from '../components/dialog.tsx'
import { LanguageSwitch } from '../components/language-switch.tsx'
import { useBooth } from '../store/booth-store.tsx'
import './offline.css'

/** It goes on by itself. */
const Waiting = (props: { readonly lead: string }) => {
  const booth = useBooth()
  return (
    <Dialog name="offline" isUrgent title={booth.words().offline.title}>
      <span class="offline-dots" aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
      <p class="dialog-lead">{props.lead}</p>
    </Dialog>
  )
}

/** It goes on when a person chooses this screen. The booth may have told it nothing yet, its language included. */
const Elsewhere = (props: { readonly name: string; readonly title: string; readonly lead: string }) => {
  const booth = useBooth()
  return (
    <Dialog name={props.name} isUrgent title={props.title}>
      <p class="dialog-lead">{props.lead}</p>
      <div class="dialog-actions">
        <Button
          look="primary"
          size="large"
          hook="use-this-screen"
          isFirstFocus
          label={booth.words().offline.useThisScreen}
          onPress={() => booth.takeOver()}
        />
      </div>
      <LanguageSwitch />
    </Dialog>
  )
}

/** While the server is away, the page is about to load itself anew, or another screen controls the booth. */
export const Offline = () => {
  const booth = useBooth()
  const words = () => booth.words().offline
  const state = () => booth.snapshot().connection
  return (
    <Switch>
      <Match when={state() === 'lost'}>
        <Waiting lead={words().lead} />
      </Match>
      <Match when={state() === 'wrong-version'}>
        <Waiting lead={words().version} />
      </Match>
      <Match when={state() === 'refused'}>
        <Waiting lead={words().refused} />
      </Match>
      <Match when={state() === 'occupied'}>
        <Elsewhere name="occupied" title={words().occupiedTitle} lead={words().occupied} />
      </Match>
      <Match when={state() === 'superseded'}>
        <Elsewhere name="superseded" title={words().supersededTitle} lead={words().superseded} />
      </Match>
    </Switch>
  )
}
