import { describe, expect, it } from 'vitest'
import { findDocument } from '../documents/catalogue.ts'
import type { EditPolicy } from '../protocol/codes.ts'
import { type Edits, editIds } from '../protocol/edits.ts'
import { backdropColourOf } from './background.ts'
import { defaultEditsOf, editableDocumentOf, refusalOf } from './editable-document.ts'
import { edits, recordOf, unedited } from './edits.ts'
import { allowedEdits, faultOfEdits } from './policy.ts'

const white = { id: 'white', name: { en: 'White', 'zh-CN': '白色' }, colour: '#ffffff' }
const documentOf = (editPolicy: EditPolicy) => ({ id: 'any', editPolicy, backgrounds: [white] })
const offers = { background: (id: string) => id === 'white', outfit: (id: string) => id === 'suit' }

/** A value for each edit that changes something. */
const wishes: Edits = { background: 'white', retouch: 0.5, slimming: 0.2, straightShoulders: true, outfit: 'suit' }

describe('the edit policy', () => {
  it.each([
    ['forbidden', []],
    ['unstated', ['background']],
    ['allowed', ['background', 'retouch', 'slimming', 'straightShoulders', 'outfit']],
  ] as const)('%s leaves %j to the customer', (policy, free) => {
    const allowed = allowedEdits(documentOf(policy))
    for (const id of editIds) {
      const fault = faultOfEdits(allowed, offers, { ...unedited, [id]: wishes[id] })
      expect(fault, id).toEqual((free as readonly string[]).includes(id) ? null : { edit: id, fault: 'edit.forbidden' })
    }
  })

  it('refuses nothing where nothing is changed', () => {
    expect(faultOfEdits(allowedEdits(documentOf('forbidden')), offers, unedited)).toBeNull()
  })

  it.each([
    ['a backdrop that the document has not', { background: 'purple' }, 'edit.forbidden'],
    ['an outfit that the booth has not', { outfit: 'cape' }, 'outfit.unknown'],
    ['an id that objects inherit', { outfit: 'constructor' }, 'outfit.unknown'],
  ])('names %s', (_, part, fault) => {
    expect(faultOfEdits(allowedEdits(documentOf('allowed')), offers, { ...unedited, ...part })?.fault).toBe(fault)
  })
})

describe('an editable document', () => {
  const spec = { ...findDocument('cn-1inch')!, ...documentOf('allowed') }

  it('begins with its first backdrop where that may be replaced, and else as photographed', () => {
    expect(defaultEditsOf(documentOf('allowed'))).toEqual({ ...unedited, background: 'white' })
    expect(defaultEditsOf(documentOf('unstated'))).toEqual({ ...unedited, background: 'white' })
    expect(defaultEditsOf(documentOf('forbidden'))).toEqual(unedited)
  })

  it('takes its own choices and no colour by its value: screens name ids', () => {
    const document = editableDocumentOf(spec, ['suit'])
    expect(refusalOf(document, wishes)).toBeNull()
    expect(refusalOf(document, { ...wishes, background: '#ffffff' })).toBe('edit.forbidden')
    expect(refusalOf(document, { ...wishes, outfit: 'cape' })).toBe('outfit.unknown')
  })
})

describe('a backdrop’s colour', () => {
  it.each([
    ['white', '#ffffff'],
    ['#438edb', '#438edb'],
    ['original', null],
    ['purple', null],
  ])('of %s is %s', (value, colour) => {
    expect(backdropColourOf(documentOf('allowed'), value)).toBe(colour)
  })
})

describe('what is recorded', () => {
  it('is the allow-list’s names, sliders in tenths, and nothing of an edit that is off', () => {
    expect(recordOf('cn-1inch', unedited)).toEqual({ documentId: 'cn-1inch', background: 'original', retouchTenths: 0 })
    expect(recordOf('cn-1inch', { ...wishes, retouch: 0.44 })).toEqual({
      documentId: 'cn-1inch',
      background: 'white',
      retouchTenths: 4,
      slimmingTenths: 2,
      straightShoulders: true,
      outfitId: 'suit',
    })
  })

  it.each([
    ['custom-35.5x45mm', { documentId: 'custom', widthMm: 35.5, heightMm: 45 }],
    ['custom-2x2in', { documentId: 'custom', widthMm: 50.8, heightMm: 50.8 }],
    ['custom-413x531px@350dpi', { documentId: 'custom', widthMm: 30, heightMm: 38.5 }],
  ])('is a size of the customer’s own (%s) by its millimetres, never by its text', (id, recorded) => {
    expect(recordOf(id, unedited)).toEqual({ ...recorded, background: 'original', retouchTenths: 0 })
  })

  it('has a line for every edit that changes something', () => {
    for (const id of editIds) {
      const line = edits[id].toRecord as (value: unknown) => object
      expect(Object.keys(line(wishes[id])), id).toHaveLength(1)
    }
  })
})
