import { codeWords, directionOf } from '@quickid/booth-server/locales'
import { faultCodes, guidanceCodes, locales } from '@quickid/booth-server/protocol'
import { describe, expect, it } from 'vitest'
import { formatMm, formatMoment, formatNumber, formatSizeMm } from './format.ts'
import { pseudoLocale, pseudoWords } from './testing/pseudo-locale.ts'
import { trees, wordsIn } from './words.generated.ts'

/** Every text of a tree by its path; messages are asked with stand-ins for any argument. */
const textsOf = (tree: unknown, path = ''): [string, string][] => {
  if (typeof tree === 'string') return [[path, tree]]
  if (typeof tree === 'function') {
    const anything = new Proxy(
      {},
      { get: () => 7, has: () => true, getOwnPropertyDescriptor: () => ({ value: 7, configurable: true }) },
    )
    return [[`${path}()`, String(tree(anything))]]
  }
  return Object.entries(tree as object).flatMap(([key, value]) => textsOf(value, `${path}.${key}`))
}

describe('the screen’s words', () => {
  it('say the same things in every language, and nothing is empty', () => {
    const paths = textsOf(wordsIn('en')).map(([path]) => path)
    expect(paths.length).toBeGreaterThan(150)
    for (const locale of locales) {
      const texts = textsOf(wordsIn(locale))
      expect(texts.map(([path]) => path).sort()).toEqual([...paths].sort())
      for (const [path, text] of texts) expect(text.trim(), `${locale}${path}`).not.toBe('')
    }
  })

  it('put what they are given into the text in every language', () => {
    const filled = (locale: (typeof locales)[number]) =>
      textsOf(wordsIn(locale)).flatMap(([path, text]) => (path.endsWith('()') && text.includes('7') ? [path] : []))
    for (const locale of locales) expect(filled(locale).sort()).toEqual(filled('en').sort())
  })

  it('count as the language does', () => {
    const { found } = wordsIn('en').document
    expect([found({ count: 1 }), found({ count: 2 }), found({ count: 0 })]).toEqual([
      '1 document',
      '2 documents',
      '0 documents',
    ])
    expect(wordsIn('zh-CN').document.found({ count: 1 })).toContain('1')
  })

  it('of the protocol have words for every code', () => {
    for (const locale of locales) {
      for (const code of faultCodes) {
        const { title, advice } = codeWords[locale].faults[code]
        expect(`${title}${advice}`.length, code).toBeGreaterThan(6)
      }
      for (const code of guidanceCodes) expect(codeWords[locale].guidance[code], code).not.toBe('')
    }
  })
})

describe('another language', () => {
  it('is a tree more: the pseudo-language has every text, longer, from right to left', () => {
    expect(directionOf(pseudoLocale)).toBe('rtl')
    const english = new Map(textsOf(wordsIn('en')))
    const pseudo = textsOf(pseudoWords)
    expect(pseudo.map(([path]) => path).sort()).toEqual([...english.keys()].sort())
    for (const [path, text] of pseudo) expect(text.length, path).toBeGreaterThan(english.get(path)!.length)
    expect(pseudoWords.document.found({ count: 3 })).toContain('3')
  })

  it.each([
    ['en', 'ltr'],
    ['zh-CN', 'ltr'],
    ['ar', 'rtl'],
    ['he-IL', 'rtl'],
    ['ur-PK', 'rtl'],
    ['az-Arab', 'rtl'],
    ['az', 'ltr'],
  ])('%s is written %s', (locale, direction) => {
    expect(directionOf(locale)).toBe(direction)
  })
})

describe('measures', () => {
  it('are written as the language does, with what belongs together unbroken', () => {
    expect(formatSizeMm(35, 45, 'en')).toBe('35\u00a0×\u00a045\u00a0mm')
    expect(formatSizeMm(50.8, 50.8, 'zh-CN')).toMatch(/^50\.8\u00a0×\u00a050\.8\u00a0?毫米$/)
    expect(formatMm(1.25, 'en')).toBe('1.3\u00a0mm')
    expect(formatNumber(12_345, 'en')).toBe('12,345')
  })

  it('of time are the booth’s own; what is no date stays as it is', () => {
    expect(formatMoment('2026-11-24T08:05:00Z', 'en', 'UTC')).toMatch(/Nov 24, 2026.*8:05/)
    expect(formatMoment('yesterday', 'en')).toBe('yesterday')
  })
})

it('every language has a tree of its own', () => {
  expect(Object.keys(trees).sort()).toEqual([...locales].sort())
})
