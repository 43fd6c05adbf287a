import { Show } from 'solid-js'
import './countdown.css'

/** The seconds, over the live picture but not over the face. Keyed, so that each second enters anew. */
export const CountdownFace = (props: { readonly secondsLeft: number }) => (
  <div class="countdown" role="timer" aria-live="assertive">
    <Show when={String(props.secondsLeft)} keyed>
      {(seconds) => <span class="countdown-number number">{seconds}</span>}
    </Show>
  </div>
)
