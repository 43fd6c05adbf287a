import type { Paper } from '@quickid/printer'
import type { Camera } from '../../camera/camera.ts'
import type { DevelopResult, DevelopSuccess } from '../../darkroom/messages/portrait.ts'
import type { DarkroomSession } from '../../darkroom/session.ts'
import type { DocumentSpec } from '../../documents/document.ts'
import { recordOf } from '../../edits/edits.ts'
import { deadlineSignal } from '../../foundation/deadline.ts'
import type { FaultCode, StepId, Verdict } from '../../protocol/codes.ts'
import type { Edits } from '../../protocol/edits.ts'
import type { RuleView } from '../../protocol/visit-view.ts'
import { endOfThrown, type GenerationEnd, type GenerationLog } from '../../records/generation-log.ts'
import type { Deadlines } from '../../settings/deadlines.ts'
import type { PictureKeeper } from '../picture-store.ts'
import { withDeadline } from '../with-deadline.ts'

export interface WorkDeps {
  readonly camera: Camera
  readonly session: DarkroomSession
  readonly document: DocumentSpec
  /** Whose portraits the sheet holds, that of `document` among them. */
  readonly documentIds: readonly string[]
  readonly paper: Paper
  readonly deadlines: Deadlines
  readonly generations: GenerationLog
  /** Takes the portrait, the sheet and its preview. */
  readonly pictures: PictureKeeper
}

/** A portrait and its sheet, ready for the review; the pixels are in the `PictureKeeper`. */
export interface Finished {
  readonly verdict: Verdict
  readonly rules: readonly RuleView[]
  /** By document. */
  readonly copies: Readonly<Record<string, number>>
  readonly sheetSizeMm: { readonly widthMm: number; readonly heightMm: number }
}

export type WorkResult =
  | { readonly ok: true; readonly finished: Finished }
  | { readonly ok: false; readonly fault: FaultCode }

/** The still, its portrait, its sheet. Throws what camera and darkroom throw, and the signal's reason. */
export const developStill = async (
  deps: WorkDeps,
  edits: Edits,
  onStep: (step: StepId) => void,
  signal: AbortSignal,
): Promise<WorkResult> => {
  const { camera, session, document, deadlines } = deps
  const still = await camera.still(AbortSignal.any([signal, deadlineSignal(deadlines.stillMs)]))
  try {
    return await finish(deps, 'photo.develop', edits, onStep, signal, () =>
      withDeadline(
        deadlines.developMs,
        'Developing',
        signal,
        (within) => session.develop({ image: still.jpeg, document, edits }, onStep, within),
        overwritePortrait,
      ),
    )
  } finally {
    still.jpeg.fill(0)
  }
}

/** The portrait and the sheet again, with other edits or for another document. */
export const renderEdits = (deps: WorkDeps, edits: Edits, signal: AbortSignal): Promise<WorkResult> =>
  finish(
    deps,
    'photo.edit',
    edits,
    () => {},
    signal,
    () =>
      withDeadline(
        deps.deadlines.editMs,
        'An edit',
        signal,
        (within) => deps.session.edit({ document: deps.document, edits }, within),
        overwritePortrait,
      ),
  )

const finish = async (
  deps: WorkDeps,
  name: 'photo.develop' | 'photo.edit',
  edits: Edits,
  onStep: (step: StepId) => void,
  signal: AbortSignal,
  make: () => Promise<DevelopResult>,
): Promise<WorkResult> => {
  const { document, generations, pictures } = deps
  const result = await recorded(generations, name, recordOf(document.id, edits), signal, make, endOfDevelop)
  if (!result.ok) return { ok: false, fault: result.fault }
  if (signal.aborted) {
    overwritePortrait(result)
    throw signal.reason
  }
  onStep('sheet')
  const { paper, session, deadlines } = deps
  const parameters = { documentId: document.id, paper: paper.id }
  const layout = await recorded(
    generations,
    'sheet.layout',
    parameters,
    signal,
    () =>
      withDeadline(
        deadlines.sheetMs,
        'The sheet',
        signal,
        (within) => session.sheet({ paper, documentIds: deps.documentIds }, within),
        overwriteSheet,
      ),
    (laid) => (laid.ok ? { status: 'succeeded' } : { status: 'refused', error: laid.fault }),
  ).catch((error: unknown) => {
    overwritePortrait(result)
    throw error
  })
  if (!layout.ok) {
    overwritePortrait(result)
    return { ok: false, fault: layout.fault }
  }
  if (signal.aborted) {
    overwritePortrait(result)
    overwriteSheet(layout)
    throw signal.reason
  }
  const { pdf, previewJpeg, copies, widthMm, heightMm } = layout.sheet
  pictures.replace({ portrait: result.portrait.jpeg, sheetPreview: previewJpeg, sheetPdf: pdf })
  const { report } = result.details
  return {
    ok: true,
    finished: {
      verdict: report.verdict,
      rules: report.rules.map(ruleViewOf),
      copies,
      sheetSizeMm: { widthMm, heightMm },
    },
  }
}

const overwritePortrait = (result: DevelopResult): void => {
  if (result.ok) result.portrait.jpeg.fill(0)
}

const overwriteSheet = (layout: Awaited<ReturnType<DarkroomSession['sheet']>>): void => {
  if (!layout.ok) return
  layout.sheet.pdf.fill(0)
  layout.sheet.previewJpeg.fill(0)
}

/** Runs one operation and writes its generation record, however it ends. */
const recorded = async <T>(
  generations: GenerationLog,
  name: Parameters<GenerationLog['add']>[0],
  parameters: Parameters<GenerationLog['add']>[1],
  signal: AbortSignal,
  work: () => Promise<T>,
  endOf: (result: T) => GenerationEnd,
): Promise<T> => {
  const startedAtMs = performance.now()
  try {
    const result = await work()
    generations.add(name, parameters, startedAtMs, endOf(result))
    return result
  } catch (error) {
    generations.add(name, parameters, startedAtMs, endOfThrown(error, signal))
    throw error
  }
}

const endOfDevelop = (result: DevelopResult): GenerationEnd =>
  result.ok
    ? { status: result.details.report.verdict === 'fail' ? 'not-compliant' : 'succeeded', ...modelOf(result) }
    : { status: 'refused', error: result.fault }

/** The allow-list takes ids of at most 40 characters. */
const modelOf = ({ details }: DevelopSuccess): { model?: string } => {
  const model = details.models
    .find((name) => /isnet/i.test(name))
    ?.replace(/[^A-Za-z0-9-]+/g, '-')
    .slice(0, 40)
  return model ? { model } : {}
}

/** Measured values are face data and stay behind (promise P8): the verdict goes on, and how far off where that helps. */
const ruleViewOf = ({ id, verdict, hint, offMm }: DevelopSuccess['details']['report']['rules'][number]): RuleView => ({
  id,
  verdict,
  ...(hint === null ? {} : { hint }),
  ...(offMm === null || verdict === 'pass' ? {} : { offMm: Math.round(offMm * 10) / 10 }),
})
