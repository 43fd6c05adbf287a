import { directionOf } from '@quickid/booth-server/locales'
import { createEffect, createMemo, createSignal, Match, onCleanup, Show, Switch } from 'solid-js'
import { Mark } from './components/top-bar.tsx'
import { Attract } from './customer/attract.tsx'
import { CameraScreen } from './customer/camera.tsx'
import { lossOnCancel } from './customer/cancel.ts'
import { ConfirmCancel } from './customer/confirm-cancel.tsx'
import { Consent } from './customer/consent.tsx'
import { Developing } from './customer/developing.tsx'
import { DocumentScreen } from './customer/document.tsx'
import { Done } from './customer/done.tsx'
import { Fault } from './customer/fault.tsx'
import { IdleWarning } from './customer/idle-warning.tsx'
import { Offline } from './customer/offline.tsx'
import { Printing } from './customer/printing.tsx'
import { Review } from './customer/review/review.tsx'
import { StaffOverlay } from './staff/staff-overlay.tsx'
import { inState, useBooth } from './store/booth-store.tsx'

/** A finger down is told to the server at most this often: it extends the idle clock. */
const TOUCH_EVERY_MS = 2_000

/** A screen a state, chosen by the view alone, and what may lie over it. */
export const App = () => {
  const booth = useBooth()
  const view = booth.view
  const [isConfirming, setConfirming] = createSignal(false)
  const loss = createMemo(() => lossOnCancel(view()))

  createEffect(() => {
    document.documentElement.lang = booth.language()
    document.documentElement.dir = directionOf(booth.language())
    document.documentElement.dataset.contrast = booth.isHighContrast() ? 'high' : 'normal'
  })
  // A question about a state that has passed is no question any more.
  createEffect(() => {
    if (loss() === null) setConfirming(false)
  })

  let touchedAtMs = -TOUCH_EVERY_MS
  const touched = (event: Event) => {
    if (event.timeStamp - touchedAtMs < TOUCH_EVERY_MS) return
    touchedAtMs = event.timeStamp
    booth.send({ kind: 'touch' })
  }
  const refuse = (event: Event) => event.preventDefault()
  window.addEventListener('pointerdown', touched, { passive: true })
  window.addEventListener('keydown', touched, { passive: true })
  window.addEventListener('contextmenu', refuse)
  window.addEventListener('dragstart', refuse)
  onCleanup(() => {
    window.removeEventListener('pointerdown', touched)
    window.removeEventListener('keydown', touched)
    window.removeEventListener('contextmenu', refuse)
    window.removeEventListener('dragstart', refuse)
  })

  const cancel = () => {
    if (loss() === null) booth.send({ kind: 'cancel' })
    else setConfirming(true)
  }

  return (
    <>
      <Switch
        fallback={
          <div class="starting" data-screen="starting">
            <Mark />
          </div>
        }
      >
        <Match when={!booth.isTurning() && inState(view(), 'attract')}>{(is) => <Attract view={is()} />}</Match>
        <Match when={inState(view(), 'document')}>{(is) => <DocumentScreen view={is()} onCancel={cancel} />}</Match>
        <Match when={inState(view(), 'consent')}>{(is) => <Consent view={is()} onCancel={cancel} />}</Match>
        <Match when={inState(view(), 'framing', 'countdown')}>
          {(is) => <CameraScreen view={is()} onCancel={cancel} />}
        </Match>
        <Match when={inState(view(), 'developing')}>{(is) => <Developing view={is()} onCancel={cancel} />}</Match>
        <Match when={inState(view(), 'review')}>{(is) => <Review view={is()} onCancel={cancel} />}</Match>
        <Match when={inState(view(), 'printing')}>{(is) => <Printing view={is()} onCancel={cancel} />}</Match>
        <Match when={inState(view(), 'done')}>{(is) => <Done view={is()} />}</Match>
        <Match when={inState(view(), 'fault')}>{(is) => <Fault view={is()} />}</Match>
      </Switch>
      <Show when={isConfirming() && loss()}>
        {(what) => (
          <ConfirmCancel
            loss={what()}
            onStay={() => setConfirming(false)}
            onEnd={() => {
              setConfirming(false)
              booth.send({ kind: 'cancel' })
            }}
          />
        )}
      </Show>
      <IdleWarning />
      <Show when={booth.isStaffOpen()}>
        <StaffOverlay />
      </Show>
      <Offline />
      <Show when={booth.snapshot().hello?.isDemo}>
        <p class="demo-ribbon">{booth.words().demo}</p>
      </Show>
    </>
  )
}
