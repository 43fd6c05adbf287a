import { type JSX, Show } from 'solid-js'
import { Icon, type IconName } from './icon.tsx'
import './button.css'

/** What the end-to-end test finds a control by. The list is in the README. */
export type ActionHook =
  | 'begin'
  | 'choose-document'
  | 'consent'
  | 'attest'
  | 'capture'
  | 'retake'
  | 'print'
  | 'finish'
  | 'cancel'
  | 'retry'
  | 'back'
  | 'stay'
  | 'confirm-cancel'
  | 'keep-going'
  | 'use-this-screen'
  | 'contrast'

export interface ButtonProps {
  readonly label: string
  readonly onPress: () => void
  readonly look?: 'primary' | 'secondary' | 'quiet' | 'danger' | 'accent'
  readonly size?: 'normal' | 'large' | 'huge'
  readonly icon?: IconName
  /** The icon stands behind the label. */
  readonly isIconLast?: boolean
  /** The label is for screen readers alone. */
  readonly isIconOnly?: boolean
  readonly isDisabled?: boolean
  readonly hook?: ActionHook
  readonly class?: string
  readonly pressed?: boolean
  readonly describedBy?: string
  /** Has the focus when its dialog opens. */
  readonly isFirstFocus?: boolean
  readonly ref?: (element: HTMLButtonElement) => void
  readonly children?: JSX.Element
}

export const Button = (props: ButtonProps) => (
  <button
    type="button"
    ref={(element) => props.ref?.(element)}
    class={`button ${props.class ?? ''}`}
    classList={{ 'is-icon-only': props.isIconOnly ?? false }}
    data-look={props.look ?? 'secondary'}
    data-size={props.size ?? 'normal'}
    data-action={props.hook}
    disabled={props.isDisabled ?? false}
    autofocus={props.isFirstFocus ?? false}
    aria-pressed={props.pressed}
    aria-describedby={props.describedBy}
    aria-label={props.isIconOnly ? props.label : undefined}
    onClick={() => props.onPress()}
  >
    <Show when={props.icon !== undefined && !props.isIconLast}>
      <Icon name={props.icon ?? 'check'} />
    </Show>
    <Show when={!props.isIconOnly}>
      <span class="button-label">{props.label}</span>
    </Show>
    {props.children}
    <Show when={props.icon !== undefined && props.isIconLast}>
      <Icon name={props.icon ?? 'check'} />
    </Show>
  </button>
)
