import { type JSX, Show } from 'solid-js'
import { Icon, type IconName } from '../../components/icon.tsx'

/** One subject of the panel, with its state in a word. */
export const Card = (props: {
  readonly icon: IconName
  readonly title: string
  readonly tone: 'ok' | 'bad' | 'plain'
  readonly state?: string
  readonly children: JSX.Element
}) => (
  <section class="staff-card" data-tone={props.tone}>
    <header>
      <Icon name={props.icon} />
      <h3>{props.title}</h3>
      <Show when={props.state}>
        <span class="staff-state">{props.state}</span>
      </Show>
    </header>
    {props.children}
  </section>
)

export const Fact = (props: { readonly label: string; readonly children: JSX.Element }) => (
  <div class="fact">
    <dt>{props.label}</dt>
    <dd class="number">{props.children}</dd>
  </div>
)
