import { createEffect, createSignal, For, on, onCleanup } from 'solid-js'
import { Button } from '../components/button.tsx'
import { Dialog } from '../components/dialog.tsx'
import { Icon } from '../components/icon.tsx'
import { useBooth } from '../store/booth-store.tsx'

const keys = ['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const
const MIN_DIGITS = 4
const MAX_DIGITS = 12
/** Left open by mistake, the keypad goes away by itself. */
const CLOSE_AFTER_MS = 30_000

/** Our own keypad: a booth has no other, and the PIN is in no field that a browser could offer to keep. */
export const Keypad = (props: { readonly onClose: () => void }) => {
  const booth = useBooth()
  const [pin, setPin] = createSignal('')
  const [nowMs, setNowMs] = createSignal(performance.now())
  const words = () => booth.words().staff
  const refusal = () => booth.snapshot().refusal
  const openedAtMs = performance.now()

  let closeTimer = setTimeout(() => props.onClose(), CLOSE_AFTER_MS)
  const stayOpen = () => {
    clearTimeout(closeTimer)
    closeTimer = setTimeout(() => props.onClose(), CLOSE_AFTER_MS)
  }
  const clock = setInterval(() => setNowMs(performance.now()), 500)
  onCleanup(() => {
    clearTimeout(closeTimer)
    clearInterval(clock)
  })
  createEffect(on(refusal, () => setPin(''), { defer: true }))

  const lockedSeconds = () => {
    const last = refusal()
    if (last?.code !== 'pin-locked') return 0
    return Math.max(0, Math.ceil((last.atMs + (last.retryAfterMs ?? 0) - nowMs()) / 1000))
  }
  const message = () => {
    const last = refusal()
    if (last === null || last.atMs < openedAtMs) return null
    if (last.code === 'pin-locked') return lockedSeconds() > 0 ? words().pinLocked({ seconds: lockedSeconds() }) : null
    if (last.code === 'wrong-pin') return words().wrongPin
    return last.code === 'no-pin-set' ? words().noPin : words().failed
  }
  const press = (digit: string) => {
    stayOpen()
    setPin((now) => (now.length < MAX_DIGITS ? now + digit : now))
  }
  const erase = () => {
    stayOpen()
    setPin((now) => now.slice(0, -1))
  }
  const submit = () => {
    if (pin().length < MIN_DIGITS || lockedSeconds() > 0) return
    booth.send({ kind: 'staff-sign-in', pin: pin() })
    setPin('')
  }
  const onKey = (event: KeyboardEvent) => {
    if (/^[0-9]$/.test(event.key)) press(event.key)
    else if (event.key === 'Backspace') erase()
    else if (event.key === 'Enter' && event.target === document.body) submit()
  }
  window.addEventListener('keydown', onKey)
  onCleanup(() => window.removeEventListener('keydown', onKey))

  return (
    <Dialog name="staff-pin" title={words().pinTitle} onDismiss={() => props.onClose()}>
      <div class="keypad">
        <output class="pin" aria-label={words().digits({ count: pin().length })}>
          <For each={Array.from({ length: Math.max(MIN_DIGITS, pin().length) })}>
            {(_, at) => <span class="pin-dot" classList={{ 'is-set': at() < pin().length }} />}
          </For>
        </output>
        <p class="keypad-message" classList={{ 'is-error': message() !== null }} role="status">
          {message() ?? words().pinLead}
        </p>
        <div class="keypad-keys">
          <For each={keys}>
            {(key) => (
              <button type="button" class="pin-key number" data-digit={key} onClick={() => press(key)}>
                {key}
              </button>
            )}
          </For>
          <button type="button" class="pin-key is-quiet" aria-label={words().erase} onClick={erase}>
            <Icon name="erase" />
          </button>
          <button type="button" class="pin-key number" data-digit="0" onClick={() => press('0')}>
            0
          </button>
          <button
            type="button"
            class="pin-key is-enter"
            data-action="staff-sign-in"
            aria-label={words().signIn}
            disabled={pin().length < MIN_DIGITS || lockedSeconds() > 0}
            onClick={submit}
          >
            <Icon name="forward" />
          </button>
        </div>
        <Button look="quiet" label={booth.words().close} onPress={() => props.onClose()} />
      </div>
    </Dialog>
  )
}
