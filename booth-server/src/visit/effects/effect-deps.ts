import type { Camera } from '../../camera/camera.ts'
import type { DocumentSpec } from '../../documents/document.ts'
import type { PrintQueue } from '../../printing/print-queue.ts'
import type { GenerationLog } from '../../records/generation-log.ts'
import type { Records } from '../../records/records.ts'
import type { LiveView } from '../live-view.ts'
import type { VisitScope } from '../scope.ts'
import type { VisitInput, VisitState } from '../state.ts'
import type { VisitSettings } from '../visit-settings.ts'

/** What effects work with, and how they report. */
export interface EffectDeps {
  readonly camera: Camera
  readonly live: LiveView
  readonly records: Records
  readonly generations: GenerationLog
  readonly printQueue: PrintQueue
  readonly findDocument: (id: string) => DocumentSpec | null
  readonly scope: VisitScope
  /** As they were when the visit began. */
  readonly settings: () => VisitSettings
  readonly state: () => VisitState
  /** Reports to the machine, unless what reports has been aborted. */
  readonly report: (signal: AbortSignal, input: VisitInput) => void
  /** The same of what broke. */
  readonly reportFailure: (signal: AbortSignal, error: unknown) => void
}
