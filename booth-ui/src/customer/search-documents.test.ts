import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sampleHello } from '../dev/sample-catalogue.ts'
import { countriesOf, fold, MAX_SEARCH_LENGTH, searchDocuments } from './search-documents.ts'

const { documents } = sampleHello('en').catalogue
const everything = { text: '', category: null, countryCode: null } as const
const found = (text: string) => searchDocuments(documents, { ...everything, text }, 'en').map(({ id }) => id)

describe('searchDocuments', () => {
  it('finds by country and name in either language, by size and by code', () => {
    const [first] = documents
    const [chinese] = sampleHello('zh-CN').catalogue.documents
    expect(found(first!.country)).toContain(first!.id)
    expect(found(chinese!.country)).toContain(first!.id)
    expect(found(chinese!.name.slice(0, 2))).toContain(first!.id)
    expect(found(`${first!.widthMm}×${first!.heightMm}`)).toContain(first!.id)
    expect(found(first!.id.replaceAll('-', ' '))).toContain(first!.id)
  })

  it('wants every term, at the start of a word', () => {
    expect(found('zzz')).toEqual([])
    expect(found(`${documents[0]!.country} zzz`)).toEqual([])
    const inside = documents[0]!.country.slice(1)
    expect(found(inside)).not.toContain(documents[0]!.id)
  })

  it('keeps to the filters, and shows all without any', () => {
    expect(searchDocuments(documents, everything, 'en')).toHaveLength(documents.length)
    const [{ countryCode }] = documents as [(typeof documents)[number]]
    for (const document of searchDocuments(documents, { ...everything, countryCode }, 'en'))
      expect(document.countryCode).toBe(countryCode)
    for (const document of searchDocuments(documents, { ...everything, category: 'visa' }, 'en'))
      expect(document.category).toBe('visa')
  })

  it('reads no more of a long text than of a short one', () => {
    const [{ country, name }] = documents as [(typeof documents)[number]]
    const words = fc.array(fc.constantFrom(country, name, '护照', '美国', '35x45', 'ﷺ', 'é', 'q', ' '), {
      maxLength: 400,
    })
    fc.assert(
      fc.property(words, fc.string({ minLength: 2000, maxLength: 2200, unit: 'grapheme' }), (parts, tail) => {
        const text = parts.join('')
        const long = text.padEnd(MAX_SEARCH_LENGTH, ' ') + tail
        expect(found(long)).toEqual(found(long.slice(0, MAX_SEARCH_LENGTH)))
      }),
    )
    // The work is by terms and their length: a name that begins past the bound changes nothing.
    expect(found(`${country}${' '.repeat(2000)}zzz`)).toEqual(found(country))
  })

  it('has room for every name of the catalogue', () => {
    for (const { id, name: each, country } of documents) {
      for (const text of [id, each, country]) expect(fold(text).length).toBeLessThanOrEqual(MAX_SEARCH_LENGTH)
    }
  })

  it('folds accents, widths and case', () => {
    expect(fold(' Ｅspaña 35×45 ')).toBe('espana 35x45')
  })
})

describe('countriesOf', () => {
  it('counts each country once, in the order of the language', () => {
    const countries = countriesOf(documents, 'zh-CN')
    expect(countries.reduce((sum, { count }) => sum + count, 0)).toBe(documents.length)
    expect(new Set(countries.map(({ code }) => code)).size).toBe(countries.length)
    const names = countries.map(({ name }) => name)
    expect(names).toEqual([...names].sort((one, other) => one.localeCompare(other, 'zh-CN')))
  })
})
