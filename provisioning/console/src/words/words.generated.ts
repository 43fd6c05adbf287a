// Written by `npm run messages` from the JSON files beside it; do not edit.
import { IntlMessageFormat } from 'intl-messageformat'
import en from './en.json' with { type: 'json' }
import zhCN from './zh-CN.json' with { type: 'json' }

export interface Words {
  readonly language: string
  readonly product: string
  readonly signIn: string
  readonly signInLead: string
  readonly name: string
  readonly password: string
  readonly signOut: string
  readonly wrongPassword: string
  readonly tooMany: string
  readonly unreachable: string
  readonly failed: string
  readonly loading: string
  readonly booths: string
  readonly noBooths: string
  readonly noBoothsLead: string
  readonly addBooth: string
  readonly cancel: string
  readonly close: string
  readonly done: string
  readonly copy: string
  readonly copied: string
  readonly claimLead: string
  readonly claimOnce: (args: { until: string | number }) => string
  readonly claimCode: string
  readonly waitingForBooth: string
  readonly boothAsks: string
  readonly compare: string
  readonly compareNo: string
  readonly accept: string
  readonly refuse: string
  readonly joined: string
  readonly unnamed: string
  readonly rename: string
  readonly boothName: string
  readonly save: string
  readonly retire: string
  readonly retireTitle: string
  readonly retireLead: string
  readonly release: string
  readonly releaseTitle: string
  readonly releaseLead: string
  readonly quarantineLead: string
  readonly status: {
    readonly pending: string
    readonly active: string
    readonly refused: string
    readonly quarantined: string
    readonly retired: string
  }
  readonly lastSeen: string
  readonly never: string
  readonly records: string
  readonly version: string
  readonly asked: string
  readonly few: (args: { smallest: string | number }) => string
  readonly totals: string
  readonly totalsLead: (args: { timeZone: string | number }) => string
  readonly noTotals: string
  readonly today: string
  readonly sevenDays: string
  readonly operation: string
  readonly result: string
  readonly hidden: (args: { smallest: string | number }) => string
  readonly operations: {
    readonly 'photo.develop': string
    readonly 'photo.edit': string
    readonly 'sheet.layout': string
    readonly 'sheet.print': string
  }
  readonly results: {
    readonly succeeded: string
    readonly 'not-compliant': string
    readonly refused: string
    readonly failed: string
    readonly cancelled: string
    readonly unknown: string
  }
  readonly security: string
  readonly securityLead: string
  readonly showSecurity: string
  readonly hideSecurity: string
  readonly events: {
    readonly 'operator.signed-in': string
    readonly 'operator.sign-in-failed': string
    readonly 'operator.signed-out': string
    readonly 'claim.created': string
    readonly 'booth.asked': string
    readonly 'booth.claim-refused': string
    readonly 'booth.accepted': string
    readonly 'booth.refused': string
    readonly 'booth.renamed': string
    readonly 'booth.quarantined': string
    readonly 'booth.released': string
    readonly 'booth.retired': string
    readonly 'booth.request-refused': string
    readonly 'booth.called': string
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
