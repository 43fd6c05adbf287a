import { For } from 'solid-js'
import { dictionaries, type Locale, locale, setLocale } from '../words/index.ts'

export const LanguageChoice = () => (
  <div class="languages">
    <For each={Object.keys(dictionaries) as Locale[]}>
      {(choice) => (
        <button
          type="button"
          class="quiet"
          lang={choice}
          aria-pressed={locale() === choice}
          onClick={() => setLocale(choice)}
        >
          {dictionaries[choice].language}
        </button>
      )}
    </For>
  </div>
)
