import { setTimeout as delay } from 'node:timers/promises'
import { forgetVisit } from '../forget-visit.ts'
import type { VisitEffect, VisitInput } from '../state.ts'
import type { EffectDeps } from './effect-deps.ts'
import { createRenderer } from './render.ts'
import { watchFraming } from './watch-framing.ts'

export type Effects = { readonly [K in VisitEffect['kind']]: (effect: Extract<VisitEffect, { kind: K }>) => void }

/** What the machine asks for, one executor each: an effect without one does not compile. */
export const createEffects = (deps: EffectDeps): Effects => {
  const { scope, report, reportFailure, records, generations } = deps
  const renderer = createRenderer(deps)

  /** Reports `input` after `ms`, unless `signal` comes first. */
  const reportAfter = (ms: number, signal: AbortSignal, input: VisitInput): void => {
    delay(ms, undefined, { signal }).then(
      () => report(signal, input),
      () => {},
    )
  }

  return {
    'count-visit': () => {
      scope.begin()
      // Without records nothing can be printed: said before the customer has lost any time.
      if (!generations.guard(() => records.counts.addVisit()))
        report(scope.visit, { kind: 'failed', fault: 'disk.full' })
    },

    /** The accepted version is counted, without a person (promise P15). */
    'count-consent': () => {
      const key = `policy-accepted:${deps.settings().policy.version}`
      generations.guard(() => records.values.write(key, String(Number(records.values.read(key) ?? 0) + 1)))
    },

    'open-darkroom': () => {
      const signal = scope.work
      scope.darkroom.open().then(
        () => report(signal, { kind: 'darkroom-opened' }),
        (error: unknown) => reportFailure(signal, error),
      )
    },

    'watch-framing': () => {
      const signal = scope.work
      const { manualCaptureMs, liveFrameMs } = deps.settings().deadlines
      reportAfter(manualCaptureMs, signal, { kind: 'manual-allowed' })
      watchFraming(
        { live: deps.live, session: scope.darkroom.session, liveFrameMs },
        (guidance) => report(signal, { kind: 'guidance', guidance }),
        signal,
      ).catch((error: unknown) => reportFailure(signal, error))
    },

    'start-countdown': () => {
      // The look at the frames ends; the live view goes on.
      scope.abortWork()
      const signal = scope.work
      const { countdownStepMs } = deps.settings().deadlines
      const tick = async () => {
        while (deps.state().name === 'countdown') {
          await delay(countdownStepMs, undefined, { signal })
          report(signal, { kind: 'tick' })
        }
      }
      tick().catch(() => {})
    },

    develop: (effect) => renderer.develop(effect),
    render: (effect) => renderer.render(effect),

    print: ({ document, sheets }) => {
      const signal = scope.visit
      const { finished } = scope
      if (!finished) return report(signal, { kind: 'not-printed', fault: 'internal' })
      const { deadlines, paper } = deps.settings()
      const order = {
        pdf: finished.pictures.sheetPdf,
        documentId: document.id,
        copies: finished.copies,
        paper: { id: paper.id, ...finished.sheetSizeMm },
        sheets,
      }
      deps.printQueue
        .print(order, { signal, timeoutMs: deadlines.printMs }, (progress) =>
          report(signal, { kind: 'print-progress', progress }),
        )
        .then((end) => {
          if (end.ok) return report(signal, { kind: 'printed' })
          if (end.reason === 'unknown') return report(signal, { kind: 'print-unknown' })
          report(signal, { kind: 'not-printed', fault: end.fault })
          reportAfter(deadlines.printNoticeMs, signal, { kind: 'print-fault-shown' })
        })
    },

    'abort-work': () => scope.abortWork(),
    'drop-pictures': () => scope.dropPictures(),
    wipe: () => forgetVisit(deps),
  }
}
