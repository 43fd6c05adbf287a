import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findDocument } from './catalogue.ts'
import { customDocument, customLimitsMm, parseCustomSize } from './custom-size.ts'

describe('parseCustomSize', () => {
  it.each([
    ['35x45', 35, 45],
    ['35 × 45 mm', 35, 45],
    ['3.5x4.5cm', 35, 45],
    ['2x2in', 50.8, 50.8],
    ['1x1.5 inch', 25.4, 38.1],
    ['600x600px', 50.8, 50.8],
    ['413x531px@350dpi', 29.972, 38.535],
  ])('%s is %d by %d mm', (text, widthMm, heightMm) => {
    expect(parseCustomSize(text)).toMatchObject({ ok: true, size: { widthMm, heightMm } })
  })

  it.each([
    ['', 'malformed'],
    ['35', 'malformed'],
    ['-35x45', 'malformed'],
    ['35x45furlong', 'malformed'],
    ['100.5x100px', 'malformed'],
    ['400x400px@5dpi', 'malformed'],
    ['NaNxInfinity', 'malformed'],
    ['5x45', 'too-small'],
    ['100x400', 'too-large'],
    ['20x100', 'too-elongated'],
  ])('%s is refused: %s', (text, reason) => {
    expect(parseCustomSize(text)).toMatchObject({ ok: false, reason })
  })

  it('never throws, and never lets a size past the limits', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.tuple(fc.float(), fc.float()).map(([a, b]) => `${a}x${b}`),
        ),
        (text) => {
          const parsed = parseCustomSize(text)
          if (!parsed.ok) return
          for (const side of [parsed.size.widthMm, parsed.size.heightMm]) {
            expect(side).toBeGreaterThanOrEqual(customLimitsMm.min)
            expect(side).toBeLessThanOrEqual(customLimitsMm.max)
          }
        },
      ),
    )
  })
})

describe('customDocument', () => {
  it('is found again by its id', () => {
    for (const text of ['35x45mm', '2x2in', '600x750px', '413x531px@350dpi']) {
      const parsed = parseCustomSize(text)
      if (!parsed.ok) throw new Error(parsed.detail)
      const document = customDocument(parsed.size)
      expect(findDocument(document.id)).toEqual(document)
    }
    expect(findDocument('custom-1x1mm')).toBeNull()
  })
})
