import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Compile } from 'typebox/compile'
import type { WebSocket } from 'ws'
import type { Log } from '../logger.ts'
import {
  type BinaryKind,
  type Catalogue,
  ClientMessage,
  encodeBinary,
  MAX_MESSAGE_BYTES,
  PROTOCOL_VERSION,
  type ProtocolErrorCode,
  ServerMessage,
} from '../protocol/index.ts'
import type { VisitPictures } from '../visit/visit-pictures.ts'
import type { VisitRunner } from '../visit/visit-runner.ts'
import type { VisitDocument } from '../visit/visit-state.ts'
import { boothStatusOf, type StatusDeps } from './booth-status.ts'
import type { StaffDesk } from './staff-desk.ts'

export interface ScreenDeps extends StatusDeps {
  readonly runner: VisitRunner
  readonly staffDesk: StaffDesk
  readonly catalogue: Catalogue
  readonly documentOf: (id: string) => VisitDocument | null
  readonly identity: {
    readonly appVersion: string
    readonly boothName: string
    readonly contact: string
    readonly policyVersion: string
    readonly isDemo: boolean
  }
  readonly log: Log
}

const clientMessage = Compile(ClientMessage)
const serverMessage = Compile(ServerMessage)
const kinds: readonly unknown[] = ClientMessage.anyOf.map(({ properties }) => properties.kind.const)

/** How often the parts' health is told without a change of the visit, ms. */
const STATUS_EVERY_MS = 1500
/** RFC 6455 7.4.1: try again later; policy violation. */
const CLOSE_TAKEN_OVER = 1013
const CLOSE_POLICY = 1008

/**
 * The screen's socket. One screen at a time: a newer one takes over, and gets the whole state. A message is checked,
 * then handed on; whatever is wrong with it is answered with an error and changes nothing.
 */
export const registerScreenSocket = (app: FastifyInstance, deps: ScreenDeps): void => {
  let current: ScreenConnection | null = null
  app.get('/ws', { websocket: true }, (socket, request) => {
    if (!isSameOrigin(request)) {
      socket.close(CLOSE_POLICY, 'Only pages of this booth may connect')
      return
    }
    current?.takeOver()
    const connection = new ScreenConnection(socket, request.ip, deps)
    current = connection
    socket.on('close', () => {
      if (current === connection) current = null
    })
  })
  app.addHook('onClose', async () => current?.takeOver())
}

/** A page of somebody else must not drive the booth; programs (tests, tools) send no origin. */
const isSameOrigin = ({ headers }: FastifyRequest): boolean => {
  if (headers.origin === undefined) return true
  try {
    return new URL(headers.origin).host === headers.host
  } catch {
    return false
  }
}

class ScreenConnection {
  readonly #socket: WebSocket
  readonly #address: string
  readonly #deps: ScreenDeps
  readonly #ends: (() => void)[] = []
  #isGreeted = false
  #paintedSequence = -1
  #isFrameUnderWay = false
  #pictureSequence = 0
  #lastStatus = ''

  constructor(socket: WebSocket, address: string, deps: ScreenDeps) {
    this.#socket = socket
    this.#address = address
    this.#deps = deps
    socket.on('message', (data: Buffer, isBinary: boolean) => this.#receive(data, isBinary))
    socket.on('error', () => socket.terminate())
    socket.on('close', () => this.#end())
  }

  takeOver(): void {
    this.#error('busy', 'Another screen took over')
    this.#socket.close(CLOSE_TAKEN_OVER, 'Another screen took over')
    this.#end()
  }

  #end(): void {
    for (const end of this.#ends.splice(0)) end()
    if (this.#isGreeted) this.#deps.staffDesk.signOut()
    this.#isGreeted = false
  }

  #send(message: ServerMessage): void {
    if (!serverMessage.Check(message)) {
      this.#deps.log.error(
        { kind: (message as ServerMessage).kind },
        'A message to the screen breaks the protocol; it was not sent',
      )
      return
    }
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(JSON.stringify(message))
  }

  #error(code: ProtocolErrorCode, detail: string, retryAfterMs?: number): void {
    this.#send({ kind: 'error', code, detail, ...(retryAfterMs !== undefined && { retryAfterMs }) })
  }

  #receive(data: Buffer, isBinary: boolean): void {
    if (isBinary) return this.#error('malformed', 'Expected text')
    if (data.byteLength > MAX_MESSAGE_BYTES)
      return this.#error('too-large', `Expected at most ${MAX_MESSAGE_BYTES} bytes`)
    let message: unknown
    try {
      message = JSON.parse(data.toString('utf8'))
    } catch {
      return this.#error('malformed', 'Expected JSON')
    }
    if (!clientMessage.Check(message)) {
      const kind = typeof message === 'object' && message !== null ? (message as { kind?: unknown }).kind : undefined
      if (!kinds.includes(kind)) return this.#error('unknown-kind', 'No such message')
      return this.#error('malformed', `A wrong or missing property in ${String(kind)}`)
    }
    if (message.kind === 'hello') return this.#greet(message)
    if (!this.#isGreeted) return this.#error('not-now', 'Expected hello first')
    this.#take(message)
  }

  #greet({ protocolVersion, locale }: Extract<ClientMessage, { kind: 'hello' }>): void {
    if (protocolVersion !== PROTOCOL_VERSION) {
      return this.#error('wrong-version', `This booth speaks version ${PROTOCOL_VERSION}`)
    }
    const { runner, identity, catalogue } = this.#deps
    if (runner.state.name === 'attract') runner.setLocale(locale)
    this.#send({ kind: 'hello', protocolVersion: PROTOCOL_VERSION, ...identity, locale: runner.locale, catalogue })
    if (!this.#isGreeted) this.#subscribe()
    this.#isGreeted = true
    this.#send({ kind: 'visit', view: runner.view })
    this.#tellStatus(true)
    this.#sendPictures(runner.pictures)
  }

  #subscribe(): void {
    const { runner, staffDesk } = this.#deps
    this.#ends.push(
      runner.onView((view) => this.#send({ kind: 'visit', view })),
      runner.onPictures((pictures) => this.#sendPictures(pictures)),
      runner.live.onNewest(() => this.#sendFrame()),
      staffDesk.onView((view) => this.#send({ kind: 'staff', view })),
    )
    const timer = setInterval(() => this.#tellStatus(false), STATUS_EVERY_MS)
    this.#ends.push(() => clearInterval(timer))
  }

  #tellStatus(isAlways: boolean): void {
    const status = boothStatusOf(this.#deps)
    const text = JSON.stringify(status)
    if (!isAlways && text === this.#lastStatus) return
    this.#lastStatus = text
    this.#send({ kind: 'booth', status })
  }

  #sendPictures({ portrait, sheetPreview }: Partial<VisitPictures>): void {
    if (portrait) this.#sendBinary('portrait', ++this.#pictureSequence, portrait)
    if (sheetPreview) this.#sendBinary('sheet', ++this.#pictureSequence, sheetPreview)
  }

  #sendBinary(kind: BinaryKind, sequence: number, jpeg: Uint8Array, onSent = () => {}): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return onSent()
    const bytes = encodeBinary(kind, sequence, jpeg)
    this.#socket.send(bytes, () => {
      bytes.fill(0)
      onSent()
    })
  }

  /** The newest frame, once the last one has been painted: the screen sets the pace. */
  #sendFrame(): void {
    if (this.#isFrameUnderWay) return
    const leased = this.#deps.runner.live.lease(this.#paintedSequence)
    if (!leased) return
    this.#isFrameUnderWay = true
    this.#paintedSequence = leased.frame.sequence
    this.#sendBinary('live', leased.frame.sequence, leased.frame.jpeg)
    leased.release()
  }

  #submit(isTaken: boolean): void {
    if (!isTaken) this.#error('not-now', `Not in the state ${this.#deps.runner.state.name}`)
  }

  #take(message: Exclude<ClientMessage, { kind: 'hello' }>): void {
    const { runner, staffDesk, identity } = this.#deps
    switch (message.kind) {
      case 'touch':
        return runner.touch()
      case 'set-locale':
        runner.setLocale(message.locale)
        return runner.touch()
      case 'choose-document': {
        const document = this.#deps.documentOf(message.documentId)
        if (!document) return this.#error('malformed', 'No such document')
        return this.#submit(runner.submit({ kind: 'choose-document', document }))
      }
      case 'consent':
        if (message.policyVersion !== identity.policyVersion) return this.#error('malformed', 'Another policy version')
        return this.#submit(runner.submit({ kind: 'consent' }))
      case 'edit':
        return this.#submit(runner.submit({ kind: 'edit', edits: message.edits }))
      case 'print':
        return this.#submit(runner.submit({ kind: 'print', sheets: message.sheets }))
      case 'begin':
      case 'back':
      case 'capture':
      case 'retake':
      case 'retry':
      case 'cancel':
      case 'finish':
        return this.#submit(runner.submit({ kind: message.kind }))
      case 'frame-painted':
        this.#isFrameUnderWay = false
        return this.#sendFrame()
      case 'staff-sign-in':
        staffDesk.signIn(message.pin, this.#address).then(
          (answer) => {
            if (!answer.ok) this.#error(answer.code, answer.detail, answer.retryAfterMs)
          },
          (error: unknown) => this.#deps.log.error({ err: error }, 'The PIN could not be checked'),
        )
        return
      case 'staff-sign-out':
        return staffDesk.signOut()
      case 'staff-action':
        if (!staffDesk.act(message.action)) this.#error('signed-out', 'Sign in first')
    }
  }
}
