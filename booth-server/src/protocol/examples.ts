import type { Catalogue } from './catalogue.ts'
import { type EditId, type Edits, editIds, kindOfEdit } from './edits.ts'
import type { ClientMessage, ClientMessageOf, ServerMessage, ServerMessageOf } from './messages.ts'
import { PROTOCOL_VERSION } from './messages.ts'

const exampleOf = (id: EditId) => {
  if (id === 'background') return 'white'
  const values = { amount: 0.4, switch: true, choice: null }
  return values[kindOfEdit(id)]
}
/** Whatever edits the protocol has. */
const edits = Object.fromEntries(editIds.map((id) => [id, exampleOf(id)])) as Edits
const locks = Object.fromEntries(editIds.map((id) => [id, false])) as Record<EditId, boolean>

const documentId = 'cn-1inch'
const policyVersion = '2026-05'

const catalogue: Catalogue = {
  documents: [
    {
      id: documentId,
      countryCode: 'CN',
      country: 'China',
      name: 'One inch',
      category: 'studio',
      widthMm: 25,
      heightMm: 35,
      editPolicy: 'allowed',
      backgrounds: [{ id: 'white', name: 'White', colour: '#ffffff' }],
      confidence: 'C',
      sources: 'Customary size',
      keywords: ['china', 'yicun', '一寸'],
    },
  ],
  outfits: [{ id: 'suit', name: 'Suit' }],
  paper: '4R',
}

/** An example of each message, for the reference: one that a kind lacks does not compile. */
export const clientExamples: { readonly [K in ClientMessage['kind']]: ClientMessageOf<K> } = {
  hello: { kind: 'hello', protocolVersion: PROTOCOL_VERSION, locale: 'en' },
  touch: { kind: 'touch' },
  'set-locale': { kind: 'set-locale', locale: 'zh-CN' },
  begin: { kind: 'begin' },
  'choose-document': { kind: 'choose-document', documentId },
  consent: { kind: 'consent', policyVersion, isOverThirteen: true },
  back: { kind: 'back' },
  capture: { kind: 'capture' },
  edit: { kind: 'edit', edits },
  'take-document': { kind: 'take-document', documentId: 'us-passport' },
  'drop-document': { kind: 'drop-document', documentId: 'us-passport' },
  retake: { kind: 'retake' },
  print: { kind: 'print', sheets: 1 },
  retry: { kind: 'retry' },
  cancel: { kind: 'cancel' },
  finish: { kind: 'finish' },
  'frame-painted': { kind: 'frame-painted', sequence: 1042 },
  'staff-sign-in': { kind: 'staff-sign-in', pin: '000000' },
  'staff-sign-out': { kind: 'staff-sign-out' },
  'staff-action': {
    kind: 'staff-action',
    requestId: 'print-held 3f1c',
    request: { action: 'print-held', input: { ledgerId: '3f1c' } },
  },
}

export const serverExamples: { readonly [K in ServerMessage['kind']]: ServerMessageOf<K> } = {
  hello: {
    kind: 'hello',
    protocolVersion: PROTOCOL_VERSION,
    appVersion: '0.1.0',
    boothName: 'North hall',
    contact: 'the staff of this venue',
    policyVersion,
    locale: 'en',
    catalogue,
    isDemo: false,
  },
  catalogue: { kind: 'catalogue', locale: 'en', catalogue },
  visit: {
    kind: 'visit',
    view: {
      state: 'review',
      idle: { remainingMs: 60_000, warnMs: 20_000 },
      documentId,
      verdict: 'warn',
      rules: [
        { id: 'one-face', verdict: 'pass' },
        { id: 'head-height', verdict: 'warn', hint: 'step-back', offMm: 0.6 },
        { id: 'glasses', verdict: 'not-measured', hint: 'check-glasses' },
      ],
      edits,
      pictureNumber: 7,
      isEditLocked: false,
      locks,
      isWorking: false,
      copiesOnSheet: 8,
      taken: [{ documentId, verdict: 'warn', copies: 8 }],
      canTakeMore: true,
      printFault: null,
      editFault: null,
    },
  },
  booth: {
    kind: 'booth',
    status: {
      camera: { ok: true, detail: '30 frames/s' },
      printer: { ok: false, fault: 'printer.media-empty', detail: 'media-empty-error' },
      darkroom: { ok: true },
      needsStaff: true,
    },
  },
  staff: {
    kind: 'staff',
    view: {
      printer: {
        name: 'Dye sublimation printer',
        state: 'stopped',
        reasons: ['media-empty-error'],
        mediaLeft: 0,
        supplies: [{ name: 'Ribbon', percent: 8 }],
      },
      queue: [{ ledgerId: '3f1c', documentId, status: 'held', destroyedInS: 840, at: '2026-03-02T09:41:00.000Z' }],
      camera: { name: 'v4l2:///dev/video0', framesPerSecond: 29.9 },
      counts: { visitsToday: 37, sheetsToday: 52, sheetsTotal: 12_804 },
      fleet: { isEnrolled: false, url: null, recordsToSync: 0, lastSyncAt: null },
    },
  },
  'action-ended': { kind: 'action-ended', requestId: 'print-held 3f1c', outcome: { status: 'done' } },
  error: { kind: 'error', code: 'pin-locked', detail: 'Too many attempts', retryAfterMs: 30_000 },
}
