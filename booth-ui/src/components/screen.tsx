import type { VisitStateName } from '@quickid/booth-server/protocol'
import { For, type JSX, onMount, Show } from 'solid-js'
import { useBooth } from '../store/booth-store.tsx'
import { TopBar } from './top-bar.tsx'
import './screen.css'

export const visitSteps = ['document', 'consent', 'photo', 'review', 'print'] as const
export type VisitStep = (typeof visitSteps)[number]

const StepLine = (props: { readonly step: VisitStep }) => {
  const booth = useBooth()
  const index = () => visitSteps.indexOf(props.step)
  return (
    <>
      <ol class="steps" aria-hidden="true">
        <For each={visitSteps}>
          {(step, at) => (
            <li class="step" classList={{ 'is-past': at() < index(), 'is-now': at() === index() }}>
              <span class="step-line" />
              <span class="step-name">{booth.words().steps[step]}</span>
            </li>
          )}
        </For>
      </ol>
      <p class="unseen">{booth.words().stepOf({ step: index() + 1, steps: visitSteps.length })}</p>
    </>
  )
}

/** The frame of every screen of a visit: bar, heading, content, actions. The heading takes the focus on entry. */
export const Screen = (props: {
  readonly name: VisitStateName
  readonly title: string
  readonly lead?: string | undefined
  /** The heading is for screen readers alone. */
  readonly isTitleHidden?: boolean
  readonly step?: VisitStep
  readonly onCancel?: (() => void) | undefined
  readonly actions?: JSX.Element
  readonly children: JSX.Element
}) => {
  let heading: HTMLHeadingElement | undefined
  onMount(() => heading?.focus({ preventScroll: true }))
  return (
    <div class="screen" data-screen={props.name}>
      <TopBar onCancel={props.onCancel}>
        <Show when={props.step}>{(step) => <StepLine step={step()} />}</Show>
      </TopBar>
      <main class="screen-main">
        <div class="screen-heading" classList={{ unseen: props.isTitleHidden ?? false }}>
          <h1 ref={heading} tabindex="-1">
            {props.title}
          </h1>
          <Show when={props.lead}>{(lead) => <p class="screen-lead">{lead()}</p>}</Show>
        </div>
        {props.children}
      </main>
      <Show when={props.actions}>
        <footer class="screen-actions">{props.actions}</footer>
      </Show>
    </div>
  )
}
