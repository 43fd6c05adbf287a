import { type ClientMessage, closeCodes, type Locale, PROTOCOL_VERSION } from '@quickid/booth-server/protocol'
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
  /** Loads the page anew, after the server said that it speaks another version. */
  readonly reload: () => void
  readonly backOff?: BackOff
  /** Between learning of another version and loading: long enough that a server in mid-update is not hammered. */
  readonly reloadAfterMs?: number
  /** Without a hello in this time the attempt counts as failed. */
  readonly helloWithinMs?: number
}

const OPEN = 1

/** A WebSocket that comes back by itself, says hello, and lets nothing through that the schema does not know. */
export class BoothConnection implements Transport {
  readonly #deps: BoothConnectionDeps
  readonly #backOff: BackOff
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

  reconnect(): void {
    if (this.#state !== 'superseded' || this.#events === null) return
    this.#set('connecting')
    this.#open()
  }

  send(message: ClientMessage): boolean {
    if (this.#state !== 'open' || this.#socket?.readyState !== OPEN) return false
    this.#socket.send(JSON.stringify(message))
    return true
  }

  #open(): void {
    const socket = this.#deps.openSocket()
    this.#socket = socket
    socket.binaryType = 'arraybuffer'
    socket.addEventListener('open', () => {
      if (socket !== this.#socket) return
      const hello: ClientMessage = { kind: 'hello', protocolVersion: PROTOCOL_VERSION, locale: this.#deps.locale() }
      socket.send(JSON.stringify(hello))
    })
    socket.addEventListener('message', ({ data }) => {
      if (socket === this.#socket) this.#receive(data)
    })
    socket.addEventListener('close', ({ code }) => this.#closed(socket, code))
    socket.addEventListener('error', () => this.#lose(socket))
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
    if (version !== null && version !== PROTOCOL_VERSION) return this.#leaveForNewVersion()
    const message = readServerMessage(data)
    if (message === null) {
      // Not the protocol: what follows can't be trusted either. A new connection starts from a whole snapshot.
      this.#lose(this.#socket)
      return
    }
    if (message.kind === 'error' && message.code === 'wrong-version') return this.#leaveForNewVersion()
    if (message.kind === 'hello') {
      clearTimeout(this.#timer)
      this.#backOff.reset()
      this.#set('open')
    }
    this.#events?.onMessage(message)
  }

  #closed(socket: Socket, code: number): void {
    if (socket !== this.#socket) return
    if (code === closeCodes.superseded) this.#yield()
    else if (code === closeCodes.wrongVersion) this.#leaveForNewVersion()
    else this.#lose(socket)
  }

  /** Another screen controls the booth: two that reconnected by themselves would throw each other out for ever. */
  #yield(): void {
    this.#socket = null
    clearTimeout(this.#timer)
    this.#set('superseded')
  }

  #lose(socket: Socket | null): void {
    if (socket === null || socket !== this.#socket) return
    this.#socket = null
    socket.close()
    clearTimeout(this.#timer)
    this.#set('lost')
    this.#timer = setTimeout(() => this.#open(), this.#backOff.next())
  }

  #leaveForNewVersion(): void {
    const socket = this.#socket
    this.#socket = null
    socket?.close()
    clearTimeout(this.#timer)
    this.#set('wrong-version')
    this.#timer = setTimeout(this.#deps.reload, this.#deps.reloadAfterMs ?? 3_000)
  }

  #set(state: ConnectionState): void {
    if (state === this.#state) return
    this.#state = state
    this.#events?.onState(state)
  }
}
