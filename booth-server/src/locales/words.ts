import type { Locale } from '../protocol/codes.ts'
import type { CodeWords } from './code-words.ts'
import { en } from './en.ts'
import { zhCN } from './zh-cn.ts'

export type { CodeWords } from './code-words.ts'

export const codeWords: Readonly<Record<Locale, CodeWords>> = { en, 'zh-CN': zhCN }
