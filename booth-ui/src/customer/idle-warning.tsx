import { createEffect, createSignal, on, onCleanup, Show } from 'solid-js'
import { Button } from '../components/button.tsx'
import { Dialog } from '../components/dialog.tsx'
import { ProgressRing } from '../components/progress-ring.tsx'
import { useBooth } from '../store/booth-store.tsx'

/** Whole seconds until `endAtMs`, and what share of the warning is left. */
export const idleLeft = (idle: { readonly warnAtMs: number; readonly endAtMs: number }, nowMs: number) => {
  const leftMs = Math.max(0, idle.endAtMs - nowMs)
  return { seconds: Math.ceil(leftMs / 1000), share: Math.min(1, leftMs / Math.max(1, idle.endAtMs - idle.warnAtMs)) }
}

/** Before the idle clock of a state runs out: is anyone there? Any answer extends it. */
export const IdleWarning = () => {
  const booth = useBooth()
  const [nowMs, setNowMs] = createSignal(performance.now())
  const [isWarning, setWarning] = createSignal(false)
  const idle = () => booth.snapshot().idle
  let timer: ReturnType<typeof setTimeout> | undefined
  const tick = () => {
    clearTimeout(timer)
    const clock = idle()
    const now = performance.now()
    setNowMs(now)
    setWarning(clock !== null && now >= clock.warnAtMs)
    if (clock === null) return
    timer = setTimeout(tick, now < clock.warnAtMs ? clock.warnAtMs - now : 250)
  }
  createEffect(on(idle, tick))
  onCleanup(() => clearTimeout(timer))

  const left = () => idleLeft(idle() ?? { warnAtMs: 0, endAtMs: 0 }, nowMs())
  const words = () => booth.words().idle
  const isShown = () => isWarning() && booth.snapshot().connection === 'open' && !booth.isStaffOpen()
  return (
    <Show when={isShown()}>
      <Dialog name="idle" isUrgent title={words().title} onDismiss={() => booth.send({ kind: 'touch' })}>
        <ProgressRing value={left().share}>
          <span aria-hidden="true">{left().seconds}</span>
        </ProgressRing>
        <p class="dialog-lead">{words().lead}</p>
        <p class="unseen" role="timer">
          {words().seconds({ seconds: left().seconds })}
        </p>
        <div class="dialog-actions">
          <Button look="secondary" size="large" label={words().end} onPress={() => booth.send({ kind: 'cancel' })} />
          <Button
            look="primary"
            size="large"
            hook="stay"
            isFirstFocus
            label={words().stay}
            onPress={() => booth.send({ kind: 'touch' })}
          />
        </div>
      </Dialog>
    </Show>
  )
}
