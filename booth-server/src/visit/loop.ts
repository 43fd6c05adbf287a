import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { Paper, Printer } from '@quickid/printer'
import type { Camera } from '../camera/camera.ts'
import type { Darkroom } from '../darkroom/session.ts'
import type { DocumentSpec } from '../documents/document.ts'
import { deadlineSignal } from '../foundation/deadline.ts'
import { customerFaultOf } from '../foundation/errors.ts'
import type { Log } from '../foundation/log.ts'
import { faultOfPrinter, printSheets } from '../printing/print-sheets.ts'
import type { FaultCode, Locale } from '../protocol/codes.ts'
import type { VisitView } from '../protocol/visit-view.ts'
import { GenerationLog } from '../records/generation-log.ts'
import type { Records } from '../records/records.ts'
import type { Deadlines } from '../settings/deadlines.ts'
import { developStill, type Finished, renderEdits, type WorkDeps } from './effects/develop.ts'
import { watchFraming } from './effects/watch-framing.ts'
import { IdleClock } from './idle-clock.ts'
import { LiveView } from './live-view.ts'
import { transition } from './machine.ts'
import { PictureKeeper, type VisitPictures } from './picture-store.ts'
import type { CustomerInput, VisitEffect, VisitInput, VisitState } from './state.ts'
import { attract } from './states/attract.ts'
import { viewOf } from './view.ts'
import { VisitDarkroom } from './visit-darkroom.ts'

export interface VisitRunnerDeps {
  readonly camera: Camera
  readonly darkroom: Darkroom
  readonly printer: Printer
  readonly records: Records
  readonly findDocument: (id: string) => DocumentSpec | null
  readonly paper: Paper
  readonly policy: { readonly version: string; readonly changedSince: string | null }
  readonly locale: Locale
  readonly deadlines: Deadlines
  readonly log: Log
}

type EffectExecutors = { readonly [K in VisitEffect['kind']]: (effect: Extract<VisitEffect, { kind: K }>) => void }

/**
 * Executes what the machine asks for, and reports back to it. INVARIANTS: inputs are worked off one at a time, in their
 * order; every wait has a deadline; what an ended piece of work reports is dropped; after `wipe` the server holds no
 * pixel of the visit and its darkroom is being killed.
 */
export class VisitRunner {
  readonly live: LiveView
  readonly generations: GenerationLog
  readonly #deps: VisitRunnerDeps
  readonly #darkroom: VisitDarkroom
  readonly #pictures = new PictureKeeper()
  readonly #idle: IdleClock
  readonly #viewListeners = new Set<(view: VisitView) => void>()
  readonly #pictureListeners = new Set<(pictures: Partial<VisitPictures>) => void>()
  readonly #inputs: VisitInput[] = []
  readonly #execute: EffectExecutors
  #state: VisitState = attract
  #locale: Locale
  #isDraining = false
  #isStopped = false
  /** Ends the work of the moment: a look, a countdown, a develop. */
  #work = new AbortController()
  /** Ends with the visit; prints hang on it alone. */
  #visit = new AbortController()
  /** The id under which a visit's log lines can be read together; it dies with the visit (promise P1). */
  #visitId = ''
  #finished: Finished | null = null
  #wantedEdit: Extract<VisitEffect, { kind: 'edit' }> | null = null
  #isEditing = false
  #printing: Promise<void> = Promise.resolve()
  #closing: Promise<void> = Promise.resolve()
  #unsubscribe: (() => void)[] = []

  constructor(deps: VisitRunnerDeps) {
    this.#deps = deps
    this.#locale = deps.locale
    this.live = new LiveView(deps.camera)
    this.generations = new GenerationLog(deps.records, deps.log)
    this.#darkroom = new VisitDarkroom(deps.darkroom, deps.log)
    this.#idle = new IdleClock(() => this.#dispatch({ kind: 'idle-expired' }))
    this.#execute = {
      'count-visit': () => this.#countVisit(),
      'count-consent': () => this.#countConsent(),
      'open-darkroom': () => this.#openDarkroom(),
      'watch-framing': () => this.#watchFraming(),
      'start-countdown': () => this.#countDown(),
      develop: (effect) => this.#develop(effect.document.id),
      edit: (effect) => this.#edit(effect),
      print: (effect) => this.#print(effect),
      'abort-work': () => this.#abortWork(),
      'drop-pictures': () => this.#dropPictures(),
      wipe: () => this.#wipe(),
    }
  }

  start(): void {
    this.#unsubscribe.push(this.#deps.printer.onStatus(() => this.#state.name === 'review' && this.#tellView()))
  }

  /** Ends the visit. Resolves when its darkroom is gone and its print has ended or been given up. */
  async stop(): Promise<void> {
    this.#isStopped = true
    for (const unsubscribe of this.#unsubscribe.splice(0)) unsubscribe()
    this.#idle.stop()
    this.#state = attract
    this.live.turn(false)
    this.#wipe()
    const patience = delay(this.#deps.deadlines.closeMs, undefined, { ref: false })
    await Promise.race([Promise.allSettled([this.#closing, this.#printing]), patience])
  }

  get state(): VisitState {
    return this.#state
  }

  get locale(): Locale {
    return this.#locale
  }

  get hasDarkroom(): boolean {
    return this.#darkroom.isOpen
  }

  get view(): VisitView {
    const { printer, policy } = this.#deps
    const fault = printer.status.fault
    return viewOf(this.#state, {
      policyVersion: policy.version,
      changedSince: policy.changedSince,
      printerFault: fault ? faultOfPrinter(fault) : null,
      idle: this.#idle.view,
    })
  }

  /** The review's pictures, for a screen that joins. Valid until the next input. */
  get pictures(): Partial<VisitPictures> {
    return this.#state.name === 'review' || this.#state.name === 'printing' ? this.#pictures.pictures : {}
  }

  onView(listener: (view: VisitView) => void): () => void {
    this.#viewListeners.add(listener)
    return () => this.#viewListeners.delete(listener)
  }

  /** New pictures of the review. The listener copies what it keeps. */
  onPictures(listener: (pictures: Partial<VisitPictures>) => void): () => void {
    this.#pictureListeners.add(listener)
    return () => this.#pictureListeners.delete(listener)
  }

  /** A customer's input. False: not in this state; nothing changed. */
  submit(input: CustomerInput): boolean {
    if (this.#isStopped || transition(this.#state, input) === null) return false
    this.#dispatch(input)
    this.touch()
    return true
  }

  /** Someone is there: the idle clock begins anew. */
  touch(): void {
    if (!this.#idle.view) return
    this.#idle.extend()
    this.#tellView()
  }

  setLocale(locale: Locale): void {
    this.#locale = locale
  }

  #dispatch(input: VisitInput): void {
    if (this.#isStopped) return
    this.#inputs.push(input)
    if (this.#isDraining) return
    this.#isDraining = true
    try {
      for (let next = this.#inputs.shift(); next; next = this.#inputs.shift()) this.#take(next)
    } finally {
      this.#isDraining = false
    }
  }

  #take(input: VisitInput): void {
    const next = transition(this.#state, input)
    if (!next) return
    const before = this.#state.name
    this.#state = next.state
    const { name } = next.state
    if (name !== before) {
      this.#armIdle()
      this.live.turn(name === 'framing' || name === 'countdown')
      const fields = { visit: this.#visitId, from: before, to: name, by: input.kind }
      if (next.state.name === 'fault')
        this.#deps.log.warn({ ...fields, fault: next.state.fault }, 'The visit met a fault')
      else this.#deps.log.debug(fields, 'The visit goes on')
    }
    for (const effect of next.effects) (this.#execute[effect.kind] as (effect: VisitEffect) => void)(effect)
    if (name === 'attract') this.#locale = this.#deps.locale
    this.#tellView()
  }

  #armIdle(): void {
    const { idleMs, idleWarnMs, doneMs } = this.#deps.deadlines
    switch (this.#state.name) {
      case 'document':
      case 'consent':
      case 'framing':
      case 'review':
      case 'fault':
        this.#idle.start(idleMs, idleWarnMs)
        break
      case 'done':
        this.#idle.start(doneMs, 0)
        break
      // These end by themselves: each has a deadline of its own.
      case 'attract':
      case 'countdown':
      case 'developing':
      case 'printing':
        this.#idle.stop()
    }
  }

  #tellView(): void {
    const { view } = this
    for (const listener of [...this.#viewListeners]) listener(view)
  }

  #countVisit(): void {
    this.#visitId = randomUUID().slice(0, 8)
    // Without records nothing can be printed: said before the customer has lost any time.
    if (!this.generations.guard(() => this.#deps.records.addVisit()))
      this.#dispatch({ kind: 'failed', fault: 'disk.full' })
  }

  /** The accepted version is counted, without a person (promise P15). */
  #countConsent(): void {
    const { records, policy } = this.#deps
    const key = `policy-accepted:${policy.version}`
    this.generations.guard(() => records.writeSetting(key, String(Number(records.readSetting(key) ?? 0) + 1)))
  }

  #openDarkroom(): void {
    const { signal } = this.#work
    this.#darkroom.open(this.#deps.deadlines.openDarkroomMs).then(
      () => this.#report(signal, { kind: 'darkroom-opened' }),
      (error: unknown) => this.#reportFailure(signal, error),
    )
  }

  #watchFraming(): void {
    const { signal } = this.#work
    const { deadlines } = this.#deps
    delay(deadlines.manualCaptureMs, undefined, { signal }).then(
      () => this.#report(signal, { kind: 'manual-allowed' }),
      () => {},
    )
    watchFraming(
      { live: this.live, session: this.#darkroom.session, deadlines },
      (guidance) => this.#report(signal, { kind: 'guidance', guidance }),
      signal,
    ).catch((error: unknown) => this.#reportFailure(signal, error))
  }

  #countDown(): void {
    // The look at the frames ends; the live view goes on.
    this.#abortWork()
    const { signal } = this.#work
    const tick = async () => {
      while (this.#state.name === 'countdown') {
        await delay(this.#deps.deadlines.countdownStepMs, undefined, { signal })
        this.#report(signal, { kind: 'tick' })
      }
    }
    tick().catch(() => {})
  }

  #develop(documentId: string): void {
    const { signal } = this.#work
    const state = this.#state
    const document = this.#deps.findDocument(documentId)
    if (state.name !== 'developing' || !document) {
      this.#dispatch({ kind: 'failed', fault: 'document.unknown' })
      return
    }
    const edits = state.document.defaultEdits
    developStill(
      this.#workDeps(document, [document.id]),
      edits,
      (step) => this.#report(signal, { kind: 'step', step }),
      signal,
    ).then(
      (result) => {
        if (signal.aborted) return
        if (!result.ok) {
          this.#dispatch({ kind: 'refused', fault: result.fault })
          return
        }
        const { verdict, rules, copies } = result.finished
        this.#finished = result.finished
        this.#dispatch({ kind: 'developed', verdict, rules, copies })
        this.#tellPictures(this.#pictures.pictures)
      },
      (error: unknown) => this.#reportFailure(signal, error),
    )
  }

  /** One edit at a time; while one runs, only the newest of those that come waits. */
  #edit(effect: Extract<VisitEffect, { kind: 'edit' }>): void {
    this.#wantedEdit = effect
    if (this.#isEditing) return
    this.#isEditing = true
    const { signal } = this.#work
    this.#workOffEdits(signal)
      .catch((error: unknown) => this.#reportFailure(signal, error))
      .finally(() => {
        if (!signal.aborted) this.#isEditing = false
      })
  }

  async #workOffEdits(signal: AbortSignal): Promise<void> {
    for (let edit = this.#wantedEdit; edit && !signal.aborted; edit = this.#wantedEdit) {
      this.#wantedEdit = null
      const { editNumber, edits } = edit
      const document = this.#state.name === 'review' ? this.#deps.findDocument(edit.document.id) : null
      if (!document) return
      const result = await renderEdits(this.#workDeps(document, edit.documentIds), edits, signal)
      if (signal.aborted) return
      if (!result.ok) {
        this.#dispatch({ kind: 'edit-refused', editNumber, fault: result.fault })
        continue
      }
      this.#finished = result.finished
      const { verdict, rules, copies } = result.finished
      this.#dispatch({ kind: 'edited', editNumber, verdict, rules, copies })
      this.#tellPictures(this.#pictures.pictures)
    }
  }

  #print({ document, sheets }: Extract<VisitEffect, { kind: 'print' }>): void {
    const { signal } = this.#visit
    const { deadlines, paper, printer, records, log } = this.#deps
    const { sheetPdf } = this.#pictures.pictures
    const finished = this.#finished
    if (!sheetPdf || !finished) {
      this.#dispatch({ kind: 'not-printed', fault: 'internal' })
      return
    }
    // The print's own copy: a visit that is cancelled overwrites its pictures while the printer still reads.
    const pdf = Uint8Array.from(sheetPdf)
    const order = {
      pdf,
      documentId: document.id,
      copies: finished.copies,
      paper: { id: paper.id, ...finished.sheetSizeMm },
      sheets,
    }
    const print = async (): Promise<VisitInput> => {
      const deps = { printer, records, generations: this.generations, log }
      const deadline = AbortSignal.any([signal, deadlineSignal(deadlines.printMs)])
      const end = await printSheets(
        deps,
        order,
        (progress) => this.#report(signal, { kind: 'print-progress', progress }),
        deadline,
      )
      if (end.ok) return { kind: 'printed' }
      return end.reason === 'unknown' ? { kind: 'print-unknown' } : { kind: 'not-printed', fault: end.fault }
    }
    // A printer takes one job at a time: a cancelled visit's print may still be ending.
    this.#printing = this.#printing
      .then(print)
      .catch((error: unknown): VisitInput => {
        log.error({ err: error }, 'Printing broke off')
        return { kind: 'not-printed', fault: customerFaultOf(error) }
      })
      .then((input) => {
        pdf.fill(0)
        this.#report(signal, input)
        if (input.kind === 'not-printed') this.#clearPrintFaultLater(signal)
      })
  }

  #clearPrintFaultLater(signal: AbortSignal): void {
    delay(this.#deps.deadlines.printNoticeMs, undefined, { signal }).then(
      () => this.#report(signal, { kind: 'print-fault-shown' }),
      () => {},
    )
  }

  #abortWork(): void {
    this.#work.abort()
    this.#work = new AbortController()
    this.#wantedEdit = null
    this.#isEditing = false
  }

  #dropPictures(): void {
    this.#pictures.drop()
    this.#finished = null
  }

  #wipe(): void {
    this.#abortWork()
    this.#visit.abort()
    this.#visit = new AbortController()
    this.#dropPictures()
    this.#closing = this.#darkroom.close()
  }

  #workDeps(document: DocumentSpec, documentIds: readonly string[]): WorkDeps {
    const { camera, deadlines, paper } = this.#deps
    const session = this.#darkroom.session
    const { generations } = this
    return { camera, session, document, documentIds, paper, deadlines, generations, pictures: this.#pictures }
  }

  #tellPictures(pictures: Partial<VisitPictures>): void {
    for (const listener of [...this.#pictureListeners]) listener(pictures)
  }

  #report(signal: AbortSignal, input: VisitInput): void {
    if (!signal.aborted) this.#dispatch(input)
  }

  #reportFailure(signal: AbortSignal, error: unknown): void {
    if (signal.aborted) return
    const fault: FaultCode = customerFaultOf(error)
    this.#deps.log.error({ visit: this.#visitId, fault, err: error }, 'A part of the visit failed')
    this.#dispatch({ kind: 'failed', fault })
  }
}
