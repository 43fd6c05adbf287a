import type { EditableDocument } from '../edits/editable-document.ts'
import type { FaultCode, GuidanceCode, StepId, Verdict } from '../protocol/codes.ts'
import type { Edits } from '../protocol/edits.ts'
import type { PrintProgress, RuleView } from '../protocol/visit-view.ts'

export type In<N extends VisitState['name']> = Extract<VisitState, { name: N }>

export const to = (state: VisitState, ...effects: VisitEffect[]): Transition => ({ state, effects })

/** A document that the customer chose, and how its portrait is to be made. */
export interface WantedDocument {
  readonly document: EditableDocument
  readonly edits: Edits
}

/** A document that this photograph is printed for; its portrait was made with `edits`. */
export interface TakenDocument extends WantedDocument {
  readonly verdict: Verdict
}

/**
 * What the darkroom works on. `edit`: the shown document with other edits, until the customer changes their mind.
 * `document`: another document, or what remains after one was dropped; nothing else is taken up meanwhile.
 */
export type RenderPhase =
  | { readonly phase: 'idle' }
  | ({ readonly phase: 'pending'; readonly of: 'edit' | 'document' } & WantedDocument)

/** What comes of a render, without its pixels. */
export interface Rendered {
  readonly pictureNumber: number
  readonly verdict: Verdict
  readonly rules: readonly RuleView[]
  /** On the sheet, by document. */
  readonly copies: Readonly<Record<string, number>>
}

/** The finished portrait as the review shows it, without its pixels. */
export interface Review {
  readonly document: EditableDocument
  /** What the picture on the screen was made with. */
  readonly edits: Edits
  /** All documents of the sitting in the order they were taken; `document` is one of them. */
  readonly taken: readonly TakenDocument[]
  /** Documents of a photograph before this one, still to be made from it, one after the other. */
  readonly wanted: readonly WantedDocument[]
  readonly verdict: Verdict
  readonly rules: readonly RuleView[]
  readonly render: RenderPhase
  /** Of the newest render that was asked for: they are counted up, and an answer to an older one changes nothing. */
  readonly renderNumber: number
  /** Of the pictures on the screen: they were made together with `verdict`, `rules` and `copies`. */
  readonly pictureNumber: number
  /** On the sheet, by document. */
  readonly copies: Readonly<Record<string, number>>
  readonly editFault: FaultCode | null
  /** Why the last attempt to print ended without paper. */
  readonly lastPrintFault: FaultCode | null
}

/** The visit. Values only: pixels, timers and processes are those of the loop and its effects. */
export type VisitState =
  | { readonly name: 'attract' }
  | { readonly name: 'document' }
  | { readonly name: 'consent'; readonly document: EditableDocument }
  | {
      readonly name: 'framing'
      readonly document: EditableDocument
      readonly isDarkroomOpen: boolean
      readonly guidance: GuidanceCode
      /** After a while anyone may take the picture, whatever the guidance says of their pose or their wheelchair. */
      readonly isManualAllowed: boolean
      readonly wanted: readonly WantedDocument[]
    }
  | {
      readonly name: 'countdown'
      readonly document: EditableDocument
      readonly secondsLeft: number
      readonly wanted: readonly WantedDocument[]
    }
  | {
      readonly name: 'developing'
      readonly document: EditableDocument
      readonly step: StepId | null
      readonly wanted: readonly WantedDocument[]
    }
  | { readonly name: 'review'; readonly review: Review }
  | { readonly name: 'printing'; readonly review: Review; readonly progress: PrintProgress }
  | { readonly name: 'done'; readonly documentId: string; readonly outcome: 'printed' | 'unknown' }
  /** `document` is where a retry goes on; null when there is none. */
  | {
      readonly name: 'fault'
      readonly fault: FaultCode
      readonly document: EditableDocument | null
      readonly wanted: readonly WantedDocument[]
    }

/** The customer's inputs, checked against the catalogue and the policy by whoever received them. */
export type CustomerInput =
  | { readonly kind: 'begin' }
  | { readonly kind: 'choose-document'; readonly document: EditableDocument }
  | { readonly kind: 'consent' }
  | { readonly kind: 'back' }
  | { readonly kind: 'capture' }
  | { readonly kind: 'edit'; readonly edits: Edits }
  | { readonly kind: 'take-document'; readonly document: EditableDocument }
  | { readonly kind: 'drop-document'; readonly documentId: string }
  | { readonly kind: 'retake' }
  | { readonly kind: 'print'; readonly sheets: number }
  | { readonly kind: 'retry' }
  | { readonly kind: 'cancel' }
  | { readonly kind: 'finish' }

/** What the effects report. */
export type EffectInput =
  | { readonly kind: 'idle-expired' }
  | { readonly kind: 'darkroom-opened' }
  | { readonly kind: 'guidance'; readonly guidance: GuidanceCode }
  | { readonly kind: 'manual-allowed' }
  | { readonly kind: 'tick' }
  | { readonly kind: 'step'; readonly step: StepId }
  | ({ readonly kind: 'developed' } & Rendered)
  /** The darkroom answered that this picture can't become a portrait; it lives. */
  | { readonly kind: 'refused'; readonly fault: FaultCode }
  | ({ readonly kind: 'rendered'; readonly renderNumber: number } & Rendered)
  | { readonly kind: 'render-refused'; readonly renderNumber: number; readonly fault: FaultCode }
  | { readonly kind: 'print-progress'; readonly progress: PrintProgress }
  | { readonly kind: 'printed' }
  | { readonly kind: 'print-unknown' }
  | { readonly kind: 'not-printed'; readonly fault: FaultCode }
  /** The notice of a failed print has stood long enough: what the printer says now counts. */
  | { readonly kind: 'print-fault-shown' }
  /** A part broke: the visit can't go on as it is. */
  | { readonly kind: 'failed'; readonly fault: FaultCode }

export type VisitInput = CustomerInput | EffectInput

export type VisitEffect =
  | { readonly kind: 'count-visit' }
  | { readonly kind: 'count-consent' }
  /** Opens a darkroom unless this visit has one, and reports `darkroom-opened`. */
  | { readonly kind: 'open-darkroom' }
  /** Looks at live frames, one at a time, until the state leaves framing. */
  | { readonly kind: 'watch-framing' }
  | { readonly kind: 'start-countdown' }
  | { readonly kind: 'develop'; readonly document: EditableDocument }
  /** The portrait for `document` with `edits`, and the sheet of all `documentIds`. */
  | {
      readonly kind: 'render'
      readonly document: EditableDocument
      readonly edits: Edits
      readonly renderNumber: number
      readonly documentIds: readonly string[]
    }
  | { readonly kind: 'print'; readonly document: EditableDocument; readonly sheets: number }
  /** Ends whatever the visit waits for, but keeps its darkroom. */
  | { readonly kind: 'abort-work' }
  /** Overwrites the pictures of the review. */
  | { readonly kind: 'drop-pictures' }
  /** Ends everything: work aborted, the darkroom killed, every buffer overwritten. */
  | { readonly kind: 'wipe' }

export interface Transition {
  readonly state: VisitState
  readonly effects: readonly VisitEffect[]
}
