import type { EditsOfKind } from '@quickid/booth-server/protocol'
import { For, type JSX, Show } from 'solid-js'
import { Icon } from '../../components/icon.tsx'
import { useBooth } from '../../store/booth-store.tsx'
import type { Booth } from '../../store/create-booth.ts'
import { editWords } from './edit-controls.tsx'

type ChoiceId = EditsOfKind<'choice'>

interface Choice {
  /** The edit's value: an id, or what changes nothing. */
  readonly value: string | null
  readonly name: string
  readonly picture: () => JSX.Element
}

interface ChoiceKind {
  /** The value that changes nothing, always the first on offer. */
  readonly off: string | null
  readonly class: 'swatch' | 'outfit'
  readonly listClass: 'swatches' | 'outfits'
  readonly offers: (booth: Booth, documentId: string) => readonly Choice[]
}

/** What each choice offers, and how it looks. One that is missing does not compile. */
const choices: { readonly [K in ChoiceId]: ChoiceKind } = {
  background: {
    off: 'original',
    class: 'swatch',
    listClass: 'swatches',
    offers: (booth, documentId) =>
      (booth.documentById(documentId)?.backgrounds ?? []).map(({ id, name, colour }) => ({
        value: id,
        name,
        picture: () => <span class="swatch-colour" style={{ background: colour }} />,
      })),
  },
  outfit: {
    off: null,
    class: 'outfit',
    listClass: 'outfits',
    offers: (booth) =>
      (booth.snapshot().catalogue?.outfits ?? []).map(({ id, name, thumbnail }) => ({
        value: id,
        name,
        picture: () => (
          <Show when={thumbnail} fallback={<Icon name="outfit" />}>
            {(source) => <img class="outfit-picture" src={source()} alt="" width="144" height="96" />}
          </Show>
        ),
      })),
  },
}

/** An edit that is one of a list, or nothing. Where nobody offers anything it isn't there. */
export const EditChoice = (props: {
  readonly id: ChoiceId
  readonly documentId: string
  readonly chosen: string | null
  readonly onChange: (value: string | null) => void
}) => {
  const booth = useBooth()
  const kind = () => choices[props.id]
  const words = () => editWords(booth.words())[props.id]
  const offers = () => kind().offers(booth, props.documentId)
  const nothing = (): Choice => ({
    value: kind().off,
    name: words().off ?? '',
    picture: () =>
      kind().class === 'swatch' ? (
        <span class="swatch-colour is-original">
          <Icon name="person" />
        </span>
      ) : (
        <Icon name="person" />
      ),
  })
  return (
    <Show when={offers().length > 0}>
      <fieldset class="adjust-group" data-edit={props.id}>
        <legend>{words().name}</legend>
        <div class={kind().listClass}>
          <For each={[nothing(), ...offers()]}>
            {(choice) => (
              <button
                type="button"
                class={kind().class}
                data-choice={choice.value ?? 'none'}
                aria-pressed={props.chosen === choice.value}
                onClick={() => props.onChange(choice.value)}
              >
                {choice.picture()}
                <span>{choice.name}</span>
              </button>
            )}
          </For>
        </div>
      </fieldset>
    </Show>
  )
}
