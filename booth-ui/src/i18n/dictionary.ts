import type { Locale } from '@quickid/booth-server/protocol'
import { en } from './en.ts'
import { zhCN } from './zh-cn.ts'

/** The shape of a dictionary: literal texts widened to `string`, functions and nesting kept. */
type Widened<T> = T extends string
  ? string
  : T extends (...parameters: infer P) => string
    ? (...parameters: P) => string
    : { readonly [K in keyof T]: Widened<T[K]> }

export type Dictionary = Widened<typeof en>

/** Every locale of the protocol has a dictionary, or this does not compile. */
export const dictionaries: Readonly<Record<Locale, Dictionary>> = { en, 'zh-CN': zhCN }
