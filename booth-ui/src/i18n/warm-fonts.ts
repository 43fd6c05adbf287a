import { codeWords } from '@quickid/booth-server/locales'
import { locales } from '@quickid/booth-server/protocol'
import { dictionaries } from './dictionary.ts'

const textOf = (value: unknown): string => {
  if (typeof value === 'string') return value
  // A text with parameters: its source holds the letters of its fixed part.
  if (typeof value === 'function') return String(value)
  if (typeof value === 'object' && value !== null) return Object.values(value).map(textOf).join('')
  return ''
}

/**
 * Loads the parts of the fonts that the screen's own words need, so that no Chinese sign appears in a fallback font
 * when the language is switched. Both fonts come in subsets by unicode range.
 */
export const warmFonts = (): void => {
  const letters = [
    ...new Set(locales.map((locale) => textOf(dictionaries[locale]) + textOf(codeWords[locale])).join('')),
  ].join('')
  for (const family of ['Inter Variable', 'Noto Sans SC Variable']) {
    // Not being able to load a font is no fault: the system's own takes over.
    document.fonts.load(`1rem "${family}"`, letters).catch(() => undefined)
  }
}
