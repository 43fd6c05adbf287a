import { type CodeWords, codeWords } from '@quickid/booth-server/locales'
import { type Words, wordsIn } from '../words.generated.ts'

/**
 * A language for tests and for the gallery, never for customers: English with accents, a third longer, written from
 * right to left. What is cut off, untranslated or pinned to the left shows at once.
 */
export const pseudoLocale = 'ar-XB'

const accents: Readonly<Record<string, string>> = {
  ...{ a: 'á', c: 'ç', e: 'ê', i: 'ï', n: 'ñ', o: 'ö', s: 'š', u: 'ü', y: 'ý' },
  ...{ A: 'Â', C: 'Ç', E: 'É', I: 'Î', N: 'Ñ', O: 'Ø', S: 'Š', U: 'Û', Y: 'Ý' },
}

/** RIGHT-TO-LEFT OVERRIDE and its end, by which Latin letters are laid from right to left. */
const [rlo, pdf] = ['\u202e', '\u202c']

const pseudo = (text: string): string =>
  `${rlo}${[...text].map((letter) => accents[letter] ?? letter).join('')}${' ~'.repeat(Math.ceil(text.length / 6))}${pdf}`

const translated = (node: unknown): unknown => {
  if (typeof node === 'string') return pseudo(node)
  if (typeof node === 'function') return (args: object) => pseudo(node(args))
  return Object.fromEntries(Object.entries(node as object).map(([key, inner]) => [key, translated(inner)]))
}

export const pseudoWords = translated(wordsIn('en')) as Words
export const pseudoCodes = translated(codeWords.en) as CodeWords
