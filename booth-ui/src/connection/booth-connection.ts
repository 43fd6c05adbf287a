import { type ClientMessage, closeReasonOf, type Locale, PROTOCOL_VERSION } from '@quickid/booth-server/protocol'
import { type BackOff, createBackOff } from './back-off.ts'
import { readHelloVersion, readPicture, readServerMessage } from './read-message.ts'
import type { ConnectionState, Transport, TransportEvents } from './transport.ts'

/** The part of the browser's WebSocket that is used. */
export interface Socket {
  binaryType: string
  readonly readyState: number
  send(data: string): void
  close(): void
  addEventListener(type: 'open' | 'error', listener: () => void): void
  addEventListener(type: 'close', listener: (event: { code: number }) => void): void
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void
}

export interface BoothConnectionDeps {
  readonly openSocket: () => Socket
  /** The language that the hello asks for. */
  readonly locale: () => Locale
  /** Loads the page anew: the server speaks another version, or doesn't know this screen's session any more. */
  readonly reload: () => void
  /**
   * Whether the server lets nobody in without a key that this page doesn't have. Asked when an attempt ended without a
   * close code: the browser tells no page why an upgrade was refused.
   */
  readonly isRefused: () => Promise<boolean>
  readonly backOff?: BackOff
  /** Between learning of another version and loading: long enough that a server in mid-update is not hammered. */
  readonly reloadAfterMs?: number
  /** Without a hello in this time the attempt counts as failed. */
  readonly helloWithinMs?: number
}

const OPEN = 1

/** Names this page to the server, and nothing else. `randomUUID` is missing in a page that comes by plain HTTP. */
const makePageId = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')

/** A WebSocket that comes back by itself, says hello, and lets nothing through that the schema does not know. */
export class BoothConnection implements Transport {
  readonly #deps: BoothConnectionDeps
  readonly #backOff: BackOff
  readonly #page = makePageId()
  #events: TransportEvents | null = null
  #socket: Socket | null = null
  #state: ConnectionState = 'connecting'
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(deps: BoothConnectionDeps) {
    this.#deps = deps
    this.#backOff = deps.backOff ?? createBackOff()
  }

  start(events: TransportEvents): void {
    this.#events = events
    this.#open()
  }

  stop(): void {
    clearTimeout(this.#timer)
    const socket = this.#socket
    this.#socket = null
    this.#events = null
    socket?.close()
  }

  takeOver(): void {
    if ((this.#state !== 'superseded' && this.#state !== 'occupied') || this.#events === null) return
    this.#drop()
    this.#set('connecting')
    this.#open(true)
  }

  send(message: ClientMessage): boolean {
    if (this.#state !== 'open' || this.#socket?.readyState !== OPEN) return false
    this.#socket.send(JSON.stringify(message))
    return true
  }

  #open(takesOver = false): void {
    const socket = this.#deps.openSocket()
    this.#socket = socket
    socket.binaryType = 'arraybuffer'
    socket.addEventListener('open', () => {
      if (socket !== this.#socket) return
      const hello: ClientMessage = {
        kind: 'hello',
        protocolVersion: PROTOCOL_VERSION,
        locale: this.#deps.locale(),
        page: this.#page,
        ...(takesOver && { takesOver }),
      }
      socket.send(JSON.stringify(hello))
    })
    socket.addEventListener('message', ({ data }) => {
      if (socket === this.#socket) this.#receive(data)
    })
    socket.addEventListener('close', ({ code }) => this.#closed(socket, code))
    socket.addEventListener('error', () => this.#cut(socket))
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#lose(socket), this.#deps.helloWithinMs ?? 8_000)
  }

  #receive(data: unknown): void {
    if (data instanceof ArrayBuffer) {
      const picture = readPicture(data)
      if (picture !== null && this.#state === 'open') this.#events?.onPicture(picture)
      return
    }
    if (typeof data !== 'string') return
    const version = readHelloVersion(data)
    if (version !== null && version !== PROTOCOL_VERSION) return this.#leave('wrong-version')
    const message = readServerMessage(data)
    if (message === null) {
      // Not the protocol: what follows can't be trusted either. A new connection starts from a whole snapshot.
      this.#lose(this.#socket)
      return
    }
    if (message.kind === 'error' && message.code === 'wrong-version') return this.#leave('wrong-version')
    if (message.kind === 'hello') {
      clearTimeout(this.#timer)
      this.#backOff.reset()
      this.#set('open')
    }
    this.#events?.onMessage(message)
  }

  #closed(socket: Socket, code: number): void {
    if (socket !== this.#socket) return
    const reason = closeReasonOf(code)
    switch (reason) {
      case 'superseded':
        // Two that came back by themselves would throw each other out for ever.
        this.#drop()
        return this.#set('superseded')
      case 'placeTaken':
        this.#drop()
        this.#set('occupied')
        return this.#tryAgain()
      case 'wrongVersion':
        return this.#leave('wrong-version')
      case 'goingAway':
      case 'policyViolation':
      case 'tooLarge':
      case 'noHello':
      case 'tooMany':
        return this.#lose(socket)
      case null:
        return this.#cut(socket)
      default:
        return reason satisfies never
    }
  }

  /** Forgets the socket, whatever it may still say, and what was to come. */
  #drop(): void {
    const socket = this.#socket
    this.#socket = null
    socket?.close()
    clearTimeout(this.#timer)
  }

  #tryAgain(): void {
    this.#timer = setTimeout(() => this.#open(), this.#backOff.next())
  }

  #lose(socket: Socket | null): void {
    if (socket === null || socket !== this.#socket) return
    this.#drop()
    this.#set('lost')
    this.#tryAgain()
  }

  /** Without a word of the server: it may be away, or have refused the upgrade. */
  #cut(socket: Socket): void {
    if (socket !== this.#socket) return
    this.#lose(socket)
    this.#deps.isRefused().then((isRefused) => {
      if (isRefused && this.#state === 'lost' && this.#events !== null) this.#leave('refused')
    })
  }

  #leave(state: 'wrong-version' | 'refused'): void {
    this.#drop()
    this.#set(state)
    this.#timer = setTimeout(this.#deps.reload, this.#deps.reloadAfterMs ?? 3_000)
  }

  #set(state: ConnectionState): void {
    if (state === this.#state) return
    this.#state = state
    this.#events?.onState(state)
  }
}
