import { setTimeout as delay } from 'node:timers/promises'
import type { Printer } from '@quickid/printer'
import type { Camera } from '../camera/camera.ts'
import type { Darkroom } from '../darkroom/session.ts'
import type { DocumentSpec } from '../documents/document.ts'
import { customerFaultOf } from '../foundation/errors.ts'
import type { Log } from '../foundation/log.ts'
import type { LeftPrints } from '../printing/left-prints.ts'
import type { PrintQueue } from '../printing/print-queue.ts'
import { faultOfPrinter } from '../printing/print-sheets.ts'
import type { Locale } from '../protocol/codes.ts'
import type { VisitView } from '../protocol/visit-view.ts'
import type { GenerationLog } from '../records/generation-log.ts'
import type { Records } from '../records/records.ts'
import { createEffects, type Effects } from './effects/effects.ts'
import { forgetVisit } from './forget-visit.ts'
import { IdleClock } from './idle-clock.ts'
import { LiveView } from './live-view.ts'
import { transition } from './machine.ts'
import type { VisitPictures } from './picture-store.ts'
import { VisitScope } from './scope.ts'
import type { CustomerInput, VisitEffect, VisitInput, VisitState } from './state.ts'
import { attract } from './states/attract.ts'
import { viewOf } from './view.ts'
import type { VisitSettings } from './visit-settings.ts'

export interface VisitRunnerDeps {
  readonly camera: Camera
  readonly darkroom: Darkroom
  readonly printer: Printer
  readonly leftPrints: LeftPrints
  readonly printQueue: PrintQueue
  readonly records: Records
  readonly generations: GenerationLog
  readonly findDocument: (id: string) => DocumentSpec | null
  /** As they are now; each visit takes a snapshot when it begins. */
  readonly settings: () => VisitSettings
  readonly log: Log
}

/** The review's pictures, and the number by which a view names them. */
export interface NumberedPictures extends VisitPictures {
  readonly pictureNumber: number
}

/**
 * The visit as it runs: takes inputs, lets the machine decide, executes its effects, tells views. INVARIANTS: inputs are
 * worked off one at a time, in their order; what an ended piece of work reports is dropped; the pictures of a review are
 * told before the first view that names them.
 */
export class VisitRunner {
  readonly live: LiveView
  readonly #deps: VisitRunnerDeps
  readonly #scope: VisitScope
  readonly #effects: Effects
  readonly #idle: IdleClock
  readonly #viewListeners = new Set<(view: VisitView) => void>()
  readonly #pictureListeners = new Set<(pictures: NumberedPictures) => void>()
  readonly #inputs: VisitInput[] = []
  #state: VisitState = attract
  /** Taken when the visit began. */
  #snapshot: VisitSettings
  #locale: Locale
  #isDraining = false
  #isStopped = false
  #unsubscribe: (() => void)[] = []

  constructor(deps: VisitRunnerDeps) {
    this.#deps = deps
    this.#snapshot = deps.settings()
    this.#locale = this.#snapshot.locale
    this.live = new LiveView(deps.camera)
    this.#scope = new VisitScope(deps.darkroom, deps.log)
    this.#idle = new IdleClock(() => this.#dispatch({ kind: 'idle-expired' }))
    this.#effects = createEffects({
      ...deps,
      live: this.live,
      scope: this.#scope,
      settings: () => this.#snapshot,
      state: () => this.#state,
      report: (signal, input) => this.#report(signal, input),
      reportFailure: (signal, error) => this.#reportFailure(signal, error),
    })
  }

  start(): void {
    const tellReview = () => {
      if (this.#state.name === 'review') this.#tellView()
    }
    this.#unsubscribe.push(this.#deps.printer.onStatus(tellReview), this.#deps.leftPrints.onChange(tellReview))
  }

  /** Ends the visit. Resolves when its darkroom is gone and its print has ended or been given up. */
  async stop(): Promise<void> {
    this.#isStopped = true
    for (const unsubscribe of this.#unsubscribe.splice(0)) unsubscribe()
    this.#idle.stop()
    this.#state = attract
    this.live.setEnabled(false)
    forgetVisit({ scope: this.#scope, camera: this.#deps.camera, printQueue: this.#deps.printQueue })
    // The screen too is to forget the pictures, while the line still stands.
    this.#tellView()
    const patience = delay(this.#visitSettings.deadlines.closeMs, undefined, { ref: false })
    await Promise.race([Promise.allSettled([this.#scope.closed, this.#deps.printQueue.idle]), patience])
  }

  get state(): VisitState {
    return this.#state
  }

  get locale(): Locale {
    return this.#locale
  }

  /** What the visit goes by; while there is none, what the next one would. */
  get #visitSettings(): VisitSettings {
    return this.#state.name === 'attract' ? this.#deps.settings() : this.#snapshot
  }

  /** That a customer of this visit agrees to. */
  get policyVersion(): string {
    return this.#visitSettings.policy.version
  }

  get hasDarkroom(): boolean {
    return this.#scope.darkroom.isOpen
  }

  get view(): VisitView {
    const { fault } = this.#deps.printer.status
    const { policy } = this.#visitSettings
    return viewOf(this.#state, {
      policyVersion: policy.version,
      changedSince: policy.changedSince,
      printerFault: fault ? faultOfPrinter(fault) : this.#deps.leftPrints.fault,
      idle: this.#idle.view,
    })
  }

  /** The review's pictures, for a screen that joins; null without any. Valid until the next input. */
  get pictures(): NumberedPictures | null {
    const { pictures } = this.#scope.pictures
    const state = this.#state
    if (pictures === null || (state.name !== 'review' && state.name !== 'printing')) return null
    return { ...pictures, pictureNumber: state.review.pictureNumber }
  }

  onView(listener: (view: VisitView) => void): () => void {
    this.#viewListeners.add(listener)
    return () => this.#viewListeners.delete(listener)
  }

  /** The review's pictures, before a view that names them. The listener copies what it keeps. */
  onPictures(listener: (pictures: NumberedPictures) => void): () => void {
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
    const before = this.#state
    const next = transition(before, input)
    if (!next) return
    if (before.name === 'attract') this.#snapshot = this.#deps.settings()
    this.#state = next.state
    if (next.state.name !== before.name) this.#enter(before, next.state, input)
    for (const effect of next.effects) (this.#effects[effect.kind] as (effect: VisitEffect) => void)(effect)
    this.#tellPicturesOf(before, next.state)
    this.#tellView()
  }

  #enter(before: VisitState, state: VisitState, input: VisitInput): void {
    const { name } = state
    this.#armIdle()
    this.live.setEnabled(name === 'framing' || name === 'countdown')
    if (name === 'attract') this.#locale = this.#deps.settings().locale
    const fields = { visit: this.#scope.id, from: before.name, to: name, by: input.kind }
    if (state.name === 'fault') this.#deps.log.warn({ ...fields, fault: state.fault }, 'The visit met a fault')
    else this.#deps.log.debug(fields, 'The visit goes on')
  }

  #armIdle(): void {
    const { idleMs, idleWarnMs, doneMs } = this.#visitSettings.deadlines
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

  /** When a review begins, is come back to, or has new pictures. */
  #tellPicturesOf(before: VisitState, state: VisitState): void {
    if (state.name !== 'review') return
    if (before.name === 'review' && before.review.pictureNumber === state.review.pictureNumber) return
    const { pictures } = this
    if (pictures) for (const listener of [...this.#pictureListeners]) listener(pictures)
  }

  #report(signal: AbortSignal, input: VisitInput): void {
    if (!signal.aborted) this.#dispatch(input)
  }

  #reportFailure(signal: AbortSignal, error: unknown): void {
    if (signal.aborted) return
    const fault = customerFaultOf(error)
    this.#deps.log.error({ visit: this.#scope.id, fault, err: error }, 'A part of the visit failed')
    this.#dispatch({ kind: 'failed', fault })
  }
}
