import { For } from 'solid-js'

/** Drawn for this project on a 24-unit grid, stroke 1.8, round ends. */
const paths = {
  check: ['M4.5 12.8 9.6 18 19.5 6.8'],
  cross: ['M6 6l12 12', 'M18 6 6 18'],
  alert: ['M12 3.6 21.4 20H2.6L12 3.6Z', 'M12 10v4.6', 'M12 17.3v.1'],
  dash: ['M6 12h12'],
  back: ['M10 5l-7 7 7 7', 'M3.5 12H21'],
  forward: ['M14 5l7 7-7 7', 'M20.5 12H3'],
  left: ['M10 5l-7 7 7 7', 'M3.5 12H21'],
  right: ['M14 5l7 7-7 7', 'M20.5 12H3'],
  up: ['M5 10l7-7 7 7', 'M12 3.5V21'],
  down: ['M5 14l7 7 7-7', 'M12 20.5V3'],
  chevron: ['M6 9.5l6 6 6-6'],
  search: ['M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13Z', 'M15.4 15.4 20.5 20.5'],
  globe: ['M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Z', 'M3 12h18', 'M12 3c-5.2 5.6-5.2 12.4 0 18 5.2-5.6 5.2-12.4 0-18Z'],
  contrast: ['M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Z', 'M12 3v18', 'M12 7.5h4.6', 'M12 12h8.6', 'M12 16.5h4.6'],
  camera: ['M3.5 8h4l1.8-2.6h5.4L16.5 8h4v11.2h-17V8Z', 'M12 10a3.4 3.4 0 1 0 0 6.8 3.4 3.4 0 0 0 0-6.8Z'],
  printer: ['M7 8.5V3.5h10v5', 'M7 17H3.5V8.5h17V17H17', 'M7 14h10v6.5H7V14Z', 'M17 11.2v.1'],
  memory: ['M6.5 6.5h11v11h-11v-11Z', 'M10 10h4v4h-4v-4Z', 'M9 3v3M15 3v3M9 18v3M15 18v3M3 9h3M3 15h3M18 9h3M18 15h3'],
  lens: ['M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Z', 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8Z'],
  note: ['M6 3.5h8.5L19 8v12.5H6V3.5Z', 'M14 3.8V8.4h4.7', 'M9 12.5h6.5M9 16.3h6.5'],
  stop: ['M8.3 3.5h7.4l4.8 4.8v7.4l-4.8 4.8H8.3l-4.8-4.8V8.3l4.8-4.8Z', 'M9 9l6 6M15 9l-6 6'],
  lock: ['M5.5 11h13v9.5h-13V11Z', 'M8.3 11V7.6a3.7 3.7 0 0 1 7.4 0V11', 'M12 14.8v2'],
  erase: ['M8.5 5.5h12v13h-12L3 12l5.5-6.5Z', 'M11.7 9.3l5.4 5.4M17.1 9.3l-5.4 5.4'],
  keyboard: ['M3 6.5h18v11H3v-11Z', 'M6.5 10h.1M9.5 10h.1M12.5 10h.1M15.5 10h.1M17.7 10h.1M8 14h8'],
  person: ['M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8Z', 'M4.5 20.5c.6-4.3 3.6-6.3 7.5-6.3s6.9 2 7.5 6.3'],
  people: [
    'M9 5a3.4 3.4 0 1 0 0 6.8A3.4 3.4 0 0 0 9 5Z',
    'M2.8 19c.5-3.6 3-5.2 6.2-5.2s5.7 1.6 6.2 5.2',
    'M15.6 5.3a3.1 3.1 0 0 1 0 6.1',
    'M17.6 14c2 .6 3.2 2.3 3.6 5',
  ],
  sun: [
    'M12 7.8a4.2 4.2 0 1 0 0 8.4 4.2 4.2 0 0 0 0-8.400Z',
    'M12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.400M17.3 17.3l1.4 1.400M5.3 18.7l1.4-1.400M17.3 6.7l1.4-1.4',
  ],
  closer: ['M3 9V3h6M21 9V3h-6M3 15v6h6M21 15v6h-6', 'M12 8.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7Z'],
  away: ['M9 3v6H3M15 3v6h6M9 21v-6H3M15 21v-6h6'],
  level: ['M3 12h4M17 12h4', 'M12 7a5 5 0 1 0 0 10 5 5 0 0 0 0-10Z'],
  still: ['M8.5 5v14M15.5 5v14'],
  retake: ['M4 12a8 8 0 1 1 2.6 5.9', 'M4 19v-5h5'],
  plus: ['M12 5v14M5 12h14'],
  minus: ['M5 12h14'],
  tray: ['M3.5 14v6.5h17V14', 'M12 3.5v11.5', 'M7 10.5l5 5 5-5'],
  shield: ['M12 3l8 3v5.6c0 4.7-3.2 8-8 9.6-4.8-1.6-8-4.9-8-9.600V6l8-3Z', 'M8.2 12l2.8 2.9 5-5.6'],
  ruler: ['M3 8h18v8H3V8Z', 'M7 8v3M11 8v4M15 8v3M19 8v4'],
  swatch: ['M4 4h7v16H4V4Z', 'M11 9l5-5 5 5-10 10', 'M7.5 16.5v.1'],
  outfit: ['M8.5 3.5 12 6.5l3.5-3 5 3-2 5-2-.8v9.8h-9V10.7l-2 .8-2-5 5-3Z'],
  wand: ['M4 20 15 9', 'M17.5 3v4M15.5 5h4M19.5 11v3M18 12.5h3M9.5 3.5v3M8 5h3'],
  clock: ['M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Z', 'M12 7v5.3l3.5 2'],
  offline: ['M4 9.5a12 12 0 0 1 16 0', 'M7.3 13.2a7 7 0 0 1 9.4 0', 'M12 18v.1', 'M4 3.5l16 17'],
} as const

export type IconName = keyof typeof paths

/** An ornament: whatever it says must also stand in words beside it. */
export const Icon = (props: { readonly name: IconName; readonly class?: string }) => (
  <svg
    class={`icon ${props.class ?? ''}`}
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    stroke-width="1.9"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
  >
    <For each={paths[props.name]}>{(d) => <path d={d} />}</For>
  </svg>
)
