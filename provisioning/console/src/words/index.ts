import { createSignal } from 'solid-js'
import { trees, type Words, wordsIn } from './words.generated.ts'

export type Locale = keyof typeof trees
export const locales = Object.keys(trees) as readonly Locale[]

const storageKey = 'quickid-console-locale'

const isLocale = (text: string | null): text is Locale => locales.some((known) => known === text)

const firstLocale = (): Locale => {
  const kept = localStorage.getItem(storageKey)
  if (isLocale(kept)) return kept
  const languageOf = (tag: string) => new Intl.Locale(tag).language
  const wished = navigator.languages.map(languageOf)
  const found = wished.flatMap((language) => locales.filter((known) => languageOf(known) === language))
  return found[0] ?? locales[0] ?? 'en'
}

const [locale, setLocaleSignal] = createSignal<Locale>(firstLocale())

export { locale }

export const setLocale = (next: Locale): void => {
  localStorage.setItem(storageKey, next)
  setLocaleSignal(next)
}

/** The words of the chosen language; read it inside JSX, so that a change shows at once. */
export const words = (): Words => wordsIn(locale())

/** A word for a value of the wire that a later release may have added: then the value itself. */
export const wordFor = (table: Readonly<Record<string, string>>, key: string): string => table[key] ?? key
