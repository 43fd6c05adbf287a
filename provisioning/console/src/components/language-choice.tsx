import { For } from 'solid-js'
import { locale, locales, setLocale } from '../words/index.ts'
import { wordsIn } from '../words/words.generated.ts'

export const LanguageChoice = () => (
  <div class="languages">
    <For each={locales}>
      {(choice) => (
        <button
          type="button"
          class="quiet"
          lang={choice}
          aria-pressed={locale() === choice}
          onClick={() => setLocale(choice)}
        >
          {wordsIn(choice).language}
        </button>
      )}
    </For>
  </div>
)
