import type { en } from './en.ts'

/** The shape of a dictionary: literal texts widened to `string`, functions and nesting kept. */
type Widened<T> = T extends string
  ? string
  : T extends (...parameters: infer P) => string
    ? (...parameters: P) => string
    : { readonly [K in keyof T]: Widened<T[K]> }

export type Dictionary = Widened<typeof en>
