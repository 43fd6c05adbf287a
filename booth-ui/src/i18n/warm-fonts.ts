import { codeWords } from '@quickid/booth-server/locales'
import { locales } from '@quickid/booth-server/protocol'
import { trees } from './words.generated.ts'

/**
 * Loads the parts of the fonts that the screen's own words need, so that no Chinese sign appears in a fallback font
 * when the language is switched. Both fonts come in subsets by unicode range. Resolves when they are there, or can't be had.
 */
export const warmFonts = async (): Promise<void> => {
  const texts = locales.map((locale) => JSON.stringify(trees[locale]) + JSON.stringify(codeWords[locale]))
  const letters = [...new Set(texts.join(''))].join('')
  // Not being able to load a font is no fault: the system's own takes over.
  await Promise.allSettled(
    ['Inter Variable', 'Noto Sans SC Variable'].map((family) => document.fonts.load(`1rem "${family}"`, letters)),
  )
}
