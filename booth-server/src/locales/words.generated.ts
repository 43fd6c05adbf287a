// Written by `npm run messages` from the JSON files beside it; do not edit.
import { IntlMessageFormat } from 'intl-messageformat'
import en from './en.json' with { type: 'json' }
import zhCN from './zh-CN.json' with { type: 'json' }

export interface Words {
  readonly faults: {
    readonly 'image.not-an-image': {
      readonly title: string
      readonly advice: string
    }
    readonly 'image.truncated': {
      readonly title: string
      readonly advice: string
    }
    readonly 'image.too-large': {
      readonly title: string
      readonly advice: string
    }
    readonly 'image.too-small': {
      readonly title: string
      readonly advice: string
    }
    readonly 'image.unsupported': {
      readonly title: string
      readonly advice: string
    }
    readonly 'face.none': {
      readonly title: string
      readonly advice: string
    }
    readonly 'face.several': {
      readonly title: string
      readonly advice: string
    }
    readonly 'face.cut-off': {
      readonly title: string
      readonly advice: string
    }
    readonly 'face.too-small': {
      readonly title: string
      readonly advice: string
    }
    readonly 'sheet.does-not-fit': {
      readonly title: string
      readonly advice: string
    }
    readonly 'crop.out-of-frame': {
      readonly title: string
      readonly advice: string
    }
    readonly 'output.limit-unmet': {
      readonly title: string
      readonly advice: string
    }
    readonly 'document.unknown': {
      readonly title: string
      readonly advice: string
    }
    readonly 'edit.forbidden': {
      readonly title: string
      readonly advice: string
    }
    readonly 'outfit.unknown': {
      readonly title: string
      readonly advice: string
    }
    readonly 'darkroom.crashed': {
      readonly title: string
      readonly advice: string
    }
    readonly 'darkroom.timeout': {
      readonly title: string
      readonly advice: string
    }
    readonly 'darkroom.unavailable': {
      readonly title: string
      readonly advice: string
    }
    readonly 'camera.unavailable': {
      readonly title: string
      readonly advice: string
    }
    readonly 'camera.timeout': {
      readonly title: string
      readonly advice: string
    }
    readonly 'printer.unavailable': {
      readonly title: string
      readonly advice: string
    }
    readonly 'printer.stopped': {
      readonly title: string
      readonly advice: string
    }
    readonly 'printer.media-empty': {
      readonly title: string
      readonly advice: string
    }
    readonly 'printer.supply-empty': {
      readonly title: string
      readonly advice: string
    }
    readonly 'printer.jam': {
      readonly title: string
      readonly advice: string
    }
    readonly 'printer.cover-open': {
      readonly title: string
      readonly advice: string
    }
    readonly 'printer.rejected': {
      readonly title: string
      readonly advice: string
    }
    readonly 'printer.stray-sheet': {
      readonly title: string
      readonly advice: string
    }
    readonly 'printer.unknown': {
      readonly title: string
      readonly advice: string
    }
    readonly 'disk.full': {
      readonly title: string
      readonly advice: string
    }
    readonly internal: {
      readonly title: string
      readonly advice: string
    }
  }
  readonly guidance: {
    readonly 'no-face': string
    readonly 'several-faces': string
    readonly 'move-closer': string
    readonly 'move-back': string
    readonly 'move-left': string
    readonly 'move-right': string
    readonly 'move-up': string
    readonly 'move-down': string
    readonly 'look-straight': string
    readonly 'level-head': string
    readonly 'too-dark': string
    readonly 'too-bright': string
    readonly 'hold-still': string
    readonly ready: string
  }
  readonly rules: {
    readonly 'one-face': string
    readonly 'head-height': string
    readonly 'head-width': string
    readonly 'eye-line': string
    readonly 'top-margin': string
    readonly 'bottom-margin': string
    readonly centring: string
    readonly 'in-frame': string
    readonly yaw: string
    readonly pitch: string
    readonly roll: string
    readonly 'eyes-open': string
    readonly gaze: string
    readonly 'mouth-closed': string
    readonly expression: string
    readonly resolution: string
    readonly sharpness: string
    readonly noise: string
    readonly exposure: string
    readonly 'over-exposure': string
    readonly 'under-exposure': string
    readonly 'dynamic-range': string
    readonly illumination: string
    readonly 'face-shadow': string
    readonly 'natural-colour': string
    readonly 'red-eye': string
    readonly 'background-uniformity': string
    readonly 'background-colour': string
    readonly 'background-shadow': string
    readonly glasses: string
    readonly 'head-covering': string
  }
  readonly hints: {
    readonly 'step-closer': string
    readonly 'step-back': string
    readonly 'move-left': string
    readonly 'move-right': string
    readonly 'move-up': string
    readonly 'move-down': string
    readonly 'face-the-camera': string
    readonly 'raise-chin': string
    readonly 'lower-chin': string
    readonly 'level-head': string
    readonly 'open-eyes': string
    readonly 'look-at-camera': string
    readonly 'close-mouth': string
    readonly 'neutral-expression': string
    readonly 'hold-still': string
    readonly 'more-light': string
    readonly 'less-light': string
    readonly 'even-light': string
    readonly 'no-shadow-on-face': string
    readonly 'no-shadow-behind': string
    readonly 'plain-background': string
    readonly 'background-colour': string
    readonly 'closer-camera': string
    readonly 'only-you': string
    readonly 'hair-off-face': string
    readonly 'check-glasses': string
    readonly 'check-head-covering': string
    readonly 'avoid-red-eye': string
    readonly 'check-colour': string
  }
  readonly steps: {
    readonly decode: string
    readonly detect: string
    readonly landmarks: string
    readonly matte: string
    readonly measure: string
    readonly crop: string
    readonly reshape: string
    readonly retouch: string
    readonly outfit: string
    readonly background: string
    readonly encode: string
    readonly sheet: string
  }
  readonly verdicts: {
    readonly pass: string
    readonly warn: string
    readonly fail: string
    readonly 'not-measured': string
  }
  readonly regions: {
    readonly ICAO: string
    readonly EU: string
    readonly HK: string
    readonly ANY: string
  }
  readonly custom: {
    readonly name: (args: { size: string | number }) => string
  }
  readonly screenKey: {
    readonly title: string
    readonly where: string
    readonly renewed: string
    readonly open: string
  }
}

/** Texts of one language: strings, and ICU messages, nested as in the JSON files. */
export interface MessageTree {
  readonly [key: string]: string | MessageTree
}

/** Each language's texts as they were translated. */
export const trees: { readonly [locale in 'en' | 'zh-CN']: MessageTree } = {
  en: en,
  'zh-CN': zhCN,
}

const messageOf = (text: string, locale: string) => {
  let message: IntlMessageFormat | null = null
  return (args: Record<string, string | number>): string => {
    message ??= new IntlMessageFormat(text, locale, undefined, { ignoreTag: true })
    return String(message.format(args))
  }
}

const bind = (node: string | MessageTree, locale: string): unknown => {
  if (typeof node !== 'string') {
    return Object.fromEntries(Object.entries(node).map(([key, inner]) => [key, bind(inner, locale)]))
  }
  return node.includes('{') ? messageOf(node, locale) : node
}

/** A tree's texts as words: those with arguments are functions. */
export const wordsOf = (tree: MessageTree, locale: string): Words => bind(tree, locale) as Words

const bound = new Map<string, Words>()

/** The words of one language, made when they are first asked for. */
export const wordsIn = (locale: keyof typeof trees): Words => {
  const known = bound.get(locale) ?? wordsOf(trees[locale], locale)
  bound.set(locale, known)
  return known
}
