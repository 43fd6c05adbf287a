import { createSignal } from 'solid-js'
import { en } from './en.ts'
import type { Dictionary } from './shape.ts'
import { zhCN } from './zh-cn.ts'

export const dictionaries = { en, 'zh-CN': zhCN } as const satisfies Record<string, Dictionary>
export type Locale = keyof typeof dictionaries

const storageKey = 'quickid-console-locale'

const isLocale = (text: string | null): text is Locale => text !== null && text in dictionaries

const firstLocale = (): Locale => {
  const kept = localStorage.getItem(storageKey)
  if (isLocale(kept)) return kept
  return navigator.languages.some((language) => language.toLowerCase().startsWith('zh')) ? 'zh-CN' : 'en'
}

const [locale, setLocaleSignal] = createSignal<Locale>(firstLocale())

export { locale }

export const setLocale = (next: Locale): void => {
  localStorage.setItem(storageKey, next)
  setLocaleSignal(next)
}

/** The words of the chosen language; read it inside JSX, so that a change shows at once. */
export const words = (): Dictionary => dictionaries[locale()]

/** A word for a value of the wire that a later release may have added: then the value itself. */
export const wordFor = (table: Readonly<Record<string, string>>, key: string): string => table[key] ?? key
