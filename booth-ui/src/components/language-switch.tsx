import { locales } from '@quickid/booth-server/protocol'
import { For } from 'solid-js'
import { wordsIn } from '../i18n/words.generated.ts'
import { useBooth } from '../store/booth-store.tsx'
import './language-switch.css'

/** Each language in its own name, on every screen. */
export const LanguageSwitch = () => {
  const booth = useBooth()
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would bring a legend that nobody needs to read
    <div class="languages" role="group" aria-label={locales.map((locale) => wordsIn(locale).languages).join(' / ')}>
      <For each={locales}>
        {(locale) => (
          <button
            type="button"
            class="language"
            lang={locale}
            data-locale={locale}
            aria-pressed={booth.locale() === locale}
            onClick={() => booth.setLocale(locale)}
          >
            {wordsIn(locale).language}
          </button>
        )}
      </For>
    </div>
  )
}
