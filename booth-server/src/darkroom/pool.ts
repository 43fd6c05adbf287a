import { availableParallelism } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import { deadlineSignal } from '../foundation/deadline.ts'
import { BoothError } from '../foundation/errors.ts'
import type { Log } from '../foundation/log.ts'
import { DEFAULT_MATTING_BUDGET_MS } from '../settings/settings.ts'
import { DarkroomChild } from './child.ts'
import { spellOutProviders } from './execution-providers.ts'
import type { ChildCallName, ChildCalls, ChildOptions } from './messages/calls.ts'
import type { MattingChoice } from './messages/matting-choice.ts'
import type { Darkroom, DarkroomSession } from './session.ts'

export interface DarkroomOptions {
  readonly log: Log
  /** Without it the first process measures what this machine does in the usual time; the next ones go by that. */
  readonly matting?: MattingChoice
  /** Tried in order; the CPU stands behind them. */
  readonly executionProviders?: readonly string[]
  /** Folders of garments, tried in order; without it those that are drawn for this project. */
  readonly garmentFolders?: readonly string[]
  /** Whether a process loads behind the one that a visit has, so that the next visit need not wait; by default it does. */
  readonly hasSpare?: boolean
  /** Whether a process that waits develops drawn sitters, so that a visit finds its code compiled; by default it does. */
  readonly isRehearsing?: boolean
  /** Of each process, for its models; by default all that the machine has. */
  readonly threads?: number
  /** Read when a visit opens a session. */
  readonly deadlinesMs: () => DarkroomDeadlines
}

/** How long a call may take before its process is killed, and how long a visit may wait for a process, ms. */
export type DarkroomDeadlines = Readonly<Record<ChildCallName | 'open', number>>

/** Between two spares that failed to load, doubling. */
const RETRY_MS = { first: 1_000, most: 30_000 } as const

/** A session that also tells what only the command line asks for. */
export interface CommandLineSession extends DarkroomSession {
  /** The print's opacity, a grey PNG; null before the first photograph. */
  alphaPng(signal: AbortSignal): Promise<Uint8Array | null>
  /** For tests: the process that a crash is tried on. */
  readonly pid: number | undefined
}

export interface CommandLineDarkroom extends Darkroom {
  open(signal: AbortSignal): Promise<CommandLineSession>
}

/** The parent's side: a warm spare waits, a visit takes it, the next one is loaded behind it. */
export const createDarkroom = (options: DarkroomOptions): CommandLineDarkroom => {
  const { log, hasSpare = true, isRehearsing = true } = options
  let childOptions: ChildOptions = {
    matting: options.matting ?? { budgetMs: DEFAULT_MATTING_BUDGET_MS },
    executionProviders: options.executionProviders ?? spellOutProviders(['auto']),
    threads: options.threads ?? availableParallelism(),
    isRehearsing,
    ...(options.garmentFolders && { garmentFolders: options.garmentFolders }),
  }
  const children = new Set<DarkroomChild>()
  let spare: DarkroomChild | null = null
  let isWarm = false
  let lastFailure = 'The spare darkroom is loading its models'
  let isRunning = false
  const waiting = new Set<() => void>()
  let isFilling = false

  const forget = (child: DarkroomChild) => {
    children.delete(child)
    if (spare !== child) {
      if (isRunning && !hasSpare) refill()
      return
    }
    // Killed while it waited, by the kernel out of memory for one: the next visitor must not find none.
    spare = null
    isWarm = false
    lastFailure = 'The spare darkroom ended while it waited; another is loading'
    if (isRunning) refill()
  }

  const fill = async (): Promise<void> => {
    for (let pauseMs: number = RETRY_MS.first; isRunning && !isWarm; pauseMs = Math.min(pauseMs * 2, RETRY_MS.most)) {
      const child = new DarkroomChild(childOptions, log)
      children.add(child)
      child.gone.then(() => forget(child))
      child.setBackground(children.size > 1)
      try {
        const sizes = await child.ready
        if ('budgetMs' in childOptions.matting) {
          log.info({ sizes, budgetMs: childOptions.matting.budgetMs }, 'Sizes of the matting model for this machine')
          childOptions = { ...childOptions, matting: { sizes } }
        }
        if (!isRunning) return
        spare = child
        isWarm = true
        for (const wake of waiting) wake()
        return
      } catch (error) {
        lastFailure = error instanceof Error ? error.message : String(error)
        log.error({ err: error }, 'A darkroom could not load')
        await child.kill()
        // Whoever waits (a command, with nothing else to do) must hear the reason at the deadline, not end before it.
        await delay(pauseMs, undefined, { ref: waiting.size > 0 })
      }
    }
  }
  const refill = () => {
    if (isFilling) return
    isFilling = true
    fill().finally(() => {
      isFilling = false
    })
  }

  const take = async (signal: AbortSignal): Promise<DarkroomChild> => {
    const within = AbortSignal.any([signal, deadlineSignal(options.deadlinesMs().open)])
    while (!spare) {
      refill()
      await new Promise<void>((resolve, reject) => {
        const settle = () => {
          within.removeEventListener('abort', onAbort)
          waiting.delete(wake)
        }
        const wake = () => {
          settle()
          resolve()
        }
        const onAbort = () => {
          settle()
          reject(signal.aborted ? signal.reason : new BoothError('darkroom.unavailable', lastFailure))
        }
        if (within.aborted) return onAbort()
        within.addEventListener('abort', onAbort, { once: true })
        waiting.add(wake)
      })
    }
    const child = spare
    spare = null
    isWarm = false
    child.setBackground(false)
    return child
  }

  const sessionOf = (child: DarkroomChild): CommandLineSession => {
    const deadlinesMs = options.deadlinesMs()
    const call = async <K extends ChildCallName>(
      name: K,
      input: ChildCalls[K]['input'],
      signal: AbortSignal,
      onStep?: Parameters<DarkroomSession['develop']>[1],
    ): Promise<ChildCalls[K]['output']> => {
      const deadline = deadlineSignal(deadlinesMs[name])
      try {
        return await child.call(name, input, AbortSignal.any([signal, deadline]), onStep)
      } catch (error) {
        if (!deadline.aborted || signal.aborted) throw error
        // A library that hangs can't be asked to stop.
        await child.kill()
        throw new BoothError('darkroom.timeout', `${name} took longer than ${deadlinesMs[name]} ms`, { cause: error })
      }
    }
    return {
      pid: child.pid,
      assess: (jpeg, signal) => call('assess', { jpeg }, signal),
      develop: (request, onStep, signal) => call('develop', request, signal, onStep),
      edit: (request, signal) => call('edit', request, signal),
      async sheet(request, signal) {
        const made = await call('sheet', request, signal)
        return made.ok ? { ok: true, sheet: made.value } : made
      },
      alphaPng: (signal) => call('alpha', null, signal),
      close: () => child.kill(),
    }
  }

  return {
    async start() {
      isRunning = true
      refill()
    },
    async stop() {
      isRunning = false
      await Promise.all([...children].map((child) => child.kill()))
      waiting.clear()
    },
    get health() {
      if (isWarm) return { ok: true } as const
      return { ok: false, detail: lastFailure } as const
    },
    async open(signal) {
      const child = await take(signal)
      if (hasSpare) refill()
      return sessionOf(child)
    },
  }
}
