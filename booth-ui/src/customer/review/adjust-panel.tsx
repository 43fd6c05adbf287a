import type { Edits, VisitView } from '@quickid/booth-server/protocol'
import { createEffect, createSignal, For, Show } from 'solid-js'
import { Icon } from '../../components/icon.tsx'
import { useBooth } from '../../store/booth-store.tsx'

type ReviewView = Extract<VisitView, { state: 'review' }>

/** How long a finger may rest on a slider before the darkroom is asked: it works on each value it gets. */
const SLIDER_SETTLE_MS = 250

/** Backdrop, retouching, shape, outfit, as far as the document and the catalogue allow; else the reason why not. */
export const AdjustPanel = (props: { readonly view: ReviewView }) => {
  const booth = useBooth()
  const words = () => booth.words().review
  const document = () => booth.documentById(props.view.documentId)
  const outfits = () => booth.snapshot().hello?.catalogue.outfits ?? []
  // What the visitor set and the server has not answered yet; the server's word replaces it.
  const [wanted, setWanted] = createSignal<Edits>(props.view.edits)
  createEffect(() => {
    const fromServer = props.view.edits
    if (!props.view.isWorking) setWanted(fromServer)
  })
  let timer: ReturnType<typeof setTimeout> | undefined
  const change = (part: Partial<Edits>, waitMs = 0) => {
    const edits = { ...wanted(), ...part }
    setWanted(edits)
    clearTimeout(timer)
    timer = setTimeout(() => booth.send({ kind: 'edit', edits }), waitMs)
  }

  return (
    <Show
      when={!props.view.isEditLocked}
      fallback={
        <div class="locked">
          <span class="locked-icon">
            <Icon name="lock" />
          </span>
          <h2>{words().locked}</h2>
          <p>{words().lockedWhy}</p>
        </div>
      }
    >
      <div class="adjust">
        <Show when={props.view.editFault}>
          {(fault) => (
            <p class="notice" data-tone="fail" role="alert">
              <Icon name="alert" />
              <span>
                {booth.codes().faults[fault()].title}. {words().unchanged}
              </span>
            </p>
          )}
        </Show>
        <Show when={document()?.editPolicy === 'unstated'}>
          <p class="notice" data-tone="warn">
            <Icon name="alert" />
            <span>{words().unstated}</span>
          </p>
        </Show>
        <fieldset class="adjust-group">
          <legend>{words().background}</legend>
          <div class="swatches">
            <button
              type="button"
              class="swatch"
              data-background="original"
              aria-pressed={wanted().background === 'original'}
              onClick={() => change({ background: 'original' })}
            >
              <span class="swatch-colour is-original">
                <Icon name="person" />
              </span>
              <span>{words().original}</span>
            </button>
            <For each={document()?.backgrounds ?? []}>
              {(background) => (
                <button
                  type="button"
                  class="swatch"
                  data-background={background.id}
                  aria-pressed={wanted().background === background.id}
                  onClick={() => change({ background: background.id })}
                >
                  <span class="swatch-colour" style={{ background: background.colour }} />
                  <span>{background.name[booth.locale()]}</span>
                </button>
              )}
            </For>
          </div>
        </fieldset>
        <div class="adjust-rows">
          <Show when={!props.view.locks.retouch}>
            <Slider
              name={words().retouch}
              share={wanted().retouch}
              onChange={(retouch) => change({ retouch }, SLIDER_SETTLE_MS)}
            />
          </Show>
          <Show when={!props.view.locks.slimming}>
            <Slider
              name={words().slimming}
              share={wanted().slimming}
              onChange={(slimming) => change({ slimming }, SLIDER_SETTLE_MS)}
            />
          </Show>
          <Show when={!props.view.locks.straightShoulders}>
            <button
              type="button"
              class="switch"
              role="switch"
              aria-checked={wanted().straightShoulders}
              onClick={() => change({ straightShoulders: !wanted().straightShoulders })}
            >
              <span class="adjust-words">
                <span class="adjust-name">{words().straightShoulders}</span>
                <span class="switch-how">{words().straightShouldersHow}</span>
              </span>
              <span class="switch-track" />
            </button>
          </Show>
        </div>
        <Show when={outfits().length > 0 && !props.view.locks.outfit}>
          <fieldset class="adjust-group">
            <legend>{words().outfit}</legend>
            <div class="outfits">
              <button
                type="button"
                class="outfit"
                aria-pressed={wanted().outfit === null}
                onClick={() => change({ outfit: null })}
              >
                <Icon name="person" />
                {words().ownClothes}
              </button>
              <For each={outfits()}>
                {(outfit) => (
                  <button
                    type="button"
                    class="outfit"
                    data-outfit={outfit.id}
                    aria-pressed={wanted().outfit === outfit.id}
                    onClick={() => change({ outfit: outfit.id })}
                  >
                    <Show when={outfit.thumbnail} fallback={<Icon name="outfit" />}>
                      {(source) => <img class="outfit-picture" src={source()} alt="" width="144" height="96" />}
                    </Show>
                    {outfit.name[booth.locale()]}
                  </button>
                )}
              </For>
            </div>
          </fieldset>
        </Show>
      </div>
    </Show>
  )
}

const Slider = (props: {
  readonly name: string
  /** 0..1 */
  readonly share: number
  readonly onChange: (share: number) => void
}) => (
  <label class="slider">
    <span class="adjust-name">{props.name}</span>
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
