import { batch, createSignal, onCleanup } from 'solid-js'
import { createStore, reconcile } from 'solid-js/store'
import type { BoothView, TotalsView } from '../../fleet/console-api/console-api.ts'
import { api, type Failure, type Result } from './api.ts'

const refreshMs = 4000

/** What the fleet last said, refreshed while the page is looked at. */
export const createFleetStore = (onSignedOut: () => void) => {
  const [state, setState] = createStore<{ booths: BoothView[]; totals: TotalsView | null }>({
    booths: [],
    totals: null,
  })
  const [isLoaded, setIsLoaded] = createSignal(false)
  const [failure, setFailure] = createSignal<Failure | null>(null)

  const refresh = async (): Promise<void> => {
    const [booths, totals] = await Promise.all([api.booths(), api.totals()])
    batch(() => {
      if (booths.ok) setState('booths', reconcile([...booths.value.booths], { key: 'id' }))
      if (totals.ok) setState('totals', reconcile(totals.value))
      if (booths.ok && totals.ok) {
        setIsLoaded(true)
        setFailure((before) => (before === 'unreachable' ? null : before))
        return
      }
      const reason = booths.ok ? (totals.ok ? null : totals.reason) : booths.reason
      if (reason === 'signed-out') onSignedOut()
      else setFailure('unreachable')
    })
  }

  /** Does something, then shows the truth. A failure is told until the next act. */
  const act = async <T>(work: Promise<Result<T>>): Promise<Result<T>> => {
    const result = await work
    setFailure(result.ok ? null : result.reason)
    await refresh()
    return result
  }

  const timer = setInterval(() => {
    if (document.visibilityState === 'visible') void refresh()
  }, refreshMs)
  onCleanup(() => clearInterval(timer))
  void refresh()
  return { state, isLoaded, failure, refresh, act }
}

export type FleetStore = ReturnType<typeof createFleetStore>
