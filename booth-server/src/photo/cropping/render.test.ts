import { describe, expect, it } from 'vitest'
import { findDocument, listDocuments } from '../../documents/catalogue.ts'
import { fileDocument, hasOwnFileFrame } from '../../documents/file-frame.ts'
import { outputSizePx } from './render.ts'

describe('outputSizePx', () => {
  const all = listDocuments().flatMap((document) =>
    hasOwnFileFrame(document) ? [document, fileDocument(document)] : [document],
  )

  it('never stretches: every print and every file has its document’s proportions, to a pixel', () => {
    for (const document of all) {
      const { width, height } = outputSizePx(document)
      const off = Math.abs(height / width / (document.heightMm / document.widthMm) - 1)
      expect(off, document.id).toBeLessThan(0.011)
    }
  })

  it('keeps what an authority says of the file’s pixels', () => {
    for (const document of all.filter((each) => !hasOwnFileFrame(each))) {
      const { width, height } = outputSizePx(document)
      const { widthPx, heightPx, maxWidthPx, maxHeightPx, pixelRule } = document.digital
      if (pixelRule === 'exact') expect([width, height], document.id).toEqual([widthPx, heightPx])
      expect(width, document.id).toBeGreaterThanOrEqual(widthPx ?? 0)
      expect(height, document.id).toBeGreaterThanOrEqual(heightPx ?? 0)
      expect(width, document.id).toBeLessThanOrEqual(maxWidthPx ?? Number.POSITIVE_INFINITY)
      expect(height, document.id).toBeLessThanOrEqual(maxHeightPx ?? Number.POSITIVE_INFINITY)
    }
  })

  it('takes more pixels where the file’s least size wants them, within what is allowed', () => {
    const of = (id: string) => {
      const document = findDocument(id)
      if (!document) throw new Error(`No document ${id}`)
      return { ...outputSizePx(document), ...document.digital }
    }
    for (const id of ['nz-passport', 'ca-firearms']) {
      const { width, height, widthPx = 0, minKb = 0 } = of(id)
      expect(width, id).toBeGreaterThan(widthPx)
      expect(width * height, id).toBeGreaterThanOrEqual(minKb * 1024 * 4)
    }
    expect(of('us-passport').width).toBe(602)
  })
})
