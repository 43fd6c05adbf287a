import { Compile } from 'typebox/compile'
import type { WebSocket } from 'ws'
import type { StaffSession } from '../access/staff-session.ts'
import type { StaffPanel } from '../actions/staff-panel.ts'
import type { EditableDocument } from '../edits/editable-document.ts'
import { assertNever } from '../foundation/errors.ts'
import type { Log } from '../foundation/log.ts'
import { type BinaryKind, blankMessage, encodeBinary } from '../protocol/binary.ts'
import type { Catalogue } from '../protocol/catalogue.ts'
import { closeCodes } from '../protocol/close-codes.ts'
import type { Locale } from '../protocol/codes.ts'
import {
  ClientMessage,
  MAX_MESSAGE_BYTES,
  PROTOCOL_VERSION,
  type ProtocolErrorCode,
  ServerMessage,
} from '../protocol/messages.ts'
import type { VisitView } from '../protocol/visit-view.ts'
import { boothStatusOf, type StatusDeps } from '../readiness/booth-status.ts'
import { FramePacer } from '../visit/frame-pacer.ts'
import type { NumberedPictures, VisitRunner } from '../visit/loop.ts'

export interface ScreenDeps extends StatusDeps {
  readonly runner: VisitRunner
  readonly staffSession: StaffSession
  readonly staffPanel: StaffPanel
  readonly catalogueIn: (locale: Locale) => Catalogue
  readonly documentOf: (id: string) => EditableDocument | null
  readonly identity: {
    readonly appVersion: string
    readonly boothName: string
    readonly contact: string
    readonly isDemo: boolean
  }
  readonly log: Log
}

const clientMessage = Compile(ClientMessage)
const serverMessage = Compile(ServerMessage)
const kinds: readonly unknown[] = ClientMessage.anyOf.map(({ properties }) => properties.kind.const)

/** How often the parts' health is looked at; it is told when it changed. */
const STATUS_EVERY_MS = 1500
/** A line whose other end answers none of them is gone. */
const MAX_MISSED_PINGS = 2
/** A screen that paints every frame and is touched with ten fingers stays far below. */
const MAX_MESSAGES_PER_SECOND = 500

type Hello = Extract<ClientMessage, { kind: 'hello' }>

export interface ScreenTerms {
  /** The time for the hello. */
  readonly helloMs: number
  /** It speaks our version: whether it controls the booth from now on. */
  readonly claim: (hello: Hello) => boolean
}

/**
 * One screen's line. A message is checked, then handed on; whatever is wrong with it is answered with an error and
 * changes nothing. Before its hello a screen is told nothing and may ask for nothing.
 */
export class ScreenConnection {
  readonly #socket: WebSocket
  readonly #address: string
  readonly #deps: ScreenDeps
  readonly #claim: ScreenTerms['claim']
  readonly #helloTimer: NodeJS.Timeout
  readonly #ends: (() => void)[] = []
  #pacer: FramePacer | null = null
  #lastStatus = ''
  /** The state that the screen was told last. */
  #shown: VisitView['state'] | null = null
  #missedPings = 0
  #isSigningIn = false
  readonly #received = { second: 0, messages: 0 }

  constructor(socket: WebSocket, address: string, deps: ScreenDeps, { helloMs, claim }: ScreenTerms) {
    this.#socket = socket
    this.#address = address
    this.#deps = deps
    this.#claim = claim
    this.#helloTimer = setTimeout(() => this.close(closeCodes.noHello, 'No hello'), helloMs)
    socket.on('message', (data: Buffer, isBinary: boolean) => this.#receive(data, isBinary))
    socket.on('pong', () => {
      this.#missedPings = 0
    })
    socket.on('error', () => socket.terminate())
    socket.on('close', () => this.#end())
  }

  /** Another screen controls the booth from now on. */
  supersede(): void {
    this.#error('busy', 'Another screen took over')
    this.close(closeCodes.superseded, 'Another screen took over')
  }

  /** Later lines wait for their hello too. */
  crowdOut(): void {
    this.close(closeCodes.tooMany, 'Too many connections without a hello')
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason)
    this.#end()
  }

  /** Ends a line whose other end is gone without a word. */
  ping(): void {
    if (this.#missedPings === MAX_MISSED_PINGS) {
      this.#socket.terminate()
      return
    }
    this.#missedPings++
    this.#socket.ping()
  }

  #end(): void {
    clearTimeout(this.#helloTimer)
    for (const end of this.#ends.splice(0)) end()
  }

  #send(message: ServerMessage): void {
    if (!serverMessage.Check(message)) {
      const { kind } = message as ServerMessage
      this.#deps.log.error({ kind }, 'A message to the screen breaks the protocol; it was not sent')
      return
    }
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(JSON.stringify(message))
  }

  #error(code: ProtocolErrorCode, detail: string, retryAfterMs?: number): void {
    this.#send({ kind: 'error', code, detail, ...(retryAfterMs !== undefined && { retryAfterMs }) })
  }

  /** Answers to a flood that nobody reads would pile up. */
  #isFlooded(): boolean {
    const second = Math.floor(performance.now() / 1000)
    if (second !== this.#received.second) Object.assign(this.#received, { second, messages: 0 })
    this.#received.messages++
    return this.#received.messages > MAX_MESSAGES_PER_SECOND
  }

  #receive(data: Buffer, isBinary: boolean): void {
    // What a screen had sent before it heard that it was superseded or let go is not taken either.
    if (this.#socket.readyState !== this.#socket.OPEN) return
    if (this.#isFlooded()) return this.close(closeCodes.policyViolation, 'Too many messages')
    if (isBinary) return this.#error('malformed', 'Expected text')
    if (data.byteLength > MAX_MESSAGE_BYTES) {
      return this.#error('too-large', `Expected at most ${MAX_MESSAGE_BYTES} bytes`)
    }
    let message: unknown
    try {
      message = JSON.parse(data.toString('utf8'))
    } catch {
      return this.#error('malformed', 'Expected JSON')
    }
    if (!clientMessage.Check(message)) {
      const kind = typeof message === 'object' && message !== null ? (message as { kind?: unknown }).kind : undefined
      // A screen of another version may say more in its hello than this one knows: it must still be told why.
      const version = kind === 'hello' ? (message as { protocolVersion?: unknown }).protocolVersion : PROTOCOL_VERSION
      if (Number.isInteger(version) && version !== PROTOCOL_VERSION) return this.#refuseVersion()
      if (!kinds.includes(kind)) return this.#error('unknown-kind', 'No such message')
      return this.#error('malformed', `A wrong or missing property in ${String(kind)}`)
    }
    if (message.kind === 'hello') return this.#greet(message)
    if (!this.#pacer) return this.#error('not-now', 'Expected hello first')
    this.#take(message)
  }

  #refuseVersion(): void {
    this.#error('wrong-version', `This booth speaks version ${PROTOCOL_VERSION}`)
    this.close(closeCodes.wrongVersion, 'Another version')
  }

  #greet(hello: Hello): void {
    const { protocolVersion, locale } = hello
    if (protocolVersion !== PROTOCOL_VERSION) return this.#refuseVersion()
    const { runner, identity, catalogueIn } = this.#deps
    clearTimeout(this.#helloTimer)
    if (!this.#claim(hello)) return this.close(closeCodes.placeTaken, 'Another screen controls the booth')
    // In the middle of a visit the language is the visit's, whatever a reloaded page begins with.
    if (runner.state.name === 'attract') runner.setLocale(locale)
    this.#send({
      kind: 'hello',
      protocolVersion: PROTOCOL_VERSION,
      ...identity,
      policyVersion: runner.policyVersion,
      locale: runner.locale,
      catalogue: catalogueIn(runner.locale),
    })
    if (!this.#pacer) this.#subscribe()
    if (runner.pictures) this.#sendPictures(runner.pictures)
    this.#tellView(runner.view)
    this.#tellStatus(true)
  }

  #subscribe(): void {
    const { runner, staffPanel, staffSession } = this.#deps
    const pacer = new FramePacer({
      live: runner.live,
      send: ({ sequence, jpeg }) => this.#sendBinary('live', sequence, jpeg),
    })
    this.#pacer = pacer
    const timer = setInterval(() => this.#tellStatus(false), STATUS_EVERY_MS)
    this.#ends.push(
      runner.onView((view) => this.#tellView(view)),
      runner.onPictures((pictures) => this.#sendPictures(pictures)),
      staffPanel.onView((view) => this.#send({ kind: 'staff', view })),
      () => pacer.stop(),
      () => clearInterval(timer),
      // The staff's session is this screen's.
      () => staffSession.signOut(),
    )
  }

  #tellView(view: VisitView): void {
    const isNew = view.state !== this.#shown
    this.#shown = view.state
    this.#send({ kind: 'visit', view })
    if (isNew && (view.state === 'framing' || view.state === 'attract')) this.#sendBlank()
  }

  /**
   * Around live frames and around previews: in the buffers and pipes that a browser gives up or keeps lies no picture then,
   * but blank.
   */
  #sendBlank(): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(blankMessage)
  }

  #tellStatus(isAlways: boolean): void {
    const status = boothStatusOf(this.#deps)
    const text = JSON.stringify(status)
    if (!isAlways && text === this.#lastStatus) return
    this.#lastStatus = text
    this.#send({ kind: 'booth', status })
  }

  #sendPictures({ portrait, sheetPreview, pictureNumber }: NumberedPictures): void {
    this.#sendBlank()
    this.#sendBinary('portrait', pictureNumber, portrait)
    this.#sendBinary('sheet', pictureNumber, sheetPreview)
    this.#sendBlank()
  }

  /** Sends a copy, which is overwritten once it is out. */
  #sendBinary(kind: BinaryKind, sequence: number, jpeg: Uint8Array): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return
    const bytes = encodeBinary(kind, sequence, jpeg)
    this.#socket.send(bytes, () => bytes.fill(0))
  }

  #tellCatalogue(locale: Locale): void {
    this.#send({ kind: 'catalogue', locale, catalogue: this.#deps.catalogueIn(locale) })
  }

  #submit(isTaken: boolean): void {
    if (!isTaken) this.#error('not-now', `Not in the state ${this.#deps.runner.state.name}`)
  }

  #take(message: Exclude<ClientMessage, Hello>): void {
    const { runner, staffSession } = this.#deps
    switch (message.kind) {
      case 'touch':
        return runner.touch()
      case 'set-locale':
        runner.setLocale(message.locale)
        this.#tellCatalogue(message.locale)
        return runner.touch()
      case 'choose-document':
      case 'take-document': {
        const document = this.#deps.documentOf(message.documentId)
        if (!document) return this.#error('malformed', 'No such document')
        return this.#submit(runner.submit({ kind: message.kind, document }))
      }
      case 'drop-document':
        return this.#submit(runner.submit({ kind: 'drop-document', documentId: message.documentId }))
      case 'consent':
        if (message.policyVersion !== runner.policyVersion) return this.#error('malformed', 'Another policy version')
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
        return this.#pacer?.painted(message.sequence)
      case 'staff-sign-in':
        this.#signIn(message.pin)
        return
      case 'staff-sign-out':
        return staffSession.signOut()
      case 'staff-action':
        return this.#act(message)
      default:
        return assertNever(message)
    }
  }

  #act({ requestId, request }: Extract<ClientMessage, { kind: 'staff-action' }>): void {
    const acting = this.#deps.staffPanel.act(request)
    if (acting === null) return this.#error('signed-out', 'Sign in first')
    acting.then((outcome) => this.#send({ kind: 'action-ended', requestId, outcome }))
  }

  #signIn(pin: string): void {
    const { staffSession, log } = this.#deps
    if (this.#isSigningIn) return this.#error('busy', 'One PIN at a time')
    this.#isSigningIn = true
    const isStillThere = () => this.#socket.readyState === this.#socket.OPEN
    staffSession
      .signIn(pin, this.#address, isStillThere)
      .then(
        (answer) => {
          if (!answer.ok) this.#error(answer.code, answer.detail, answer.retryAfterMs)
        },
        (error: unknown) => {
          log.error({ err: error }, 'The PIN could not be checked')
          this.#error('not-now', 'The PIN could not be checked')
        },
      )
      .finally(() => {
        this.#isSigningIn = false
      })
  }
}
