import type { PartHealth } from '@quickid/booth-server/protocol'
import { Show } from 'solid-js'
import { useBooth } from '../../store/booth-store.tsx'

/** A part's own words where it is well, else its fault in the staff's. */
export const HealthText = (props: { readonly health: PartHealth | undefined }) => {
  const booth = useBooth()
  return (
    <Show when={props.health}>
      {(health) => {
        const fault = () => {
          const now = health()
          return now.ok ? null : now.fault
        }
        return (
          <Show when={fault()} fallback={<p class="staff-hint">{health().detail}</p>}>
            {(code) => (
              <p class="staff-hint is-bad">
                {booth.codes().faults[code()].title} <small>{health().detail}</small>
              </p>
            )}
          </Show>
        )
      }}
    </Show>
  )
}
