import { type ChildProcess, fork } from 'node:child_process'
import { constants, setPriority } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { IsnetSize } from '@quickid/models/resolve'
import { BoothError } from '../foundation/errors.ts'
import type { Log } from '../foundation/log.ts'
import { overwriteBytes } from '../foundation/owned-bytes.ts'
import type { StepId } from '../protocol/codes.ts'
import type { ChildCallName, ChildCalls, ChildMessage, ChildOptions, ParentMessage } from './messages/calls.ts'

interface Pending {
  readonly resolve: (output: never) => void
  readonly reject: (error: unknown) => void
  readonly onStep: ((step: StepId) => void) | undefined
}

const isSource = import.meta.url.endsWith('.ts')

const entry = fileURLToPath(
  new URL(isSource ? '../photo/pipeline/process.ts' : '../photo/pipeline/process.js', import.meta.url),
)

/** A running darkroom process and the calls that are under way in it. */
export class DarkroomChild {
  /** Resolves with the matting model's sizes when its models are loaded; rejects with BoothError when they can't be. */
  readonly ready: Promise<readonly [IsnetSize, IsnetSize?]>
  /** Resolves when it works at its full speed, was called before that, or is gone. */
  readonly rehearsed: Promise<void>
  /** Resolves when the process is gone. */
  readonly gone: Promise<void>
  readonly #process: ChildProcess
  readonly #pending = new Map<number, Pending>()
  #nextId = 1
  #isGone = false

  constructor(options: ChildOptions, log: Log) {
    this.#process = fork(entry, [JSON.stringify(options)], {
      serialization: 'advanced',
      // A picture is so rare that the engine would throw away between two of them what it has compiled: 5 % of the time.
      // The process frees its memory itself when nobody waits.
      execArgv: [
        '--no-flush-bytecode',
        '--expose-gc',
        ...(isSource ? ['--conditions=source', '--import', import.meta.resolve('tsx')] : []),
      ],
      // libvips writes large pictures to temporary files unless told otherwise; memory only (privacy promise P3).
      // Each of libvips' threads would keep an arena of glibc's for good: a tenth of the process.
      env: {
        ...process.env,
        VIPS_DISC_THRESHOLD: '1000000000000',
        ORT_DISABLE_TELEMETRY: '1',
        MALLOC_ARENA_MAX: '2',
        // It dies with its visit: to overwrite what it frees would only cost time.
        MALLOC_PERTURB_: '0',
      },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    })
    this.#process.stderr?.on('data', (chunk: Buffer) =>
      log.warn({ text: chunk.toString().slice(0, 400) }, 'The darkroom says'),
    )
    this.gone = new Promise((resolve) => {
      this.#process.once('exit', () => resolve())
      this.#process.once('error', () => resolve())
    })
    const rehearsed = new Promise<void>((resolve) => {
      this.#process.on('message', (message: ChildMessage) => {
        if (message.kind === 'rehearsed') resolve()
      })
    })
    this.rehearsed = Promise.race([rehearsed, this.gone])
    this.ready = new Promise((resolve, reject) => {
      this.#process.on('message', (message: ChildMessage) => {
        if (message.kind === 'rehearsed') return
        if (message.kind === 'ready') resolve(message.isnetSizes)
        else if (message.kind === 'unable') reject(new BoothError('darkroom.unavailable', message.detail))
        else if (message.kind === 'log') log[message.level](message.message)
        else this.#receive(message)
      })
      this.gone.then(() => {
        this.#isGone = true
        const error = new BoothError(
          'darkroom.crashed',
          `The darkroom process ended (${this.#process.exitCode ?? this.#process.signalCode})`,
        )
        reject(error)
        for (const { reject: rejectCall } of this.#pending.values()) rejectCall(error)
        this.#pending.clear()
      })
    })
    // Whoever waits for it hears of it; nobody has to.
    this.ready.catch(() => {})
  }

  get pid(): number | undefined {
    return this.#process.pid
  }

  /** A spare loads behind a visit, not beside it. */
  setBackground(isBackground: boolean): void {
    const { pid } = this.#process
    if (pid === undefined || this.#isGone) return
    try {
      setPriority(pid, isBackground ? constants.priority.PRIORITY_BELOW_NORMAL : constants.priority.PRIORITY_NORMAL)
    } catch {
      // Raising it again may need a right that the service lacks; then the visit's process stays a little slower.
    }
  }

  /** Rejects with BoothError `darkroom.crashed` when the process dies, or with the signal's reason. */
  call<K extends ChildCallName>(
    name: K,
    input: ChildCalls[K]['input'],
    signal: AbortSignal,
    onStep?: (step: StepId) => void,
  ): Promise<ChildCalls[K]['output']> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason)
      if (this.#isGone) return reject(new BoothError('darkroom.crashed', 'The darkroom process is gone'))
      const id = this.#nextId++
      const abort = () => {
        if (!this.#pending.delete(id)) return
        this.#send({ kind: 'abort', id })
        reject(signal.reason)
      }
      const settle =
        <T>(end: (value: T) => void) =>
        (value: T) => {
          signal.removeEventListener('abort', abort)
          end(value)
        }
      signal.addEventListener('abort', abort, { once: true })
      this.#pending.set(id, { resolve: settle(resolve), reject: settle(reject), onStep })
      this.#send({ kind: 'call', id, name, input } as ParentMessage)
    })
  }

  /** SIGKILL: the operating system takes the memory back, whatever a library holds. */
  async kill(): Promise<void> {
    if (!this.#isGone) this.#process.kill('SIGKILL')
    await this.gone
  }

  #send(message: ParentMessage): void {
    if (this.#process.connected) this.#process.send(message, () => {})
  }

  #receive(message: Extract<ChildMessage, { id: number }>): void {
    const pending = this.#pending.get(message.id)
    if (!pending) {
      // The answer to a call that was given up: nobody else would overwrite its pictures.
      if (message.kind === 'answer') overwriteBytes(message.output)
      return
    }
    switch (message.kind) {
      case 'step':
        pending.onStep?.(message.step)
        return
      case 'answer':
        this.#pending.delete(message.id)
        pending.resolve(message.output as never)
        return
      case 'failed':
        this.#pending.delete(message.id)
        pending.reject(new BoothError(message.code, message.detail))
    }
  }
}
