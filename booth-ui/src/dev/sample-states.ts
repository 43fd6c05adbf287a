import {
  type BoothStatus,
  guidanceCodes,
  type RuleView,
  type ServerMessage,
  type StaffView,
  type VisitView,
} from '@quickid/booth-server/protocol'
import type { ConnectionState } from '../connection/transport.ts'
import { sampleEdits, sampleLocks } from './sample-edits.ts'
import { calmStaff, leftStaff, outOfPaperStatus, straySheetStatus, troubledStaff } from './sample-staff.ts'

/** One screen of the gallery: what the server said, and what the visitor did since. */
export interface GalleryState {
  readonly id: string
  readonly view: VisitView
  readonly status?: BoothStatus
  readonly staff?: StaffView
  /** Touches after the screen is up. */
  readonly act?: () => void
  /** What the server says after the touches. */
  readonly answers?: readonly ServerMessage[]
  readonly connection?: ConnectionState
  /** The camera has sent nothing yet. */
  readonly hasNoPicture?: boolean
}

const touch = (selector: string): void => {
  const element = document.querySelector<HTMLElement>(selector)
  if (element === null) throw new Error(`The gallery finds no ${selector}`)
  element.focus()
  element.click()
}
const touchAction = (action: string) => () => touch(`[data-action="${action}"]`)
const touchTab = (tab: string) => () => touch(`[data-tab="${tab}"]`)
const type = (text: string) => () => {
  touch('.finder-search input')
  const input = document.querySelector<HTMLInputElement>('.finder-search input')
  if (input === null) return
  input.value = text
  input.dispatchEvent(new InputEvent('input', { bubbles: true }))
}
const openStaffEntry = () => {
  for (let tap = 0; tap < 5; tap += 1) touch('[data-action="staff-entry"]')
}

const documentId = 'cn-two-inch'
const policyVersion = '1.2'

const passing: readonly RuleView[] = (
  [
    'one-face',
    'head-height',
    'eye-line',
    'top-margin',
    'centring',
    'yaw',
    'roll',
    'eyes-open',
    'gaze',
    'mouth-closed',
    'expression',
    'sharpness',
    'exposure',
    'illumination',
    'background-uniformity',
  ] as const
).map((id) => ({ id, verdict: 'pass' }))
const unmeasured: readonly RuleView[] = [
  { id: 'glasses', verdict: 'not-measured', hint: 'check-glasses' },
  { id: 'head-covering', verdict: 'not-measured', hint: 'check-head-covering' },
]
/** The rules with some of them judged otherwise. */
const rulesWith = (...others: readonly RuleView[]): RuleView[] => [
  ...others,
  ...passing.filter(({ id }) => others.every((other) => other.id !== id)),
  ...unmeasured,
]

type ReviewView = Extract<VisitView, { state: 'review' }>
const passed: ReviewView = {
  state: 'review',
  documentId,
  verdict: 'pass',
  rules: rulesWith(),
  edits: sampleEdits({ background: 'blue', retouch: 0.3 }),
  pictureNumber: 0,
  isEditLocked: false,
  locks: sampleLocks(false),
  isWorking: false,
  copiesOnSheet: 4,
  taken: [{ documentId, verdict: 'pass', copies: 4 }],
  canTakeMore: true,
  printFault: null,
  editFault: null,
}
const warned: ReviewView = {
  ...passed,
  verdict: 'warn',
  rules: rulesWith(
    { id: 'expression', verdict: 'warn', hint: 'neutral-expression' },
    { id: 'illumination', verdict: 'warn', hint: 'even-light' },
  ),
  taken: [{ documentId, verdict: 'warn', copies: 4 }],
}
const failed: ReviewView = {
  ...passed,
  verdict: 'fail',
  rules: rulesWith(
    { id: 'head-height', verdict: 'fail', hint: 'step-back', offMm: 1.4 },
    { id: 'eyes-open', verdict: 'fail', hint: 'open-eyes' },
    { id: 'expression', verdict: 'warn', hint: 'neutral-expression' },
  ),
  taken: [{ documentId, verdict: 'fail', copies: 4 }],
}
const locked: ReviewView = {
  ...passed,
  documentId: 'us-passport',
  edits: sampleEdits(),
  isEditLocked: true,
  locks: sampleLocks(true),
  copiesOnSheet: 2,
  taken: [{ documentId: 'us-passport', verdict: 'pass', copies: 2 }],
}
const several: ReviewView = {
  ...passed,
  copiesOnSheet: 5,
  taken: [
    { documentId, verdict: 'pass', copies: 2 },
    { documentId: 'us-visa', verdict: 'warn', copies: 1 },
    { documentId: 'ae-identity', verdict: 'fail', copies: 2 },
  ],
}

type Progress = Extract<VisitView, { state: 'printing' }>['progress']
const printing = (progress: Progress): VisitView => ({ state: 'printing', documentId, progress })
const developing = (step: Extract<VisitView, { state: 'developing' }>['step']): VisitView => ({
  state: 'developing',
  documentId,
  step,
})

const framing: readonly GalleryState[] = guidanceCodes.map((guidance) => ({
  id: `framing-${guidance}`,
  view: { state: 'framing', documentId, guidance, canCapture: guidance === 'ready' || guidance === 'hold-still' },
}))

const faults: readonly GalleryState[] = (
  [
    ['face.none', true],
    ['face.several', true],
    ['crop.out-of-frame', true],
    ['camera.unavailable', true],
    ['darkroom.crashed', true],
    ['printer.unknown', false],
    ['internal', false],
  ] as const
).map(([fault, canRetry]) => ({ id: `fault-${fault.replace('.', '-')}`, view: { state: 'fault', fault, canRetry } }))

/** Every state of the visit and what can lie over it, in the order of a visit. */
export const galleryStates: readonly GalleryState[] = [
  { id: 'attract', view: { state: 'attract' } },
  { id: 'attract-needs-staff', view: { state: 'attract' }, status: outOfPaperStatus },
  { id: 'attract-stray-sheet', view: { state: 'attract' }, status: straySheetStatus },
  { id: 'document', view: { state: 'document' } },
  { id: 'document-search', view: { state: 'document' }, act: type('pass') },
  { id: 'document-none', view: { state: 'document' }, act: type('atlantis') },
  { id: 'document-country', view: { state: 'document' }, act: () => touch('.finder-country') },
  { id: 'consent', view: { state: 'consent', documentId, policyVersion, changedSince: null } },
  {
    id: 'consent-attested',
    view: { state: 'consent', documentId, policyVersion, changedSince: '1.1' },
    act: touchAction('attest'),
  },
  {
    id: 'framing-starting',
    view: { state: 'framing', documentId, guidance: 'no-face', canCapture: false },
    hasNoPicture: true,
  },
  ...framing,
  { id: 'countdown-3', view: { state: 'countdown', documentId, secondsLeft: 3 } },
  { id: 'countdown-1', view: { state: 'countdown', documentId, secondsLeft: 1 } },
  { id: 'developing-begin', view: developing(null) },
  { id: 'developing-matte', view: developing('matte') },
  { id: 'developing-sheet', view: developing('sheet') },
  { id: 'review-pass', view: passed },
  { id: 'review-warn', view: warned },
  { id: 'review-fail', view: failed },
  { id: 'review-adjust', view: passed, act: touchTab('adjust') },
  { id: 'review-adjust-locked', view: locked, act: touchTab('adjust') },
  { id: 'review-sheet', view: passed, act: touchTab('sheet') },
  { id: 'review-working', view: { ...passed, isWorking: true }, act: touchTab('adjust') },
  { id: 'review-no-paper', view: { ...passed, printFault: 'printer.media-empty' }, status: outOfPaperStatus },
  { id: 'review-several', view: several },
  { id: 'review-take', view: passed, act: touchAction('take-document') },
  { id: 'printing-queued', view: printing({ phase: 'queued', sheet: 1, sheets: 1 }) },
  { id: 'printing', view: printing({ phase: 'printing', sheet: 1, sheets: 2 }) },
  {
    id: 'printing-attention',
    view: printing({ phase: 'needs-attention', fault: 'printer.jam', sheet: 1, sheets: 1 }),
  },
  { id: 'done', view: { state: 'done', documentId, outcome: 'printed' } },
  { id: 'done-unknown', view: { state: 'done', documentId, outcome: 'unknown' } },
  ...faults,
  { id: 'idle', view: { ...passed, idle: { remainingMs: 15_000, warnMs: 20_000 } } },
  { id: 'cancel-photo', view: passed, act: touchAction('cancel') },
  {
    id: 'cancel-printing',
    view: printing({ phase: 'printing', sheet: 1, sheets: 1 }),
    act: touchAction('cancel'),
  },
  { id: 'offline', view: passed, connection: 'lost' },
  { id: 'occupied', view: { state: 'attract' }, connection: 'occupied' },
  { id: 'superseded', view: { state: 'attract' }, connection: 'superseded' },
  { id: 'refused', view: { state: 'attract' }, connection: 'refused' },
  { id: 'new-version', view: { state: 'attract' }, connection: 'wrong-version' },
  { id: 'staff-pin', view: { state: 'attract' }, act: openStaffEntry },
  {
    id: 'staff-pin-locked',
    view: { state: 'attract' },
    act: openStaffEntry,
    answers: [{ kind: 'error', code: 'pin-locked', detail: 'Too many attempts', retryAfterMs: 47_000 }],
  },
  {
    id: 'staff-panel-left-prints',
    view: { state: 'attract' },
    status: straySheetStatus,
    staff: leftStaff,
    act: openStaffEntry,
  },
  { id: 'staff-panel', view: { state: 'attract' }, staff: calmStaff, act: openStaffEntry },
  {
    id: 'staff-panel-trouble',
    view: { state: 'attract' },
    status: outOfPaperStatus,
    staff: troubledStaff,
    act: openStaffEntry,
  },
]
