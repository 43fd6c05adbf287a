import type { BoothStatus, ServerMessage, StaffView } from '@quickid/booth-server/protocol'
import { describe, expect, it } from 'vitest'
import { emptySnapshot, keepsPreviews, reduce, type Snapshot, showsCamera } from './snapshot.ts'

const told = (snapshot: Snapshot, message: ServerMessage, atMs = 1000): Snapshot =>
  reduce(snapshot, { kind: 'message', message, atMs })
const hello: ServerMessage = {
  kind: 'hello',
  protocolVersion: 1,
  appVersion: '1.0.0',
  boothName: 'Test',
  contact: 'nobody',
  policyVersion: '1',
  locale: 'en',
  catalogue: { documents: [], outfits: [], paper: '4R' },
  isDemo: true,
}
const refusal: ServerMessage = { kind: 'error', code: 'wrong-pin', detail: 'Wrong', retryAfterMs: 5 }
const staff = { counts: {} } as StaffView

describe('reduce', () => {
  it('shows the view as told, and when its idle clock runs out', () => {
    const view = { state: 'document', idle: { remainingMs: 60_000, warnMs: 15_000 } } as const
    const snapshot = told(emptySnapshot, { kind: 'visit', view })
    expect(snapshot.view).toEqual(view)
    expect(snapshot.idle).toEqual({ warnAtMs: 46_000, endAtMs: 61_000 })
    expect(told(snapshot, { kind: 'visit', view: { state: 'attract' } }).idle).toBeNull()
  })

  it('takes nothing of an old connection over', () => {
    const before = told(told(emptySnapshot, { kind: 'visit', view: { state: 'document' } }), refusal)
    const after = told(before, hello)
    expect(after).toEqual({ ...emptySnapshot, hello, catalogue: hello.catalogue })
  })

  it('keeps a refusal until the visit goes on', () => {
    const refused = told(emptySnapshot, refusal)
    expect(refused.refusal).toEqual({ code: 'wrong-pin', detail: 'Wrong', retryAfterMs: 5, atMs: 1000 })
    expect(told(refused, { kind: 'booth', status: {} as BoothStatus }).refusal).toEqual(refused.refusal)
    expect(told(refused, { kind: 'visit', view: { state: 'attract' } }).refusal).toBeNull()
  })

  it('signs the staff out of the screen with the line, and when the server says so', () => {
    const open = reduce(told(emptySnapshot, hello), { kind: 'connection', state: 'open' })
    const signedIn = told(open, { kind: 'staff', view: staff })
    expect(signedIn.staff).toBe(staff)
    expect(reduce(signedIn, { kind: 'connection', state: 'connecting' }).staff).toBeNull()
    expect(told(signedIn, { kind: 'error', code: 'signed-out', detail: '' }).staff).toBeNull()
    expect(told(signedIn, refusal).staff).toBe(staff)
  })
})

describe('the catalogue', () => {
  it('is the one that was told last, in the language that was asked for', () => {
    const catalogue = { documents: [], outfits: [{ id: 'suit', name: '西装' }], paper: '4R' } as const
    const chinese: ServerMessage = {
      kind: 'catalogue',
      locale: 'zh-CN',
      catalogue: { ...catalogue, documents: [], outfits: [...catalogue.outfits] },
    }
    expect(told(told(emptySnapshot, hello), chinese).catalogue).toEqual(catalogue)
  })
})

describe('what a screen may show', () => {
  it('is the camera while the visitor stands before it, and the portrait only at its review', () => {
    const framing = { state: 'framing', documentId: 'x', guidance: 'ready', canCapture: true } as const
    expect(showsCamera(framing)).toBe(true)
    expect(keepsPreviews(framing)).toBe(false)
    for (const view of [null, { state: 'attract' }, { state: 'done', documentId: 'x', outcome: 'printed' }] as const) {
      expect(showsCamera(view)).toBe(false)
      expect(keepsPreviews(view)).toBe(false)
    }
    expect(keepsPreviews({ state: 'developing', documentId: 'x', step: null })).toBe(true)
  })
})
