import { Value } from 'typebox/value'
import { describe, expect, it } from 'vitest'
import { DocumentSummary } from '../protocol/catalogue.ts'
import { locales } from '../protocol/codes.ts'
import { catalogueEntries, closeMatches, findDocument, listDocuments } from './catalogue.ts'
import type { Band } from './document.ts'
import { CatalogueEntry } from './entry.ts'
import { toSummary } from './summary.ts'

const ids = (found: readonly { id: string }[]) => found.map(({ id }) => id)

describe('catalogue', () => {
  it('holds every document that was researched, each once', () => {
    expect(listDocuments()).toHaveLength(74)
    expect(new Set(ids(listDocuments())).size).toBe(74)
    const count = (wanted: string) => listDocuments().filter(({ confidence }) => confidence === wanted).length
    expect([count('A'), count('B'), count('C')]).toEqual([24, 40, 10])
  })

  it.each(catalogueEntries.map((entry) => [entry.id, entry] as const))('%s fits its schema', (_, entry) => {
    expect([...Value.Errors(CatalogueEntry, entry)]).toEqual([])
  })

  it.each(listDocuments().map((spec) => [spec.id, spec] as const))('%s is sound', (_, spec) => {
    expect(spec.widthMm).toBeGreaterThan(0)
    const bands: [Band, number][] = [
      [spec.headHeightMm, spec.heightMm],
      [spec.faceWidthMm, spec.widthMm],
      [spec.topMarginMm, spec.heightMm],
      [spec.bottomMarginMm, spec.heightMm],
      [spec.eyeFromBottomMm, spec.heightMm],
      [spec.centreOffsetMm, spec.widthMm],
    ]
    for (const [band, limit] of bands) {
      expect(band.min ?? 0).toBeLessThan(band.max ?? limit)
      expect(band.max ?? 0).toBeLessThan(limit)
    }
    // The least of each must fit the print together.
    const least = (spec.headHeightMm.min ?? 0) + (spec.topMarginMm.min ?? 0) + (spec.bottomMarginMm.min ?? 0)
    expect(least).toBeLessThan(spec.heightMm)
    const refused = new Set(ids(spec.refusedBackgrounds))
    expect(spec.backgrounds.filter(({ id }) => refused.has(id))).toEqual([])
    const { minKb = 0, maxKb = Number.POSITIVE_INFINITY, widthPx, heightPx } = spec.digital
    expect(minKb).toBeLessThan(maxKb)
    expect(widthPx === undefined).toBe(heightPx === undefined)
    // Where nothing in millimetres is published, the pixels are the size.
    if (spec.isUploadOnly && widthPx) expect(spec.widthMm).toBeCloseTo((widthPx / spec.resolutionDpi) * 25.4, 1)
    for (const locale of locales) expect([...Value.Errors(DocumentSummary, toSummary(spec, locale))]).toEqual([])
  })

  it('marks conventions as such', () => {
    for (const spec of listDocuments().filter(({ headBasis }) => headBasis === 'convention')) {
      expect(spec.confidence).toBe('C')
      expect(spec.editPolicy).toBe('allowed')
    }
  })

  it.each([
    ['us-passport', 'forbidden', 'unstated', [25, 35]],
    ['cn-passport', 'forbidden', 'unstated', [28, 33]],
    ['jp-passport', 'forbidden', 'hair', [32, 36]],
    ['fi-passport', 'unstated', 'skull', [32, 36]],
    ['mx-passport', 'unstated', 'unstated', [31.5, 36]],
    ['cn-1inch', 'allowed', 'unstated', [17.5, 28]],
    ['ru-internal', 'unstated', 'unstated', [undefined, 36]],
  ] as const)('%s: edits %s, crown %s, head %j', (id, editPolicy, crown, head) => {
    const spec = findDocument(id)
    expect(spec).toMatchObject({ editPolicy, crown })
    expect([spec?.headHeightMm.min, spec?.headHeightMm.max]).toEqual(head)
  })

  it('finds nothing under an unknown id, and says what was meant', () => {
    expect(findDocument('us-pasport')).toBeNull()
    expect(closeMatches('us-pasport')[0]).toBe('us-passport')
    expect(closeMatches('zzzzzzzzzzzz')).toEqual([])
  })
})
