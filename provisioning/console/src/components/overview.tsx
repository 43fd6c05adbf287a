import { createSignal, For, onCleanup, Show } from 'solid-js'
import { api } from '../api.ts'
import { createFleetStore } from '../fleet-store.ts'
import { words } from '../words/index.ts'
import { AddBooth } from './add-booth.tsx'
import { BoothRow } from './booth-row.tsx'
import { LanguageChoice } from './language-choice.tsx'
import { PendingBooth } from './pending-booth.tsx'
import { SecurityLog } from './security-log.tsx'
import { Totals } from './totals.tsx'

export const Overview = (props: { operator: string; onSignedOut: () => void }) => {
  const fleet = createFleetStore(() => props.onSignedOut())
  const [isAdding, setIsAdding] = createSignal(false)
  const [nowMs, setNowMs] = createSignal(Date.now())
  const clock = setInterval(() => setNowMs(Date.now()), 10_000)
  onCleanup(() => clearInterval(clock))

  const pending = () => fleet.state.booths.filter(({ status }) => status === 'pending')
  const others = () => fleet.state.booths.filter(({ status }) => status !== 'pending')
  const signOut = async () => {
    await api.signOut()
    props.onSignedOut()
  }

  return (
    <>
      <header class="top">
        <div class="brand">
          <img src="./icon.svg" alt="" width="30" height="30" />
          <h1>{words().product}</h1>
        </div>
        <LanguageChoice />
        <div class="account">
          <span class="operator">{props.operator}</span>
          <button type="button" class="quiet" onClick={signOut}>
            {words().signOut}
          </button>
        </div>
      </header>
      <main class="overview">
        <p class="banner" role="alert">
          <Show when={fleet.failure()}>
            {(reason) => <span>{reason() === 'unreachable' ? words().unreachable : words().failed}</span>}
          </Show>
        </p>
        <div class="column-wide">
          <div class="section-head">
            <h2>{words().booths}</h2>
            <button type="button" class="primary" onClick={() => setIsAdding(true)}>
              {words().addBooth}
            </button>
          </div>
          <div aria-live="polite">
            <For each={pending()}>{(booth) => <PendingBooth booth={booth} fleet={fleet} nowMs={nowMs()} />}</For>
          </div>
          <Show when={fleet.isLoaded()} fallback={<p class="soft">{words().loading}</p>}>
            <Show
              when={fleet.state.booths.length > 0}
              fallback={
                <div class="card empty">
                  <h3>{words().noBooths}</h3>
                  <p class="soft">{words().noBoothsLead}</p>
                </div>
              }
            >
              <Show when={others().length > 0}>
                <ul class="card booths">
                  <For each={others()}>{(booth) => <BoothRow booth={booth} fleet={fleet} nowMs={nowMs()} />}</For>
                </ul>
              </Show>
            </Show>
          </Show>
        </div>
        <div class="column-narrow">
          <Show when={fleet.state.totals}>{(totals) => <Totals totals={totals()} />}</Show>
          <SecurityLog />
        </div>
      </main>
      <Show when={isAdding()}>
        <AddBooth fleet={fleet} onClose={() => setIsAdding(false)} />
      </Show>
    </>
  )
}
