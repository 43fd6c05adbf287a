// Written by `npm run messages` from the JSON files beside it; do not edit.
import { IntlMessageFormat } from 'intl-messageformat'
import en from './en.json' with { type: 'json' }
import zhCN from './zh-CN.json' with { type: 'json' }

export interface Words {
  readonly language: string
  readonly languages: string
  readonly product: string
  readonly cancel: string
  readonly back: string
  readonly close: string
  readonly tryAgain: string
  readonly demo: string
  readonly contrast: string
  readonly steps: {
    readonly document: string
    readonly consent: string
    readonly photo: string
    readonly review: string
    readonly print: string
  }
  readonly stepOf: (args: { step: string | number; steps: string | number }) => string
  readonly categories: {
    readonly all: string
    readonly passport: string
    readonly visa: string
    readonly identity: string
    readonly driving: string
    readonly studio: string
    readonly other: string
  }
  readonly attract: {
    readonly title: string
    readonly lead: string
    readonly start: string
    readonly documents: (args: { countries: string | number; documents: string | number }) => string
    readonly checked: string
    readonly erased: string
    readonly needsStaff: string
    readonly unavailable: string
  }
  readonly document: {
    readonly title: string
    readonly lead: string
    readonly search: string
    readonly clear: string
    readonly allCountries: string
    readonly country: string
    readonly chooseCountry: string
    readonly found: (args: { count: number }) => string
    readonly none: string
    readonly noneAdvice: string
    readonly clearAll: string
    readonly editsForbidden: string
    readonly convention: string
    readonly keyboard: {
      readonly space: string
      readonly erase: string
      readonly hide: string
    }
    readonly label: (args: { country: string | number; name: string | number }) => string
  }
  readonly consent: {
    readonly title: string
    readonly for: (args: { document: string | number }) => string
    readonly memoryTitle: string
    readonly memory: string
    readonly purposeTitle: string
    readonly purpose: string
    readonly recordTitle: string
    readonly record: string
    readonly stopTitle: string
    readonly stop: (args: { contact: string | number }) => string
    readonly changed: (args: { now: string | number; since: string | number }) => string
    readonly version: (args: { version: string | number }) => string
    readonly attest: string
    readonly accept: string
  }
  readonly framing: {
    readonly title: string
    readonly lead: string
    readonly tips: {
      readonly '1': string
      readonly '2': string
      readonly '3': string
    }
    readonly capture: string
    readonly notYet: string
    readonly live: string
    readonly starting: string
  }
  readonly countdown: {
    readonly title: string
    readonly lead: string
  }
  readonly developing: {
    readonly title: string
    readonly lead: string
    readonly begin: string
  }
  readonly review: {
    readonly title: string
    readonly portrait: string
    readonly verdicts: {
      readonly pass: string
      readonly warn: string
      readonly fail: string
      readonly 'not-measured': string
    }
    readonly verdictLead: {
      readonly pass: (args: { document: string | number }) => string
      readonly warn: (args: { document: string | number }) => string
      readonly fail: (args: { document: string | number }) => string
      readonly 'not-measured': (args: { document: string | number }) => string
    }
    readonly taken: string
    readonly takeDocument: string
    readonly takeDocumentTitle: string
    readonly takeDocumentLead: string
    readonly dropDocument: (args: { document: string | number }) => string
    readonly copiesOf: (args: { count: string | number }) => string
    readonly tabs: {
      readonly check: string
      readonly adjust: string
      readonly sheet: string
    }
    readonly attention: string
    readonly passed: (args: { count: number }) => string
    readonly unmeasured: (args: { count: number }) => string
    readonly off: (args: { length: string | number }) => string
    readonly locked: string
    readonly lockedWhy: string
    readonly unstated: string
    readonly working: string
    readonly sheet: string
    readonly copies: (args: { copies: number; paper: string | number }) => string
    readonly cutMarks: string
    readonly sheets: string
    readonly fewer: string
    readonly more: string
    readonly retake: string
    readonly print: (args: { sheets: number }) => string
    readonly printAnyway: (args: { sheets: number }) => string
    readonly unchanged: string
    readonly edits: {
      readonly background: {
        readonly name: string
        readonly off: string
      }
      readonly retouch: {
        readonly name: string
      }
      readonly slimming: {
        readonly name: string
      }
      readonly straightShoulders: {
        readonly name: string
        readonly how: string
      }
      readonly outfit: {
        readonly name: string
        readonly off: string
      }
    }
  }
  readonly printing: {
    readonly title: string
    readonly phases: {
      readonly queued: string
      readonly sending: string
      readonly printing: string
      readonly 'needs-attention': string
    }
    readonly sheetOf: (args: { sheet: string | number; sheets: string | number }) => string
    readonly stay: string
  }
  readonly done: {
    readonly printed: string
    readonly printedLead: string
    readonly unknown: string
    readonly unknownLead: string
    readonly erased: string
    readonly erasedLead: string
    readonly finish: string
  }
  readonly fault: {
    readonly title: string
    readonly finish: string
    readonly contact: (args: { contact: string | number }) => string
  }
  readonly idle: {
    readonly title: string
    readonly lead: string
    readonly stay: string
    readonly end: string
    readonly seconds: (args: { seconds: number }) => string
  }
  readonly confirm: {
    readonly title: string
    readonly photo: string
    readonly printing: string
    readonly end: string
    readonly stay: string
  }
  readonly offline: {
    readonly title: string
    readonly lead: string
    readonly version: string
    readonly refused: string
    readonly occupiedTitle: string
    readonly occupied: string
    readonly supersededTitle: string
    readonly superseded: string
    readonly useThisScreen: string
  }
  readonly staff: {
    readonly title: string
    readonly pinTitle: string
    readonly pinLead: string
    readonly digits: (args: { count: number }) => string
    readonly erase: string
    readonly signIn: string
    readonly signOut: string
    readonly wrongPin: string
    readonly pinLocked: (args: { seconds: string | number }) => string
    readonly noPin: string
    readonly failed: string
    readonly relock: (args: { seconds: string | number }) => string
    readonly printer: string
    readonly printerStates: {
      readonly idle: string
      readonly processing: string
      readonly stopped: string
      readonly unreachable: string
    }
    readonly noReasons: string
    readonly paper: string
    readonly sheetsLeft: (args: { count: number }) => string
    readonly notTold: string
    readonly resume: string
    readonly queue: string
    readonly queueEmpty: string
    readonly queueStates: {
      readonly created: string
      readonly sending: string
      readonly printing: string
      readonly 'needs-attention': string
      readonly 'in-doubt': string
      readonly held: string
      readonly stray: string
      readonly unknown: string
    }
    readonly settle: string
    readonly settleLead: string
    readonly heldLead: string
    readonly strayLead: string
    readonly destroyedIn: (args: { minutes: number }) => string
    readonly printHeld: string
    readonly destroyHeld: string
    readonly running: string
    readonly done: string
    readonly actionFailed: string
    readonly refusals: {
      readonly 'own-panel-only': string
      readonly 'no-such-print': string
      readonly 'nothing-to-settle': string
      readonly 'not-held': string
      readonly 'printer-not-ready': string
      readonly 'not-allowed': string
    }
    readonly camera: string
    readonly framesPerSecond: (args: { rate: string | number }) => string
    readonly reopen: string
    readonly darkroom: string
    readonly working: string
    readonly counts: string
    readonly visitsToday: string
    readonly sheetsToday: string
    readonly sheetsTotal: string
    readonly fleet: string
    readonly enrolled: string
    readonly notEnrolled: string
    readonly recordsToSync: string
    readonly lastSync: string
    readonly never: string
    readonly version: string
    readonly booth: string
  }
  readonly printerReasons: {
    readonly 'media-needed': string
    readonly 'media-empty': string
    readonly 'media-low': string
    readonly 'media-jam': string
    readonly 'cover-open': string
    readonly 'door-open': string
    readonly 'interlock-open': string
    readonly 'marker-supply-empty': string
    readonly 'marker-supply-low': string
    readonly 'marker-waste-full': string
    readonly 'toner-empty': string
    readonly 'toner-low': string
    readonly 'input-tray-missing': string
    readonly 'output-area-full': string
    readonly 'output-tray-missing': string
    readonly 'spool-area-full': string
    readonly 'fuser-over-temp': string
    readonly 'moving-to-paused': string
    readonly paused: string
    readonly shutdown: string
    readonly stopping: string
    readonly 'connecting-to-device': string
    readonly 'timed-out': string
    readonly other: string
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
