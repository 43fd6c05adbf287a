import type { Locale } from '../protocol/codes.ts'
import { wordsIn } from './words.generated.ts'

/**
 * An issuing country or area in that language: by Unicode's names (`Intl.DisplayNames`), but for what is no country (the
 * whole world, Schengen) and for names that nobody would look for.
 */
export const regionName = (code: string, locale: Locale): string => {
  const own: Readonly<Record<string, string>> = wordsIn(locale).regions
  return own[code] ?? new Intl.DisplayNames(locale, { type: 'region' }).of(code) ?? code
}
