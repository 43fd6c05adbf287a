import type { VisitView } from '@quickid/booth-server/protocol'
import { describe, expect, it } from 'vitest'
import type { PictureMessage } from '../connection/transport.ts'
import { sampleEdits, sampleLocks } from '../dev/sample-edits.ts'
import { createPictures } from './pictures.ts'

const picture = (kind: PictureMessage['kind'], sequence: number): PictureMessage => ({
  kind,
  sequence,
  jpeg: Uint8Array.from([255, 216, sequence + 1]),
})
const reviewView: VisitView = {
  state: 'review',
  documentId: 'x',
  verdict: 'pass',
  rules: [],
  edits: sampleEdits({ background: 'white' }),
  pictureNumber: 0,
  isEditLocked: true,
  locks: sampleLocks(true),
  isWorking: false,
  copiesOnSheet: 4,
  taken: [],
  canTakeMore: true,
  printFault: null,
  editFault: null,
}
const review = (pictureNumber: number): VisitView => ({ ...reviewView, pictureNumber })
const framing: VisitView = { state: 'framing', documentId: 'x', guidance: 'ready', canCapture: true }
const isOverwritten = ({ jpeg }: PictureMessage) => jpeg.every((byte) => byte === 0)

describe('the pictures of a review', () => {
  it('are shown with the view that names them, portrait and sheet at once', () => {
    const pictures = createPictures()
    const [portrait, sheet] = [picture('portrait', 3), picture('sheet', 3)]
    pictures.follow({ state: 'developing', documentId: 'x', step: 'sheet' })
    pictures.receive(portrait)
    pictures.receive(sheet)
    expect(pictures.newest('portrait')).toBeNull()
    pictures.follow(review(3))
    expect(pictures.newest('portrait')).toBe(portrait)
    expect(pictures.newest('sheet')).toBe(sheet)
  })

  it('stay while the next ones wait for their verdict, and are overwritten when it comes', () => {
    const pictures = createPictures()
    const [before, after] = [picture('portrait', 3), picture('portrait', 4)]
    pictures.receive(before)
    pictures.follow(review(3))
    pictures.receive(after)
    pictures.follow({ ...reviewView, pictureNumber: 3, isWorking: true })
    expect(pictures.newest('portrait')).toBe(before)
    expect(isOverwritten(before)).toBe(false)
    pictures.follow(review(4))
    expect(pictures.newest('portrait')).toBe(after)
    expect(isOverwritten(before)).toBe(true)
  })

  it('are overwritten when newer ones come before their view does', () => {
    const pictures = createPictures()
    const [late, newer] = [picture('sheet', 5), picture('sheet', 6)]
    pictures.receive(late)
    pictures.receive(newer)
    expect(isOverwritten(late)).toBe(true)
    pictures.follow(review(6))
    expect(pictures.newest('sheet')).toBe(newer)
  })

  it('may come before a screen that joins has any view', () => {
    const pictures = createPictures()
    const portrait = picture('portrait', 9)
    pictures.receive(portrait)
    pictures.follow(review(9))
    expect(pictures.newest('portrait')).toBe(portrait)
  })

  it.each([
    ['the visit ends', { state: 'attract' }],
    ['it is printed', { state: 'printing', documentId: 'x', progress: { phase: 'queued', sheet: 1, sheets: 1 } }],
    ['another picture is taken', framing],
    ['nobody knows the view', null],
  ] as const)('are overwritten when %s, shown or not', (_, view) => {
    const pictures = createPictures()
    const all = [picture('portrait', 1), picture('sheet', 1), picture('portrait', 2)]
    for (const one of all.slice(0, 2)) pictures.receive(one)
    pictures.follow(review(1))
    pictures.receive(all[2]!)
    pictures.follow(view)
    expect(all.map(isOverwritten)).toEqual([true, true, true])
    expect(pictures.newest('portrait')).toBeNull()
    expect(pictures.newest('sheet')).toBeNull()
  })
})

describe('live frames', () => {
  it('are shown newest only; each is overwritten by the next, a late one at once', () => {
    const pictures = createPictures()
    const [first, second, late] = [picture('live', 1), picture('live', 3), picture('live', 2)]
    pictures.follow(framing)
    pictures.receive(first)
    pictures.receive(second)
    expect(isOverwritten(first)).toBe(true)
    pictures.receive(late)
    expect(pictures.newest('live')).toBe(second)
    expect(isOverwritten(late)).toBe(true)
  })

  it('are forgotten when the state shows no camera, and with everything else', () => {
    const pictures = createPictures()
    const [frame, portrait] = [picture('live', 1), picture('portrait', 1)]
    pictures.follow(framing)
    pictures.receive(frame)
    pictures.follow({ state: 'document' })
    expect(isOverwritten(frame)).toBe(true)
    pictures.receive(portrait)
    pictures.clear()
    expect(isOverwritten(portrait)).toBe(true)
  })
})
