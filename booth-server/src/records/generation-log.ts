import type { GenerationRecordInput } from '@quickid/provisioning/protocol'
import { type BoothErrorCode, faultCodeOf } from '../foundation/errors.ts'
import type { Log } from '../foundation/log.ts'
import type { GenerationStore } from './records.ts'

/** Upper ends of the buckets of the allow-list, ms; beyond the last: 0. */
const buckets = [250, 500, 1000, 2000, 5000, 10_000, 30_000] as const

/** A duration as coarse as the fleet may know it. */
export const bucketOf = (durationMs: number): GenerationRecordInput['durationBucketMs'] =>
  buckets.find((end) => durationMs <= end) ?? 0

export type GenerationEnd = { status: GenerationRecordInput['status']; error?: BoothErrorCode; model?: string }

/** How a thrown error ends an operation: aborted by the visit's end, or broken. */
export const endOfThrown = (error: unknown, signal: AbortSignal): GenerationEnd =>
  signal.aborted ? { status: 'cancelled' } : { status: 'failed', error: faultCodeOf(error) }

/**
 * Writes generation records (promise P5). A record that can't be written doesn't take the customer's photograph away:
 * it is logged, and the booth's health tells the staff.
 */
export class GenerationLog {
  readonly #generations: GenerationStore
  readonly #log: Log
  #fault: string | null = null

  constructor(generations: GenerationStore, log: Log) {
    this.#generations = generations
    this.#log = log
  }

  /** Why the last record could not be written; null = it was. */
  get fault(): string | null {
    return this.#fault
  }

  add(
    name: GenerationRecordInput['interface'],
    parameters: GenerationRecordInput['parameters'],
    startedAtMs: number,
    end: GenerationEnd,
  ): void {
    const durationBucketMs = bucketOf(performance.now() - startedAtMs)
    this.guard(() => this.#generations.add({ interface: name, parameters, durationBucketMs, ...end }))
  }

  /** Runs `write`; false when it failed. */
  guard(write: () => void): boolean {
    try {
      write()
      this.#fault = null
      return true
    } catch (error) {
      this.#fault = error instanceof Error ? error.message : String(error)
      this.#log.error({ err: error }, 'The booth could not write to its records')
      return false
    }
  }
}
