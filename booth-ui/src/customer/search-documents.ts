import type { DocumentSummary, Locale } from '@quickid/booth-server/protocol'

export interface DocumentFilter {
  readonly text: string
  readonly category: DocumentSummary['category'] | null
  readonly countryCode: string | null
}

/** Longer than any name in the catalogue. What comes after is not read: it would cost time and find nothing. */
export const MAX_SEARCH_LENGTH = 80

/** Lower case, no accents, full-width forms folded, `×` as `x`: what a visitor types and what the catalogue says meet here. */
export const fold = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .replaceAll('×', 'x')
    .trim()

/** A match at home, however small a part of the name it is (护照 in 普通护照), comes before another country's whole name. */
const AT_HOME = 5
/** Country, name and id weigh more than the other words that a document is known by, pinyin among them. */
const OWN_WORDS = 1.5

/** The documents that every term of the text and both filters fit, best first; without a text in the catalogue's order. */
export const searchDocuments = (
  documents: readonly DocumentSummary[],
  filter: DocumentFilter,
  locale: Locale,
): readonly DocumentSummary[] => {
  // Once more after the folding: one sign may become eighteen (NFKD).
  const terms = fold(filter.text.slice(0, MAX_SEARCH_LENGTH))
    .slice(0, MAX_SEARCH_LENGTH)
    .split(/[\s,;/|()（）、，。·]+/u)
    .filter((term) => term !== '')
  const candidates = documents.filter(
    ({ category, countryCode }) =>
      (filter.category === null || category === filter.category) &&
      (filter.countryCode === null || countryCode === filter.countryCode),
  )
  if (terms.length === 0) return candidates
  return candidates
    .map((document, index) => ({ document, index, rank: rankOf(document, terms, locale) }))
    .filter(({ rank }) => rank > 0)
    .sort((one, other) => other.rank - one.rank || one.index - other.index)
    .map(({ document }) => document)
}

/** 0 = some term fits nothing; else the higher the better. */
const rankOf = (document: DocumentSummary, terms: readonly string[], locale: Locale): number => {
  const { id, country, name, countryCode, keywords, widthMm, heightMm } = document
  const own = [country, name, id, id.replaceAll('-', ' ')].map(fold)
  const texts = [...own, ...[...keywords, countryCode, `${widthMm}x${heightMm}`, `${widthMm} ${heightMm}`].map(fold)]
  let rank = countryCode === new Intl.Locale(locale).region ? AT_HOME : 0
  for (const term of terms) {
    const fits = texts.map((text, index) => fit(term, text) * (index < own.length ? OWN_WORDS : 1))
    const best = Math.max(...fits, coversHan(term, texts) ? 1 : 0)
    if (best === 0) return 0
    rank += best
  }
  return rank
}

const HAN = /^\p{Script=Han}+$/u

/** 4 = it is that text, 2 = a word of it begins so, 1 = it is somewhere in it, for Chinese parts no words; else 0. */
const fit = (term: string, text: string): number => {
  if (text === term) return 4
  if (text.split(/[\s/()\-,.]+/u).some((word) => word.startsWith(term))) return 2
  return HAN.test(term) && text.includes(term) ? 1 : 0
}

/** `美国护照` holds `美国` and `护照`: every character must be covered by pieces of two or more out of the texts. */
const coversHan = (term: string, texts: readonly string[]): boolean => {
  if (!HAN.test(term)) return false
  let at = 0
  while (at < term.length) {
    let length = term.length - at
    while (length > 1 && !texts.some((text) => text.includes(term.slice(at, at + length)))) length -= 1
    if (length < 2) return false
    at += length
  }
  return true
}

export interface CountryChoice {
  readonly code: string
  readonly name: string
  readonly count: number
}

/** The countries of the catalogue, by their name in that language. */
export const countriesOf = (documents: readonly DocumentSummary[], locale: Locale): readonly CountryChoice[] => {
  const byCode = new Map<string, CountryChoice>()
  for (const { countryCode, country } of documents) {
    const known = byCode.get(countryCode)
    byCode.set(countryCode, { code: countryCode, name: country, count: (known?.count ?? 0) + 1 })
  }
  return [...byCode.values()].sort((one, other) => one.name.localeCompare(other.name, locale))
}
