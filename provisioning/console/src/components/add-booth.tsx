import { createMemo, createSignal, Match, onMount, Show, Switch } from 'solid-js'
import type { ClaimView } from '../../../fleet/console-api/console-api.ts'
import { api } from '../api.ts'
import type { FleetStore } from '../fleet-store.ts'
import { formatTime } from '../format.ts'
import { words } from '../words/index.ts'
import { Digits } from './digits.tsx'
import { Modal } from './modal.tsx'

/** From the claim to the accepted booth in one dialog: the code, then the digits of whoever used it. */
export const AddBooth = (props: { fleet: FleetStore; onClose: () => void }) => {
  const [claim, setClaim] = createSignal<ClaimView | null>(null)
  const [isCopied, setIsCopied] = createSignal(false)
  const knownPending = new Set(
    props.fleet.state.booths.filter(({ status }) => status === 'pending').map(({ id }) => id),
  )
  const [arrivedId, setArrivedId] = createSignal<string | null>(null)

  onMount(async () => {
    const result = await props.fleet.act(api.createClaim())
    if (result.ok) setClaim(result.value)
    else props.onClose()
  })
  const command = () => `npm run enrol -- ${claim()?.code ?? ''} --fleet ${location.origin}`
  const copy = async (event: MouseEvent) => {
    const text = (event.currentTarget as HTMLElement).parentElement?.querySelector('code')
    try {
      await navigator.clipboard.writeText(command())
      setIsCopied(true)
    } catch {
      // Without a secure context there is no clipboard: then the text is at least selected.
      if (text) getSelection()?.selectAllChildren(text)
    }
  }
  const arrived = createMemo(() => {
    const pending = props.fleet.state.booths.find(({ id, status }) => status === 'pending' && !knownPending.has(id))
    if (pending !== undefined) setArrivedId(pending.id)
    return props.fleet.state.booths.find(({ id }) => id === arrivedId()) ?? null
  })

  return (
    <Modal title={words().addBooth} onClose={props.onClose}>
      <Switch fallback={<p class="soft">{words().loading}</p>}>
        <Match when={arrived()}>
          {(booth) => (
            <Switch>
              <Match when={booth().status === 'pending'}>
                <p>{words().compare}</p>
                <Digits code={booth().confirmationCode ?? ''} />
                <p class="soft">{words().compareNo}</p>
                <div class="actions">
                  <button type="button" class="primary" onClick={() => props.fleet.act(api.accept(booth()))}>
                    {words().accept}
                  </button>
                  <button type="button" class="danger" onClick={() => props.fleet.act(api.refuse(booth()))}>
                    {words().refuse}
                  </button>
                </div>
              </Match>
              <Match when={true}>
                <p class="outcome" data-status={booth().status}>
                  <Show when={booth().status === 'active'} fallback={words().status[booth().status]}>
                    {words().joined}
                  </Show>
                </p>
                <div class="actions end">
                  <button type="button" class="primary" onClick={props.onClose}>
                    {words().done}
                  </button>
                </div>
              </Match>
            </Switch>
          )}
        </Match>
        <Match when={claim()}>
          {(made) => (
            <>
              <p class="claim-code" role="img" aria-label={`${words().claimCode}: ${[...made().code].join(' ')}`}>
                {made().code}
              </p>
              <p>{words().claimLead}</p>
              <div class="command">
                <code>{command()}</code>
                <button type="button" onClick={copy}>
                  {isCopied() ? words().copied : words().copy}
                </button>
              </div>
              <p class="soft">{words().claimOnce({ until: formatTime(made().expiresAt) })}</p>
              <p class="waiting" role="status">
                {words().waitingForBooth}
              </p>
              <div class="actions end">
                <button type="button" onClick={props.onClose}>
                  {words().close}
                </button>
              </div>
            </>
          )}
        </Match>
      </Switch>
    </Modal>
  )
}
