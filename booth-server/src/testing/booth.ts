import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Printer } from '@quickid/printer'
import type { FastifyInstance } from 'fastify'
import WebSocket from 'ws'
import type { ScreenAccess } from '../access/screen-access.ts'
import { keyFileName } from '../access/screen-key.ts'
import { type BoothOverrides, createBooth } from '../booth.ts'
import type { Camera } from '../camera/camera.ts'
import type { Darkroom } from '../darkroom/session.ts'
import { createLogger } from '../foundation/log.ts'
import { type ClientMessage, PROTOCOL_VERSION, type ServerMessage, type ServerMessageOf } from '../protocol/messages.ts'
import type { Records } from '../records/records.ts'
import type { Deadlines } from '../settings/deadlines.ts'
import { defaultSettings } from '../settings/read-settings.ts'
import type { SettingsStore } from '../settings/settings-store.ts'
import type { VisitRunner } from '../visit/loop.ts'
import { sessionHeaders } from './screen-session.ts'

export interface BoothOptions {
  readonly printer?: string
  readonly camera?: string
  /** Address to serve on; 127.0.0.1 unless stated. Any but loopback needs the screen's key. */
  readonly host?: string
  readonly metricsToken?: string
  /** 0, the default: a free one. */
  readonly port?: number
  /** What an earlier booth left, stopped with `keepsData`; else a folder of its own. */
  readonly dataDir?: string
  readonly deadlines?: Partial<Deadlines>
  /** Wraps the real one, to hurt it. */
  readonly darkroom?: (real: Darkroom) => Darkroom
  /** Wraps camera and printer, to look at what passes through them. */
  readonly wrap?: BoothOverrides['wrap']
  /** Whether a second darkroom process waits; without it a visit waits for the one to load. */
  readonly hasSpare?: boolean
  readonly pin?: string
  /** The built screen's folder; without it none is built. */
  readonly uiDir?: string
}

/** A darkroom that never loads its models, for what needs no portrait. */
export const asleep = (real: Darkroom): Darkroom => ({
  start: async () => {},
  stop: () => real.stop(),
  open: (signal) => real.open(signal),
  get health() {
    return real.health
  },
})

/** A whole booth in the test's own process: real parts, virtual camera and printer, listening on a free port. */
export interface TestBooth {
  readonly url: string
  readonly app: FastifyInstance
  readonly settings: SettingsStore
  readonly runner: VisitRunner
  readonly records: Records
  readonly printer: Printer
  readonly camera: Camera
  /** Headers of somebody who has shown the key. */
  readonly headers: Readonly<Record<string, string>>
  readonly screenAccess: ScreenAccess
  readonly dataDir: string
  connect(): Promise<TestScreen>
  /** `keepsData`: for a booth that starts anew with it. */
  stop(options?: { readonly keepsData?: boolean }): Promise<void>
}

export const POLICY_VERSION = 'test-1'

export const startTestBooth = async (options: BoothOptions = {}): Promise<TestBooth> => {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'quickid-booth-')))
  const settings = {
    ...defaultSettings,
    port: options.port ?? 0,
    host: options.host ?? defaultSettings.host,
    metricsToken: options.metricsToken ?? null,
    camera: options.camera ?? 'virtual:',
    printer: options.printer ?? 'virtual:?seconds=0.05',
    matteSize: 384,
    boothName: 'Test',
    contact: 'nobody',
    policyVersion: POLICY_VERSION,
    allowedHosts: ['booth.example'],
    deadlines: { ...defaultSettings.deadlines, countdownStepMs: 60, ...options.deadlines },
  } as const
  const booth = await createBooth(
    { ...settings, allowedHosts: [...settings.allowedHosts] },
    {
      dataDir,
      runDirectory: join(dataDir, 'run'),
      appVersion: '0.0.0',
      uiDir: options.uiDir ?? join(dataDir, 'no-screen'),
      log: createLogger({ level: 'silent' }),
    },
    {
      // One thread each: test files run side by side, and idle threads of a model spin.
      darkroom: { isRehearsing: false, hasSpare: options.hasSpare ?? false, threads: 1 },
      ...(options.darkroom && { wrapDarkroom: options.darkroom }),
      ...(options.wrap && { wrap: options.wrap }),
    },
  )
  if (options.pin) await booth.pin.set(options.pin)
  const url = await booth.start()
  const headers = await sessionHeaders(join(dataDir, 'run', keyFileName))
  const screens: TestScreen[] = []
  return {
    ...booth,
    url,
    headers,
    dataDir,
    async connect() {
      const screen = await TestScreen.connect(url, headers)
      screens.push(screen)
      return screen
    },
    async stop({ keepsData = false } = {}) {
      for (const screen of screens) screen.close()
      await booth.stop()
      if (!keepsData) await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** A screen without a browser, over a real socket. */
export class TestScreen {
  readonly messages: ServerMessage[] = []
  readonly binaries: Buffer[] = []
  closed: { readonly code: number; readonly reason: string } | null = null
  readonly #socket: WebSocket
  readonly #waiting = new Set<() => void>()

  private constructor(socket: WebSocket) {
    this.#socket = socket
    socket.on('message', (data: Buffer, isBinary: boolean) => {
      if (isBinary) {
        this.binaries.push(data)
        if (data[0] === 1) this.send({ kind: 'frame-painted', sequence: data.readUInt32BE(1) })
      } else this.messages.push(JSON.parse(data.toString()) as ServerMessage)
      for (const wake of [...this.#waiting]) wake()
    })
    socket.on('error', () => {})
    socket.on('close', (code, reason) => {
      this.closed = { code, reason: reason.toString() }
      for (const wake of [...this.#waiting]) wake()
    })
  }

  static connect(url: string, headers: Record<string, string> = {}): Promise<TestScreen> {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/ws`, { headers })
    const screen = new TestScreen(socket)
    return new Promise((resolve, reject) => {
      socket.once('open', () => resolve(screen))
      socket.once('error', reject)
    })
  }

  send(message: ClientMessage): void {
    this.raw(JSON.stringify(message))
  }

  raw(data: string | Buffer): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(data)
  }

  close(): void {
    this.#socket.terminate()
  }

  /** Resolves with what `find` finds, once it does. */
  async until<T>(what: string, find: () => T | null | undefined | false, withinMs = 60_000): Promise<T> {
    const deadline = AbortSignal.timeout(withinMs)
    for (;;) {
      const found = find()
      if (found) return found
      if (deadline.aborted) throw new Error(`Waited in vain for ${what}; last: ${JSON.stringify(this.messages.at(-1))}`)
      await new Promise<void>((resolve) => {
        const wake = () => {
          this.#waiting.delete(wake)
          deadline.removeEventListener('abort', wake)
          resolve()
        }
        this.#waiting.add(wake)
        deadline.addEventListener('abort', wake)
      })
    }
  }

  /** As a screen that a person chose: it takes the place of the one that has it. */
  async hello(): Promise<ServerMessageOf<'hello'>> {
    this.send({ kind: 'hello', protocolVersion: PROTOCOL_VERSION, locale: 'en', takesOver: true })
    return await this.until('hello', () => this.messages.find((message) => message.kind === 'hello'))
  }

  /** The view as last told. */
  get view(): ServerMessageOf<'visit'>['view'] | undefined {
    return this.messages.findLast((message) => message.kind === 'visit')?.view
  }

  /** The answer to `message`: an error, or null when the booth took it (a wrong message behind it is answered first). */
  async answerTo(message: string | Buffer | object): Promise<ServerMessageOf<'error'> | null> {
    const from = this.messages.length
    this.raw(typeof message === 'string' || Buffer.isBuffer(message) ? message : JSON.stringify(message))
    const fence = `fence-${from}`
    this.raw(JSON.stringify({ kind: fence }))
    const isError = (told: ServerMessage): told is ServerMessageOf<'error'> => told.kind === 'error'
    const errors = () => this.messages.slice(from).filter(isError)
    await this.until('an answer', () => this.closed || errors().some(({ code }) => code === 'unknown-kind'))
    const [first] = errors()
    return errors().length > 1 || first?.code !== 'unknown-kind' ? (first ?? null) : null
  }

  /** A visit up to the state `target`, as a customer would go. */
  async goTo(target: string, documentId = 'cn-1inch'): Promise<void> {
    let done = ''
    await this.until(target, () => {
      const { view } = this
      if (!view || view.state === target) return view?.state === target
      const key = view.state === 'framing' ? `framing ${view.canCapture}` : view.state
      const isReady = !(view.state === 'framing' && !view.canCapture) && !(view.state === 'review' && view.isWorking)
      if (key === done || !isReady) return false
      done = key
      if (view.state === 'attract') this.send({ kind: 'begin' })
      if (view.state === 'document') this.send({ kind: 'choose-document', documentId })
      if (view.state === 'consent') this.send({ kind: 'consent', policyVersion: POLICY_VERSION, isOverThirteen: true })
      if (view.state === 'framing') this.send({ kind: 'capture' })
      if (view.state === 'review') this.send({ kind: 'print', sheets: 1 })
      return false
    })
  }
}
