/** A run of IS-Net may take this long: the rest of a photograph fits into the same second. */
export const DEFAULT_MATTING_BUDGET_MS = 550

/**
 * How long anything in a visit may wait, ms. The one place of deadlines: `config.ts` fills it, with these as defaults.
 */
export interface Deadlines {
  /** Without a touch the visit ends; the screen warns `idleWarnMs` before (EN 301 549: at least 20 s). */
  readonly idleMs: number
  readonly idleWarnMs: number
  /** `done` returns to attract by itself. */
  readonly doneMs: number
  /** Between two numbers of the countdown. */
  readonly countdownStepMs: number
  /** Then the customer may take the picture whatever the guidance says. */
  readonly manualCaptureMs: number
  /** Without a live frame for so long the camera counts as gone. */
  readonly liveFrameMs: number
  readonly openDarkroomMs: number
  readonly assessMs: number
  readonly stillMs: number
  readonly developMs: number
  readonly editMs: number
  readonly sheetMs: number
  /** A print, with the time to refill the paper. */
  readonly printMs: number
  /** How long the reason of a failed print stands at review before the printer's own state is shown again. */
  readonly printNoticeMs: number
  /** A darkroom that is told to close. */
  readonly closeMs: number
}

export const defaultDeadlines: Deadlines = {
  idleMs: 60_000,
  idleWarnMs: 20_000,
  doneMs: 20_000,
  countdownStepMs: 1000,
  manualCaptureMs: 10_000,
  liveFrameMs: 8000,
  openDarkroomMs: 30_000,
  assessMs: 8000,
  stillMs: 6000,
  developMs: 60_000,
  editMs: 30_000,
  sheetMs: 20_000,
  printMs: 900_000,
  printNoticeMs: 10_000,
  closeMs: 5000,
}
