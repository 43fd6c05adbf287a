import type { Paper } from '@quickid/printer/sheet'
import type { Camera } from '../../camera/camera.ts'
import type { DevelopResult, DevelopSuccess } from '../../darkroom/messages/portrait.ts'
import type { DarkroomSession } from '../../darkroom/session.ts'
import type { DocumentSpec } from '../../documents/document.ts'
import { recordedDocument } from '../../documents/recorded-document.ts'
import { recordOf } from '../../edits/edits.ts'
import { deadlineSignal } from '../../foundation/deadline.ts'
import { overwriteBytes } from '../../foundation/owned-bytes.ts'
import type { FaultCode, StepId, Verdict } from '../../protocol/codes.ts'
import type { Edits } from '../../protocol/edits.ts'
import type { RuleView } from '../../protocol/visit-view.ts'
import { endOfThrown, type GenerationEnd, type GenerationLog } from '../../records/generation-log.ts'
import type { VisitPictures } from '../picture-store.ts'

export interface PortraitDeps {
  readonly session: DarkroomSession
  readonly document: DocumentSpec
  /** Whose portraits the sheet holds, that of `document` among them. */
  readonly documentIds: readonly string[]
  readonly paper: Paper
  readonly generations: GenerationLog
}

/** A portrait and its sheet, ready for the review. Whoever gets it owns the pictures. */
export interface Finished {
  readonly pictures: VisitPictures
  readonly verdict: Verdict
  readonly rules: readonly RuleView[]
  /** By document. */
  readonly copies: Readonly<Record<string, number>>
  readonly sheetSizeMm: { readonly widthMm: number; readonly heightMm: number }
}

export type PortraitResult =
  | { readonly ok: true; readonly finished: Finished }
  | { readonly ok: false; readonly fault: FaultCode }

/** The still, its portrait, its sheet. Throws what camera and darkroom throw, and the signal's reason. */
export const developStill = async (
  deps: PortraitDeps,
  { camera, stillMs }: { readonly camera: Camera; readonly stillMs: number },
  edits: Edits,
  onStep: (step: StepId) => void,
  signal: AbortSignal,
): Promise<PortraitResult> => {
  const { session, document } = deps
  const still = await camera.still(AbortSignal.any([signal, deadlineSignal(stillMs)]))
  try {
    return await finish(deps, 'photo.develop', edits, onStep, signal, () =>
      session.develop({ image: still.jpeg, document, edits }, onStep, signal),
    )
  } finally {
    still.jpeg.fill(0)
  }
}

/** The portrait and the sheet again, with other edits or for another document. */
export const renderEdits = (deps: PortraitDeps, edits: Edits, signal: AbortSignal): Promise<PortraitResult> =>
  finish(
    deps,
    'photo.edit',
    edits,
    () => {},
    signal,
    () => deps.session.edit({ document: deps.document, edits }, signal),
  )

const finish = async (
  { document, documentIds, generations, paper, session }: PortraitDeps,
  name: 'photo.develop' | 'photo.edit',
  edits: Edits,
  onStep: (step: StepId) => void,
  signal: AbortSignal,
  make: () => Promise<DevelopResult>,
): Promise<PortraitResult> => {
  const result = await recorded(generations, name, recordOf(document.id, edits), signal, make, endOfDevelop)
  if (!result.ok) return { ok: false, fault: result.fault }
  try {
    signal.throwIfAborted()
    onStep('sheet')
    const layout = await recorded(
      generations,
      'sheet.layout',
      { ...recordedDocument(document.id), paper: paper.id },
      signal,
      () => session.sheet({ paper, documentIds }, signal),
      (laid) => (laid.ok ? { status: 'succeeded' } : { status: 'refused', error: laid.fault }),
    )
    if (!layout.ok) {
      overwriteBytes(result)
      return { ok: false, fault: layout.fault }
    }
    if (signal.aborted) overwriteBytes(layout)
    signal.throwIfAborted()
    return { ok: true, finished: finishedOf(result, layout.sheet) }
  } catch (error) {
    overwriteBytes(result)
    throw error
  }
}

const finishedOf = (
  { portrait, details: { report } }: DevelopSuccess,
  sheet: Extract<Awaited<ReturnType<DarkroomSession['sheet']>>, { ok: true }>['sheet'],
): Finished => ({
  pictures: { portrait: portrait.jpeg, sheetPreview: sheet.previewJpeg, sheetPdf: sheet.pdf },
  verdict: report.verdict,
  rules: report.rules.map(ruleViewOf),
  copies: sheet.copies,
  sheetSizeMm: { widthMm: sheet.widthMm, heightMm: sheet.heightMm },
})

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

/** The matting model, without where it ran: `isnet-512 (cpu)` is `isnet-512`. */
const modelOf = ({ details }: DevelopSuccess): { model?: string } => {
  const label = details.models.find((each) => each.startsWith('isnet-'))
  return label ? { model: label.replace(/ .*$/, '') } : {}
}

/** Measured values are face data and stay behind (promise P8): the verdict goes on, and how far off where that helps. */
const ruleViewOf = ({ id, verdict, hint, offMm }: DevelopSuccess['details']['report']['rules'][number]): RuleView => ({
  id,
  verdict,
  ...(hint === null ? {} : { hint }),
  ...(offMm === null || verdict === 'pass' ? {} : { offMm: Math.round(offMm * 10) / 10 }),
})
