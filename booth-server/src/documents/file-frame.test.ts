import { describe, expect, it } from 'vitest'
import { findDocument, listDocuments } from './catalogue.ts'
import { fileDocument, hasOwnFileFrame } from './file-frame.ts'

describe('fileDocument', () => {
  it('is the document itself where print and file have the same proportions', () => {
    for (const spec of listDocuments()) if (!hasOwnFileFrame(spec)) expect(fileDocument(spec)).toBe(spec)
  })

  it('has the proportions of the pixels elsewhere, and room for the head', () => {
    const own = listDocuments().filter(hasOwnFileFrame)
    expect(own.map(({ id }) => id).sort()).toEqual([
      'cn-passport',
      'cn-visa',
      'hk-passport',
      'ie-passport',
      'in-pan',
      'uk-passport',
    ])
    for (const spec of own) {
      const file = fileDocument(spec)
      const { widthPx = 0, heightPx = 0 } = spec.digital
      expect(file.heightMm / file.widthMm).toBeCloseTo(heightPx / widthPx, 9)
      expect(file.headHeightMm.min ?? 0).toBeLessThan(file.heightMm)
      expect(file.widthMm).toBe(spec.widthMm)
    }
  })

  it('keeps percentages of the height', () => {
    const spec = findDocument('ie-passport')
    if (!spec) throw new Error('No document')
    const file = fileDocument(spec)
    expect((file.headHeightMm.min ?? 0) / file.heightMm).toBeCloseTo(0.7, 2)
  })
})
