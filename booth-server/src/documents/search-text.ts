import type { Locale } from '../protocol/index.ts'
import type { DocumentSpec } from './document.ts'

/** Accents dropped, lower case, full-width forms folded: `Türkiye` is found by `turkiye`. */
const fold = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()

/** The words of a query. Chinese needs no spaces: a run of it is cut where a known word ends, by `rankMatch`. */
export const normaliseQuery = (query: string): readonly string[] =>
  fold(query)
    .split(/[\s,;/|()（）、，。·]+/u)
    .filter((word) => word.length > 0)

const HAN = /^\p{Script=Han}+$/u

/** How well one word matches one text: 4 = it is that text, 2 = a word of it begins so, 1 = it is somewhere in it. */
const matchWord = (word: string, text: string): number => {
  if (text === word) return 4
  if (text.split(/[\s/()-]+/u).some((part) => part.startsWith(word))) return 2
  return text.includes(word) ? 1 : 0
}

/** `美国护照` holds `美国` and `护照`: every character must be covered by texts of the document. */
const coversHan = (word: string, texts: readonly string[]): boolean => {
  let at = 0
  while (at < word.length) {
    let longest = 0
    for (let length = word.length - at; length > 0 && longest === 0; length -= 1) {
      const part = word.slice(at, at + length)
      if (texts.some((text) => text.includes(part)) && (length > 1 || word.length === 1)) longest = length
    }
    if (longest === 0) return false
    at += longest
  }
  return true
}

/** A match at home, however small a part of the name it is (护照 in 普通护照), comes before another country's whole name. */
const AT_HOME = 5

/** 0 = some word matches nothing; else the higher the better. */
export const rankMatch = (spec: DocumentSpec, words: readonly string[], locale: Locale): number => {
  const own = [spec.country[locale], spec.name[locale], spec.id].map(fold)
  const texts = [...own, ...spec.keywords.map(fold)]
  let rank = spec.countryCode === new Intl.Locale(locale).region ? AT_HOME : 0
  for (const word of words) {
    const best = Math.max(0, ...texts.map((text, index) => matchWord(word, text) * (index < own.length ? 1.5 : 1)))
    if (best > 0) rank += best
    else if (HAN.test(word) && word.length > 1 && coversHan(word, texts)) rank += 1
    else return 0
  }
  return rank
}

/** Levenshtein distance. */
export const editDistance = (a: string, b: string): number => {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const substitution = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      row.push(Math.min(substitution, (previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1))
    }
    previous = row
  }
  return previous[b.length] ?? 0
}
