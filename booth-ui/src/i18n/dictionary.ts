import type { Locale } from '@quickid/booth-server/protocol'
import { en } from './en.ts'
import type { Dictionary } from './shape.ts'
import { zhCN } from './zh-cn.ts'

export type { Dictionary } from './shape.ts'

/** Every locale of the protocol has a dictionary, or this does not compile. */
export const dictionaries: Readonly<Record<Locale, Dictionary>> = { en, 'zh-CN': zhCN }
