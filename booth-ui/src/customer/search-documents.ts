import type { DocumentSummary, Locale } from '@quickid/booth-server/protocol'

export interface DocumentFilter {
  readonly text: string
  readonly category: DocumentSummary['category'] | null
  readonly countryCode: string | null
}

/** Lower case, no accents, full-width forms folded, `×` as `x`: what a visitor types and what the catalogue says meet here. */
export const fold = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .replaceAll('×', 'x')
    .trim()

const HAN = /\p{Script=Han}/u

const haystackOf = ({
  id,
  country,
  name,
  countryCode,
  keywords,
  widthMm,
  heightMm,
}: DocumentSummary): readonly string[] =>
  [
    ...Object.values(country),
    ...Object.values(name),
    ...keywords,
    countryCode,
    id.replaceAll('-', ' '),
    `${widthMm}x${heightMm}`,
    `${widthMm} ${heightMm}`,
  ].map(fold)

/** A term is found at the start of a word, or, in Chinese, which parts no words, anywhere. */
const contains = (haystack: readonly string[], term: string): boolean =>
  haystack.some((text) =>
    HAN.test(term)
      ? text.includes(term)
      : text.startsWith(term) || text.split(/[\s/()\-,.]+/).some((word) => word.startsWith(term)),
  )

/** The documents that every term of the text and both filters fit, in the catalogue's order. */
export const searchDocuments = (
  documents: readonly DocumentSummary[],
  filter: DocumentFilter,
): readonly DocumentSummary[] => {
  const terms = fold(filter.text)
    .split(/\s+/)
    .filter((term) => term !== '')
  return documents.filter((document) => {
    if (filter.category !== null && document.category !== filter.category) return false
    if (filter.countryCode !== null && document.countryCode !== filter.countryCode) return false
    if (terms.length === 0) return true
    const haystack = haystackOf(document)
    return terms.every((term) => contains(haystack, term))
  })
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
    byCode.set(countryCode, { code: countryCode, name: country[locale], count: (known?.count ?? 0) + 1 })
  }
  return [...byCode.values()].sort((one, other) => one.name.localeCompare(other.name, locale))
}
