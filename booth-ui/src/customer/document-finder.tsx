import type { DocumentSummary } from '@quickid/booth-server/protocol'
import { createMemo, createSignal, For, Show } from 'solid-js'
import { Button } from '../components/button.tsx'
import { Dialog } from '../components/dialog.tsx'
import { Icon } from '../components/icon.tsx'
import { TouchKeyboard } from '../components/touch-keyboard.tsx'
import { useBooth } from '../store/booth-store.tsx'
import { DocumentCard } from './document-card.tsx'
import { countriesOf, MAX_SEARCH_LENGTH, searchDocuments } from './search-documents.ts'
import './document.css'

const categories = ['passport', 'visa', 'identity', 'driving', 'studio', 'other'] as const

/** The catalogue: search, category, country, and a card for each document but those in `except`. */
export const DocumentFinder = (props: {
  readonly except?: readonly string[]
  readonly onChoose: (documentId: string) => void
}) => {
  const booth = useBooth()
  const [text, setText] = createSignal('')
  const [category, setCategory] = createSignal<DocumentSummary['category'] | null>(null)
  const [countryCode, setCountryCode] = createSignal<string | null>(null)
  const [isChoosingCountry, setChoosingCountry] = createSignal(false)
  const [isTyping, setTyping] = createSignal(false)
  const documents = createMemo(() => {
    const all = booth.snapshot().catalogue?.documents ?? []
    return all.filter(({ id }) => !props.except?.includes(id))
  })
  const countries = createMemo(() => countriesOf(documents(), booth.locale()))
  const shown = createMemo(() =>
    searchDocuments(documents(), { text: text(), category: category(), countryCode: countryCode() }, booth.locale()),
  )
  const present = createMemo(() =>
    categories.filter((each) => documents().some((document) => document.category === each)),
  )
  const country = () => countries().find(({ code }) => code === countryCode())
  const words = () => booth.words().document
  const clear = () => {
    setText('')
    setCategory(null)
    setCountryCode(null)
  }

  return (
    <>
      <div class="finder">
        <div class="finder-search" classList={{ 'is-open': isTyping() }}>
          <Icon name="search" />
          <input
            type="text"
            // The booth has no system keyboard; ours opens below, a real one works as well.
            inputmode="none"
            autocomplete="off"
            spellcheck={false}
            aria-label={words().search}
            placeholder={words().search}
            maxLength={MAX_SEARCH_LENGTH}
            value={text()}
            onFocus={() => setTyping(true)}
            onInput={(event) => setText(event.currentTarget.value)}
          />
          <Show when={text() !== ''}>
            <Button look="quiet" icon="cross" isIconOnly label={words().clear} onPress={() => setText('')} />
          </Show>
        </div>
        <Button
          class="finder-country"
          icon="globe"
          label={country()?.name ?? words().allCountries}
          pressed={countryCode() !== null}
          onPress={() => setChoosingCountry(true)}
        >
          <Icon name="chevron" />
        </Button>
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: filters of a list, not a form */}
      <div class="categories" role="group" aria-label={words().title}>
        <button type="button" class="category" aria-pressed={category() === null} onClick={() => setCategory(null)}>
          {booth.words().categories.all}
        </button>
        <For each={present()}>
          {(each) => (
            <button type="button" class="category" aria-pressed={category() === each} onClick={() => setCategory(each)}>
              {booth.words().categories[each]}
            </button>
          )}
        </For>
        <span class="categories-count number" role="status">
          {words().found({ count: shown().length })}
        </span>
      </div>
      <Show
        when={shown().length > 0}
        fallback={
          <div class="documents-none">
            <Icon name="search" />
            <h2>{words().none}</h2>
            <p>{words().noneAdvice}</p>
            <Button label={words().clearAll} onPress={clear} />
          </div>
        }
      >
        <ul class="documents scroll">
          <For each={shown()}>
            {(document) => (
              <li>
                <DocumentCard document={document} onChoose={() => props.onChoose(document.id)} />
              </li>
            )}
          </For>
        </ul>
      </Show>
      <Show when={isTyping()}>
        <TouchKeyboard
          words={words().keyboard}
          onKey={(key) => setText((now) => (now + key).slice(0, MAX_SEARCH_LENGTH))}
          onErase={() => setText((now) => [...now].slice(0, -1).join(''))}
          onHide={() => setTyping(false)}
        />
      </Show>
      <Show when={isChoosingCountry()}>
        <Dialog name="country" look="full" title={words().chooseCountry} onDismiss={() => setChoosingCountry(false)}>
          <div class="countries scroll">
            <button
              type="button"
              class="country"
              aria-pressed={countryCode() === null}
              onClick={() => {
                setCountryCode(null)
                setChoosingCountry(false)
              }}
            >
              <span>{words().allCountries}</span>
              <span class="country-count number">{documents().length}</span>
            </button>
            <For each={countries()}>
              {(each) => (
                <button
                  type="button"
                  class="country"
                  aria-pressed={countryCode() === each.code}
                  onClick={() => {
                    setCountryCode(each.code)
                    setChoosingCountry(false)
                  }}
                >
                  <span>{each.name}</span>
                  <span class="country-count number">{each.count}</span>
                </button>
              )}
            </For>
          </div>
          <div class="dialog-actions">
            <Button label={booth.words().close} onPress={() => setChoosingCountry(false)} />
          </div>
        </Dialog>
      </Show>
    </>
  )
}
