import { codeWords } from '@quickid/booth-server/locales'
import { faultCodes, guidanceCodes, locales } from '@quickid/booth-server/protocol'
import { describe, expect, it } from 'vitest'
import { dictionaries } from './dictionary.ts'
import { formatMm, formatMoment, formatNumber, formatSizeMm } from './format.ts'

/** Every text of a tree by its path; functions are asked with stand-ins. */
const textsOf = (tree: unknown, path = ''): [string, string][] => {
  if (typeof tree === 'string') return [[path, tree]]
  if (typeof tree === 'function') return [[`${path}()`, String(tree(...Array.from({ length: tree.length }, () => 7)))]]
  return Object.entries(tree as object).flatMap(([key, value]) => textsOf(value, `${path}.${key}`))
}

describe('the dictionaries', () => {
  it('say the same things in every language, and nothing is empty', () => {
    const paths = textsOf(dictionaries.en).map(([path]) => path)
    expect(paths.length).toBeGreaterThan(150)
    for (const locale of locales) {
      const texts = textsOf(dictionaries[locale])
      expect(texts.map(([path]) => path).sort()).toEqual([...paths].sort())
      for (const [path, text] of texts) expect(text.trim(), `${locale}${path}`).not.toBe('')
    }
  })

  it('put what they are given into the text in both languages', () => {
    const filled = (locale: (typeof locales)[number]) =>
      textsOf(dictionaries[locale]).flatMap(([path, text]) => (path.endsWith('()') && text.includes('7') ? [path] : []))
    expect(filled('zh-CN').sort()).toEqual(filled('en').sort())
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

describe('measures', () => {
  it('are written as the language does, with what belongs together unbroken', () => {
    expect(formatSizeMm(35, 45, 'en')).toBe('35\u00a0×\u00a045\u00a0mm')
    expect(formatSizeMm(50.8, 50.8, 'zh-CN')).toBe('50.8\u00a0×\u00a050.8\u00a0毫米')
    expect(formatMm(1.25, 'en')).toBe('1.3\u00a0mm')
    expect(formatNumber(12_345, 'en')).toBe('12,345')
  })

  it('of time are the booth’s own; what is no date stays as it is', () => {
    expect(formatMoment('2026-11-24T08:05:00Z', 'en', 'UTC')).toMatch(/Nov 24, 2026.*8:05/)
    expect(formatMoment('yesterday', 'en')).toBe('yesterday')
  })
})
