import type { JSX } from 'solid-js'
import './progress-ring.css'

/** A ring that is `value` (0..1) full. What it means must stand in words beside or inside it. */
export const ProgressRing = (props: {
  readonly value: number
  readonly children?: JSX.Element
  readonly class?: string
}) => (
  <div class={`progress-ring ${props.class ?? ''}`}>
    <svg viewBox="0 0 100 100" aria-hidden="true">
      <circle class="progress-ring-track" cx="50" cy="50" r="45" />
      <circle
        class="progress-ring-bar"
        cx="50"
        cy="50"
        r="45"
        pathLength="1"
        stroke-dasharray="1"
        stroke-dashoffset={1 - Math.max(0, Math.min(1, props.value))}
        transform="rotate(-90 50 50)"
      />
    </svg>
    <div class="progress-ring-middle">{props.children}</div>
  </div>
)
