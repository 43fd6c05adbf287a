import type { DocumentSpec } from '../../documents/document.ts'
import { overwritePictures } from '../picture-store.ts'
import type { Rendered, VisitEffect } from '../state.ts'
import type { EffectDeps } from './effect-deps.ts'
import { developStill, type Finished, type PortraitDeps, renderEdits } from './make-portrait.ts'

type RenderEffect = Extract<VisitEffect, { kind: 'render' }>
type DevelopEffect = Extract<VisitEffect, { kind: 'develop' }>

/**
 * Portraits of the visit's photograph: the first one, and again with other edits or for other documents. One render at a
 * time; while one runs, only the newest of those that come waits. The pictures of a render become the visit's together
 * with its verdict, or are overwritten: never the one without the other.
 */
export const createRenderer = (deps: EffectDeps) => {
  const { scope, report, reportFailure } = deps
  let wanted: RenderEffect | null = null
  /** The work under which renders are worked off; null: none are. */
  let working: AbortSignal | null = null
  let pictureNumber = 0

  const portraitDeps = (document: DocumentSpec, documentIds: readonly string[]): PortraitDeps => ({
    session: scope.darkroom.session,
    document,
    documentIds,
    paper: deps.settings().paper,
    generations: deps.generations,
  })

  /** The render's pictures become the visit's; what is told of them goes with it. Null: nobody waits for them any more. */
  const show = (finished: Finished, signal: AbortSignal): Rendered | null => {
    // The visit has ended, or the customer has changed their mind meanwhile.
    if (signal.aborted || wanted !== null) {
      overwritePictures(finished.pictures)
      return null
    }
    scope.show(finished)
    const { verdict, rules, copies } = finished
    pictureNumber += 1
    return { pictureNumber, verdict, rules, copies }
  }

  const develop = async ({ document: { id, defaultEdits } }: DevelopEffect, signal: AbortSignal): Promise<void> => {
    const document = deps.findDocument(id)
    if (!document) return report(signal, { kind: 'failed', fault: 'document.unknown' })
    const source = { camera: deps.camera, stillMs: deps.settings().deadlines.stillMs }
    const result = await developStill(
      portraitDeps(document, [id]),
      source,
      defaultEdits,
      (step) => report(signal, { kind: 'step', step }),
      signal,
    )
    if (!result.ok) return report(signal, { kind: 'refused', fault: result.fault })
    const rendered = show(result.finished, signal)
    if (rendered) report(signal, { kind: 'developed', ...rendered })
  }

  const render = async ({ document: { id }, documentIds, edits, renderNumber }: RenderEffect, signal: AbortSignal) => {
    const document = deps.findDocument(id)
    if (!document) return report(signal, { kind: 'failed', fault: 'document.unknown' })
    const result = await renderEdits(portraitDeps(document, documentIds), edits, signal)
    if (!result.ok) return report(signal, { kind: 'render-refused', renderNumber, fault: result.fault })
    const rendered = show(result.finished, signal)
    if (rendered) report(signal, { kind: 'rendered', renderNumber, ...rendered })
  }

  const workOff = async (signal: AbortSignal): Promise<void> => {
    for (let next = wanted; next && !signal.aborted; next = wanted) {
      wanted = null
      await render(next, signal)
    }
  }

  return {
    develop(effect: DevelopEffect): void {
      const signal = scope.work
      wanted = null
      develop(effect, signal).catch((error: unknown) => reportFailure(signal, error))
    },

    render(effect: RenderEffect): void {
      const signal = scope.work
      wanted = effect
      if (working === signal) return
      working = signal
      workOff(signal)
        .catch((error: unknown) => reportFailure(signal, error))
        .finally(() => {
          if (working === signal) working = null
        })
    },
  }
}
