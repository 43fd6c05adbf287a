import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, expect, it, vi } from 'vitest'
import { createLogger } from '../foundation/log.ts'
import { createTaskRunner, type FleetTask, type NextTurn, type TaskRunner } from './task-runner.ts'

const log = createLogger({ level: 'silent' })
let runner: TaskRunner | null = null
afterEach(async () => {
  await runner?.stop()
  runner = null
})

const task = (name: string, turn: FleetTask['turn'], more: Partial<FleetTask> = {}): FleetTask => ({
  name,
  idleMs: 60_000,
  nudgeDelayMs: 0,
  backOff: { baseMs: 1, capMs: 4 },
  turn,
  ...more,
})
const started = (...tasks: readonly FleetTask[]): TaskRunner => {
  runner = createTaskRunner(tasks, log, () => 1)
  runner.start()
  return runner
}

it('takes turns until there is nothing to do, and again when it is woken', async () => {
  let turns = 0
  const next = (): NextTurn => ({ kind: turns % 3 === 0 ? 'idle' : 'at-once' })
  const { wake } = started(
    task('one', async () => {
      turns += 1
      return next()
    }),
  )
  await vi.waitFor(() => expect(turns).toBe(3))
  wake('one')
  await vi.waitFor(() => expect(turns).toBe(6))
  wake('nobody')
})

it('goes on by itself after its idle time', async () => {
  let turns = 0
  started(
    task(
      'one',
      async () => {
        turns += 1
        return { kind: 'idle' }
      },
      { idleMs: 2 },
    ),
  )
  await vi.waitFor(() => expect(turns).toBeGreaterThan(3))
})

it('that fails or hangs slows no other down', async () => {
  let [failures, turns] = [0, 0]
  started(
    task('failing', async () => {
      failures += 1
      throw new Error('no')
    }),
    task(
      'hanging',
      (signal) => new Promise((resolve) => signal.addEventListener('abort', () => resolve({ kind: 'idle' }))),
    ),
    task('well', async () => {
      turns += 1
      await delay(1)
      return { kind: 'at-once' }
    }),
  )
  await vi.waitFor(() => expect(turns).toBeGreaterThan(20))
  await vi.waitFor(() => expect(failures).toBeGreaterThan(3))
})

it('is aborted by stop, which resolves when nothing runs any more, and starts anew', async () => {
  const signals: AbortSignal[] = []
  const one = started(
    task('one', async (signal) => {
      signals.push(signal)
      await delay(60_000, undefined, { signal }).catch(() => {})
      return { kind: 'idle' }
    }),
  )
  one.start()
  await vi.waitFor(() => expect(signals).toHaveLength(1))
  await one.stop()
  expect(signals[0]?.aborted).toBe(true)
  one.start()
  await vi.waitFor(() => expect(signals).toHaveLength(2))
})
