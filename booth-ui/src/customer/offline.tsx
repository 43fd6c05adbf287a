import { Show } from 'solid-js'
import { Dialog } from '../components/dialog.tsx'
import { useBooth } from '../store/booth-store.tsx'
import './offline.css'

/** While the server is away, or the page is about to load a new version. */
export const Offline = () => {
  const booth = useBooth()
  const state = () => booth.snapshot().connection
  return (
    <Show when={state() === 'lost' || state() === 'wrong-version'}>
      <Dialog name="offline" isUrgent title={booth.words().offline.title}>
        <span class="offline-dots" aria-hidden="true">
          <i />
          <i />
          <i />
        </span>
        <p class="dialog-lead">{state() === 'lost' ? booth.words().offline.lead : booth.words().offline.version}</p>
      </Dialog>
    </Show>
  )
}
