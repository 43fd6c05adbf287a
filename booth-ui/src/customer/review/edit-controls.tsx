import type { EditId } from '@quickid/booth-server/protocol'
import { Show } from 'solid-js'
import type { Words } from '../../i18n/words.generated.ts'
import { useBooth } from '../../store/booth-store.tsx'

/** What an edit is called; `how`: what it does, where the name doesn't say it; `off`: the choice that changes nothing. */
export interface EditWords {
  readonly name: string
  readonly how?: string
  readonly off?: string
}

/** Every edit of the protocol has words, or this does not compile. */
export const editWords = (words: Words): { readonly [K in EditId]: EditWords } => words.review.edits

/** An edit by degrees, 0..1. */
export const EditSlider = (props: {
  readonly id: EditId
  readonly share: number
  readonly onChange: (share: number) => void
}) => {
  const booth = useBooth()
  return (
    <label class="slider" data-edit={props.id}>
      <span class="adjust-name">{editWords(booth.words())[props.id].name}</span>
      <input
        type="range"
        min="0"
        max="100"
        step="10"
        value={Math.round(props.share * 100)}
        style={{ '--value': `${props.share}` }}
        onInput={(event) => props.onChange(event.currentTarget.valueAsNumber / 100)}
      />
    </label>
  )
}

/** An edit that is on or off. */
export const EditSwitch = (props: {
  readonly id: EditId
  readonly isOn: boolean
  readonly onChange: (isOn: boolean) => void
}) => {
  const booth = useBooth()
  const words = () => editWords(booth.words())[props.id]
  return (
    <button
      type="button"
      class="switch"
      role="switch"
      data-edit={props.id}
      aria-checked={props.isOn}
      onClick={() => props.onChange(!props.isOn)}
    >
      <span class="adjust-words">
        <span class="adjust-name">{words().name}</span>
        <Show when={words().how}>
          <span class="switch-how">{words().how}</span>
        </Show>
      </span>
      <span class="switch-track" />
    </button>
  )
}
