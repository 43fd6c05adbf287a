import type { PartHealth } from '@quickid/booth-server/protocol'
import { Show } from 'solid-js'
import { useBooth } from '../../store/booth-store.tsx'

/** The fault of a part in the staff's language, with the part's own diagnosis behind it; nothing while it is well. */
export const HealthText = (props: { readonly health: PartHealth | undefined }) => {
  const booth = useBooth()
  const broken = () => (props.health?.ok === false ? props.health : null)
  return (
    <Show when={broken()}>
      {(health) => (
        <p class="staff-hint is-bad">
          {booth.codes().faults[health().fault].title} <small>{health().detail}</small>
        </p>
      )}
    </Show>
  )
}
