import type { Locale } from '../protocol/codes.ts'
import type { CodeWords } from './code-words.ts'
import { wordsIn } from './words.generated.ts'

export type { CodeWords } from './code-words.ts'
export { directionOf } from './direction.ts'

/** The customer's words for every code of the protocol, by language. */
export const codeWords: Readonly<Record<Locale, CodeWords>> = { en: wordsIn('en'), 'zh-CN': wordsIn('zh-CN') }
