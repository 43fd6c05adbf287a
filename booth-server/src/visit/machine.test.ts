import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EditableDocument } from '../edits/editable-document.ts'
import { byEdit, unedited } from '../edits/edits.ts'
import type { AllowedEdits } from '../edits/policy.ts'
import type { Edits } from '../protocol/edits.ts'
import { transition } from './machine.ts'
import type { Review, VisitInput, VisitState } from './state.ts'
import { attract } from './states/attract.ts'
import { canCapture } from './states/framing.ts'

const edits: Edits = { ...unedited, background: 'white' }
const document: EditableDocument = {
  id: 'cn-1inch',
  allowedEdits: byEdit<AllowedEdits>(() => true),
  choices: { background: ['white', 'blue'], outfit: ['suit'] },
  defaultEdits: edits,
}
const locked: EditableDocument = {
  ...document,
  id: 'us-passport',
  allowedEdits: byEdit<AllowedEdits>(() => false),
  choices: { background: [], outfit: [] },
  defaultEdits: unedited,
}
const onlyBackdrop = byEdit<AllowedEdits>((id) => id === 'background')
const review: Review = {
  document,
  taken: [{ document, edits, verdict: 'pass' }],
  edits,
  wanted: [],
  render: { phase: 'idle' },
  renderNumber: 4,
  pictureNumber: 7,
  verdict: 'pass',
  rules: [],
  copies: { 'cn-1inch': 8 },
  editFault: null,
  lastPrintFault: null,
}
const blue: Edits = { ...unedited, background: 'blue', retouch: 0.5, outfit: 'suit' }
const workingReview: Review = {
  ...review,
  render: { phase: 'pending', of: 'edit', document, edits: blue },
  renderNumber: 5,
}
const framing = {
  name: 'framing',
  document,
  isDarkroomOpen: true,
  guidance: 'ready',
  isManualAllowed: false,
  wanted: [],
} as const
const progress = { phase: 'printing', sheet: 1, sheets: 2 } as const

/** A document that is rendered instead of the one on the screen. */
const takingReview: Review = {
  ...review,
  render: { phase: 'pending', of: 'document', document: locked, edits: locked.defaultEdits },
  renderNumber: 5,
}

/** One state of each name, with its shortest telling; the review in each of its phases. */
const states = {
  attract,
  document: { name: 'document' },
  consent: { name: 'consent', document },
  framing,
  countdown: { name: 'countdown', document, secondsLeft: 3, wanted: [] },
  developing: { name: 'developing', document, step: null, wanted: [] },
  review: { name: 'review', review },
  'review, editing': { name: 'review', review: workingReview },
  'review, taking a document': { name: 'review', review: takingReview },
  printing: { name: 'printing', review, progress },
  done: { name: 'done', documentId: document.id, outcome: 'printed' },
  fault: { name: 'fault', fault: 'face.none', document, wanted: [] },
} as const satisfies Record<VisitState['name'], VisitState> & Record<string, VisitState>

/** One input of each kind. */
const inputs = {
  begin: { kind: 'begin' },
  'choose-document': { kind: 'choose-document', document },
  consent: { kind: 'consent' },
  back: { kind: 'back' },
  capture: { kind: 'capture' },
  edit: { kind: 'edit', edits: blue },
  'take-document': { kind: 'take-document', document: locked },
  'drop-document': { kind: 'drop-document', documentId: 'us-passport' },
  retake: { kind: 'retake' },
  print: { kind: 'print', sheets: 2 },
  retry: { kind: 'retry' },
  cancel: { kind: 'cancel' },
  finish: { kind: 'finish' },
  'idle-expired': { kind: 'idle-expired' },
  'darkroom-opened': { kind: 'darkroom-opened' },
  guidance: { kind: 'guidance', guidance: 'move-back' },
  'manual-allowed': { kind: 'manual-allowed' },
  tick: { kind: 'tick' },
  step: { kind: 'step', step: 'matte' },
  developed: { kind: 'developed', pictureNumber: 8, verdict: 'warn', rules: [], copies: { 'cn-1inch': 9 } },
  refused: { kind: 'refused', fault: 'face.none' },
  rendered: {
    kind: 'rendered',
    renderNumber: 5,
    pictureNumber: 8,
    verdict: 'warn',
    rules: [],
    copies: { 'cn-1inch': 9 },
  },
  'render-refused': { kind: 'render-refused', renderNumber: 5, fault: 'outfit.unknown' },
  'print-progress': { kind: 'print-progress', progress },
  printed: { kind: 'printed' },
  'print-unknown': { kind: 'print-unknown' },
  'not-printed': { kind: 'not-printed', fault: 'printer.media-empty' },
  'print-fault-shown': { kind: 'print-fault-shown' },
  failed: { kind: 'failed', fault: 'darkroom.crashed' },
} as const satisfies { [K in VisitInput['kind']]: Extract<VisitInput, { kind: K }> }

type StateName = keyof typeof states
type InputKind = keyof typeof inputs

/** State, input, the state that follows, the effects in their order. Every pair that isn't here must do nothing. */
const table: readonly (readonly [StateName, InputKind, VisitState['name'], readonly string[]])[] = [
  ['attract', 'begin', 'document', ['count-visit']],

  ['document', 'choose-document', 'consent', []],
  ['document', 'back', 'attract', ['wipe']],
  ['document', 'cancel', 'attract', ['wipe']],
  ['document', 'idle-expired', 'attract', ['wipe']],
  ['document', 'failed', 'fault', ['wipe']],

  ['consent', 'consent', 'framing', ['count-consent', 'abort-work', 'drop-pictures', 'open-darkroom']],
  ['consent', 'back', 'document', []],
  ['consent', 'cancel', 'attract', ['wipe']],
  ['consent', 'idle-expired', 'attract', ['wipe']],
  ['consent', 'failed', 'fault', ['wipe']],

  ['framing', 'guidance', 'framing', []],
  ['framing', 'manual-allowed', 'framing', []],
  ['framing', 'capture', 'countdown', ['start-countdown']],
  ['framing', 'back', 'document', ['wipe']],
  ['framing', 'cancel', 'attract', ['wipe']],
  ['framing', 'idle-expired', 'attract', ['wipe']],
  ['framing', 'failed', 'fault', ['wipe']],

  ['countdown', 'tick', 'countdown', []],
  ['countdown', 'back', 'framing', ['abort-work', 'drop-pictures', 'open-darkroom']],
  ['countdown', 'cancel', 'attract', ['wipe']],
  ['countdown', 'idle-expired', 'attract', ['wipe']],
  ['countdown', 'failed', 'fault', ['wipe']],

  ['developing', 'step', 'developing', []],
  ['developing', 'developed', 'review', []],
  ['developing', 'refused', 'fault', ['drop-pictures']],
  ['developing', 'cancel', 'attract', ['wipe']],
  ['developing', 'idle-expired', 'attract', ['wipe']],
  ['developing', 'failed', 'fault', ['wipe']],

  ['review', 'edit', 'review', ['render']],
  ['review', 'take-document', 'review', ['render']],
  ['review', 'print', 'printing', ['print']],
  ['review', 'retake', 'framing', ['abort-work', 'drop-pictures', 'open-darkroom']],
  ['review', 'back', 'framing', ['abort-work', 'drop-pictures', 'open-darkroom']],
  ['review', 'cancel', 'attract', ['wipe']],
  ['review', 'idle-expired', 'attract', ['wipe']],
  ['review', 'failed', 'fault', ['wipe']],

  ['review, editing', 'edit', 'review', ['render']],
  ['review, editing', 'rendered', 'review', []],
  ['review, editing', 'render-refused', 'review', []],
  ['review, editing', 'retake', 'framing', ['abort-work', 'drop-pictures', 'open-darkroom']],
  ['review, editing', 'back', 'framing', ['abort-work', 'drop-pictures', 'open-darkroom']],
  ['review, editing', 'cancel', 'attract', ['wipe']],
  ['review, editing', 'idle-expired', 'attract', ['wipe']],
  ['review, editing', 'failed', 'fault', ['wipe']],

  ['review, taking a document', 'rendered', 'review', []],
  ['review, taking a document', 'render-refused', 'review', []],
  ['review, taking a document', 'retake', 'framing', ['abort-work', 'drop-pictures', 'open-darkroom']],
  ['review, taking a document', 'back', 'framing', ['abort-work', 'drop-pictures', 'open-darkroom']],
  ['review, taking a document', 'cancel', 'attract', ['wipe']],
  ['review, taking a document', 'idle-expired', 'attract', ['wipe']],
  ['review, taking a document', 'failed', 'fault', ['wipe']],

  ['printing', 'print-progress', 'printing', []],
  ['printing', 'printed', 'done', ['wipe']],
  ['printing', 'print-unknown', 'done', ['wipe']],
  ['printing', 'not-printed', 'review', []],
  ['printing', 'cancel', 'attract', ['wipe']],
  ['printing', 'idle-expired', 'attract', ['wipe']],
  ['printing', 'failed', 'fault', ['wipe']],

  ['done', 'finish', 'attract', ['wipe']],
  ['done', 'cancel', 'attract', ['wipe']],
  ['done', 'idle-expired', 'attract', ['wipe']],

  ['fault', 'retry', 'framing', ['abort-work', 'drop-pictures', 'open-darkroom']],
  ['fault', 'cancel', 'attract', ['wipe']],
  ['fault', 'idle-expired', 'attract', ['wipe']],
]

describe('every pair of state and input', () => {
  for (const from of Object.keys(states) as StateName[]) {
    for (const kind of Object.keys(inputs) as InputKind[]) {
      const row = table.find(([state, input]) => state === from && input === kind)
      it(row ? `${from} + ${kind} -> ${row[2]}` : `${from} + ${kind} changes nothing`, () => {
        const next = transition(states[from], inputs[kind])
        if (!row) expect(next).toBeNull()
        else {
          expect(next?.state.name).toBe(row[2])
          expect(next?.effects.map((effect) => effect.kind)).toEqual(row[3])
        }
      })
    }
  }
})

/** The same pairs again where the outcome hangs on the state's values. */
const cases: readonly {
  readonly name: string
  readonly state: VisitState
  readonly input: VisitInput
  readonly expected: Partial<VisitState> | null
  readonly effects?: readonly object[]
}[] = [
  {
    name: 'framing watches once its darkroom is open',
    state: { ...framing, isDarkroomOpen: false },
    input: inputs['darkroom-opened'],
    expected: { isDarkroomOpen: true },
    effects: [{ kind: 'watch-framing' }],
  },
  {
    name: 'no picture before the darkroom is open',
    state: { ...framing, isDarkroomOpen: false, isManualAllowed: true },
    input: inputs.capture,
    expected: null,
  },
  {
    name: 'no picture while the guidance asks for something',
    state: { ...framing, guidance: 'too-dark' },
    input: inputs.capture,
    expected: null,
  },
  {
    name: 'a picture in spite of the guidance once it has lasted',
    state: { ...framing, guidance: 'look-straight', isManualAllowed: true },
    input: inputs.capture,
    expected: { name: 'countdown', secondsLeft: 3 },
  },
  {
    name: 'the same guidance again is no news',
    state: framing,
    input: { kind: 'guidance', guidance: 'ready' },
    expected: null,
  },
  {
    name: 'the last second takes the picture',
    state: { name: 'countdown', document, secondsLeft: 1, wanted: [] },
    input: inputs.tick,
    expected: { name: 'developing', step: null },
    effects: [{ kind: 'develop', document }],
  },
  {
    name: 'an edit is shown as wanted at once and numbered',
    state: states.review,
    input: inputs.edit,
    expected: { review: workingReview },
    effects: [{ kind: 'render', document, edits: blue, renderNumber: 5, documentIds: ['cn-1inch'] }],
  },
  {
    name: 'an answer to an older edit changes nothing',
    state: { name: 'review', review: workingReview },
    input: { ...inputs.rendered, renderNumber: 4 },
    expected: null,
  },
  {
    name: 'a refusal of an older edit changes nothing',
    state: { name: 'review', review: workingReview },
    input: { ...inputs['render-refused'], renderNumber: 4 },
    expected: null,
  },
  {
    name: 'the answer to the newest edit is shown',
    state: { name: 'review', review: workingReview },
    input: inputs.rendered,
    expected: {
      review: {
        ...workingReview,
        taken: [{ document, edits: blue, verdict: 'warn' }],
        edits: blue,
        render: { phase: 'idle' },
        verdict: 'warn',
        copies: { 'cn-1inch': 9 },
        pictureNumber: 8,
      },
    },
  },
  {
    name: 'a refused edit leaves the picture as it was',
    state: { name: 'review', review: workingReview },
    input: inputs['render-refused'],
    expected: { review: { ...review, renderNumber: 5, editFault: 'outfit.unknown' } },
  },
  {
    name: 'nothing is printed while an edit is being made',
    state: { name: 'review', review: workingReview },
    input: inputs.print,
    expected: null,
  },
  {
    name: 'a locked document refuses an edit and says so',
    state: { name: 'review', review: { ...review, document: locked } },
    input: inputs.edit,
    expected: { review: { ...review, document: locked, editFault: 'edit.forbidden' } },
    effects: [],
  },
  {
    name: 'a backdrop that the document does not list is refused',
    state: states.review,
    input: { kind: 'edit', edits: { ...edits, background: 'tartan' } },
    expected: { review: { ...review, editFault: 'edit.forbidden' } },
    effects: [],
  },
  {
    name: 'an outfit that nobody has drawn is refused',
    state: states.review,
    input: { kind: 'edit', edits: { ...edits, outfit: 'crown' } },
    expected: { review: { ...review, editFault: 'outfit.unknown' } },
    effects: [],
  },
  {
    name: 'where only the backdrop is free, it may change alone',
    state: {
      name: 'review',
      review: {
        ...review,
        document: {
          ...document,
          allowedEdits: onlyBackdrop,
        },
      },
    },
    input: { kind: 'edit', edits: { ...edits, background: 'blue' } },
    expected: { name: 'review' },
    effects: [
      {
        kind: 'render',
        document: {
          ...document,
          allowedEdits: onlyBackdrop,
        },
        edits: { ...edits, background: 'blue' },
        renderNumber: 5,
        documentIds: ['cn-1inch'],
      },
    ],
  },
  {
    name: 'a print that failed keeps the photograph and tells why',
    state: states.printing,
    input: inputs['not-printed'],
    expected: { review: { ...review, lastPrintFault: 'printer.media-empty' } },
  },
  {
    name: 'the reason of a failed print goes after a while',
    state: { name: 'review', review: { ...review, lastPrintFault: 'printer.jam' } },
    input: inputs['print-fault-shown'],
    expected: { review },
  },
  {
    name: 'a print in doubt is told as such',
    state: states.printing,
    input: inputs['print-unknown'],
    expected: { name: 'done', outcome: 'unknown' },
  },
  {
    name: 'a crash leads back to the same document',
    state: states.developing,
    input: inputs.failed,
    expected: { name: 'fault', fault: 'darkroom.crashed', document },
  },
  {
    name: 'a full disk leads nowhere',
    state: states.review,
    input: { kind: 'failed', fault: 'disk.full' },
    expected: { name: 'fault', fault: 'disk.full', document: null, wanted: [] },
  },
  {
    name: 'no retry where there is no way back',
    state: { name: 'fault', fault: 'disk.full', document: null, wanted: [] },
    input: inputs.retry,
    expected: null,
  },
]

describe('where the values decide', () => {
  for (const { name, state, input, expected, effects } of cases) {
    it(name, () => {
      const next = transition(state, input)
      if (expected === null) expect(next).toBeNull()
      else expect(next?.state).toMatchObject(expected)
      if (effects) expect(next?.effects).toEqual(effects)
    })
  }
})

describe('any walk', () => {
  const anyInput = fc.constantFrom(...(Object.values(inputs) as VisitInput[]))

  it('ends at attract by cancel, with everything wiped, from wherever it has come', () => {
    fc.assert(
      fc.property(fc.array(anyInput, { maxLength: 60 }), (walk) => {
        let state: VisitState = attract
        for (const input of walk) state = transition(state, input)?.state ?? state
        const out = transition(state, { kind: 'cancel' })
        if (state.name === 'attract') expect(out).toBeNull()
        else expect(out).toEqual({ state: attract, effects: [{ kind: 'wipe' }] })
      }),
    )
  })

  it('never enters attract or done without wiping, and never changes the state it was given', () => {
    fc.assert(
      fc.property(fc.array(anyInput, { maxLength: 60 }), (walk) => {
        let state: VisitState = attract
        for (const input of walk) {
          const before = structuredClone(state)
          const next = transition(state, input)
          expect(state).toEqual(before)
          if (!next) continue
          const isEnd = next.state.name === 'attract' || next.state.name === 'done'
          if (isEnd && next.state.name !== state.name) expect(next.effects).toContainEqual({ kind: 'wipe' })
          if (canCapture(next.state)) expect(next.state.name).toBe('framing')
          state = next.state
        }
      }),
    )
  })
})

describe('several documents of one photograph', () => {
  const shown = (state: VisitState): Review => {
    if (state.name !== 'review') throw new Error(state.name)
    return state.review
  }
  const step = (from: VisitState, input: VisitInput) => {
    const next = transition(from, input)
    if (!next) throw new Error(`Nothing happened for ${input.kind}`)
    return next
  }
  const copies = { 'cn-1inch': 4, 'us-passport': 2 }
  const taking = step(states.review, inputs['take-document'])
  const made = step(taking.state, {
    kind: 'rendered',
    renderNumber: 5,
    pictureNumber: 9,
    verdict: 'warn',
    rules: [],
    copies,
  })

  it('the next one is made with its own defaults, on a sheet with the first', () => {
    expect(taking.effects).toEqual([
      {
        kind: 'render',
        document: locked,
        edits: locked.defaultEdits,
        renderNumber: 5,
        documentIds: ['cn-1inch', 'us-passport'],
      },
    ])
    expect(shown(taking.state)).toMatchObject({
      document,
      render: { phase: 'pending', of: 'document', document: locked },
    })
    expect(shown(made.state)).toMatchObject({ document: locked, render: { phase: 'idle' }, verdict: 'warn', copies })
    expect(shown(made.state).taken.map((each) => [each.document.id, each.verdict])).toEqual([
      ['cn-1inch', 'pass'],
      ['us-passport', 'warn'],
    ])
  })

  it('nothing else is taken, edited or printed meanwhile', () => {
    for (const kind of ['take-document', 'drop-document', 'edit', 'print'] as const)
      expect(transition(taking.state, inputs[kind])).toBeNull()
  })

  it('going back shows the first as it was edited', () => {
    const edited = step(states.review, inputs.edit)
    const done = step(edited.state, {
      kind: 'rendered',
      renderNumber: 5,
      pictureNumber: 9,
      verdict: 'pass',
      rules: [],
      copies,
    })
    const other = step(done.state, inputs['take-document'])
    const there = step(other.state, {
      kind: 'rendered',
      renderNumber: 6,
      pictureNumber: 9,
      verdict: 'warn',
      rules: [],
      copies,
    })
    const back = step(there.state, { kind: 'take-document', document })
    expect(back.effects).toEqual([
      { kind: 'render', document, edits: blue, renderNumber: 7, documentIds: ['cn-1inch', 'us-passport'] },
    ])
  })

  it('one that can’t be made leaves the visit where it was', () => {
    const refused = step(taking.state, { kind: 'render-refused', renderNumber: 5, fault: 'crop.out-of-frame' })
    expect(shown(refused.state)).toEqual({ ...review, renderNumber: 5, editFault: 'crop.out-of-frame' })
  })

  it('all but the last can be dropped; the sheet is laid anew', () => {
    const dropped = step(made.state, inputs['drop-document'])
    expect(dropped.effects).toMatchObject([{ kind: 'render', document, edits, documentIds: ['cn-1inch'] }])
    expect(shown(dropped.state)).toMatchObject({ document, render: { phase: 'pending', document } })
    const alone = step(dropped.state, {
      kind: 'rendered',
      renderNumber: 6,
      pictureNumber: 9,
      verdict: 'pass',
      rules: [],
      copies: { 'cn-1inch': 8 },
    })
    expect(shown(alone.state).taken).toHaveLength(1)
    expect(transition(alone.state, { kind: 'drop-document', documentId: 'cn-1inch' })).toBeNull()
  })

  describe('a new photograph', () => {
    const blueFirst = step(states.review, inputs.edit)
    const shownBlue = step(blueFirst.state, {
      kind: 'rendered',
      renderNumber: 5,
      pictureNumber: 9,
      verdict: 'pass',
      rules: [],
      copies,
    })
    const withLocked = step(shownBlue.state, inputs['take-document'])
    const both = step(withLocked.state, {
      kind: 'rendered',
      renderNumber: 6,
      pictureNumber: 9,
      verdict: 'warn',
      rules: [],
      copies,
    })
    const toReview = (from: VisitState) =>
      (['darkroom-opened', 'manual-allowed', 'capture', 'tick', 'tick', 'tick', 'developed'] as const).reduce(
        (state, kind) => step(state, inputs[kind]).state,
        from,
      )

    it('is made into all of them again, each with its edits, the one on the screen last', () => {
      const first = toReview(step(both.state, inputs.retake).state)
      expect(shown(first)).toMatchObject({
        document: locked,
        render: { phase: 'pending', document, edits: blue },
        renderNumber: 1,
      })
      const second = step(first, {
        kind: 'rendered',
        renderNumber: 1,
        pictureNumber: 9,
        verdict: 'pass',
        rules: [],
        copies,
      })
      expect(second.effects).toEqual([
        {
          kind: 'render',
          document: locked,
          edits: locked.defaultEdits,
          renderNumber: 2,
          documentIds: ['us-passport', 'cn-1inch'],
        },
      ])
      const last = step(second.state, {
        kind: 'rendered',
        renderNumber: 2,
        pictureNumber: 9,
        verdict: 'warn',
        rules: [],
        copies,
      })
      expect(last.effects).toEqual([])
      expect(shown(last.state)).toMatchObject({ document: locked, render: { phase: 'idle' }, wanted: [] })
      expect(shown(last.state).taken.map((each) => [each.document.id, each.edits])).toEqual([
        ['us-passport', locked.defaultEdits],
        ['cn-1inch', blue],
      ])
    })

    it('without a face keeps them for the next try, and so does a darkroom that broke', () => {
      const framed = step(both.state, inputs.retake).state
      const { wanted } = framed as Extract<VisitState, { name: 'framing' }>
      expect(wanted.map((each) => each.document.id)).toEqual(['cn-1inch', 'us-passport'])
      const developing: VisitState = { name: 'developing', document: locked, step: null, wanted }
      const refused = step(developing, inputs.refused)
      expect(step(refused.state, inputs.retry).state).toMatchObject({ name: 'framing', document: locked, wanted })
      expect(step(both.state, inputs.failed).state).toMatchObject({ name: 'fault', document: locked, wanted })
    })

    it('says of one that can’t be made again why, and goes on', () => {
      const first = toReview(step(both.state, inputs.retake).state)
      const refused = step(first, { kind: 'render-refused', renderNumber: 1, fault: 'crop.out-of-frame' })
      expect(shown(refused.state)).toMatchObject({
        render: { phase: 'pending', document: locked },
        editFault: 'crop.out-of-frame',
      })
      const last = step(refused.state, {
        kind: 'rendered',
        renderNumber: 2,
        pictureNumber: 9,
        verdict: 'warn',
        rules: [],
        copies,
      })
      expect(shown(last.state).taken.map((each) => each.document.id)).toEqual(['us-passport'])
      expect(shown(last.state).editFault).toBe('crop.out-of-frame')
    })

    it('of one document as it was chosen wants nothing beside', () => {
      expect(step(states.review, inputs.retake).state).toMatchObject({ document, wanted: [] })
    })
  })

  it('not more than four', () => {
    const taken = ['a', 'b', 'c', 'd'].map((id) => ({ document: { ...document, id }, edits, verdict: 'pass' as const }))
    const full: VisitState = { name: 'review', review: { ...review, document: taken[0]!.document, taken } }
    expect(transition(full, inputs['take-document'])).toBeNull()
    expect(transition(full, { kind: 'take-document', document: taken[2]!.document })).not.toBeNull()
  })
})
