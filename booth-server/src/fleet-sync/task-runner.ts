import { type BackOff, backOffMs } from '../foundation/back-off.ts'
import type { Log } from '../foundation/log.ts'
import { createPause } from './pause.ts'

/** What a task's turn asks for: another at once, one when it is woken or its idle time is over, or one after a wait. */
export type NextTurn =
  | { readonly kind: 'at-once' }
  | { readonly kind: 'idle' }
  | { readonly kind: 'back-off'; readonly waitMs: number }

/** One thing that a booth does with its fleet, again and again. */
export interface FleetTask {
  /** For the log: words with hyphens. */
  readonly name: string
  /** Between two turns while there is nothing to do. */
  readonly idleMs: number
  /** From being woken to the turn: what comes in quick succession is done in one. */
  readonly nudgeDelayMs: number
  /** Of turns that throw. */
  readonly backOff: BackOff
  /** One turn. Ends early when aborted. */
  turn(signal: AbortSignal): Promise<NextTurn>
  /** Hands over what wakes the task. Returns the function that ends it. */
  listen?(wake: () => void): () => void
}

export interface TaskRunner {
  start(): void
  /** Aborts what is under way; resolves when nothing runs any more. */
  stop(): Promise<void>
  /** Ends a task's idle time. */
  wake(name: string): void
}

/**
 * Runs the tasks beside each other, each turn by turn with a back-off of its own: one that fails slows no other down.
 * Nothing here throws at the booth: photographs are taken and printed without a fleet.
 */
export const createTaskRunner = (tasks: readonly FleetTask[], log: Log, random: () => number): TaskRunner => {
  const pauses = new Map(tasks.map((task) => [task.name, createPause()]))
  let running: { readonly stopping: AbortController; readonly done: Promise<unknown> } | null = null

  const run = async (task: FleetTask, signal: AbortSignal): Promise<void> => {
    const pause = pauses.get(task.name)!
    let failures = 0
    const turn = async (): Promise<NextTurn> => {
      try {
        const next = await task.turn(signal)
        failures = 0
        return next
      } catch (error) {
        failures += 1
        if (failures === 1 && !signal.aborted) log.error({ err: error, task: task.name }, 'A fleet task failed')
        return { kind: 'back-off', waitMs: backOffMs({ attempt: failures, random: random() }, task.backOff) }
      }
    }
    while (!signal.aborted) {
      const next = await turn()
      if (next.kind === 'back-off') await pause.sleep(next.waitMs, signal)
      else if (next.kind === 'idle' && (await pause.sleepUntilWoken(task.idleMs, signal))) {
        await pause.sleep(task.nudgeDelayMs, signal)
      }
    }
  }

  return {
    start() {
      if (running !== null) return
      const stopping = new AbortController()
      const runs = tasks.map((task) => {
        const leave = task.listen?.(() => pauses.get(task.name)?.wake())
        return run(task, stopping.signal).finally(leave)
      })
      running = { stopping, done: Promise.all(runs) }
    },
    async stop() {
      const stopped = running
      running = null
      stopped?.stopping.abort()
      await stopped?.done
    },
    wake: (name) => pauses.get(name)?.wake(),
  }
}
