import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import type { Catalogue, ClientMessage, ServerMessage, ServerMessageOf } from '@quickid/booth-server/protocol'
import { encodeBinary, PROTOCOL_VERSION } from '@quickid/booth-server/protocol'
import { WebSocket, WebSocketServer } from 'ws'
import type { Socket } from '../booth-connection.ts'
import type { ConnectionState, PictureMessage, Transport } from '../transport.ts'

export const emptyCatalogue: Catalogue = { documents: [], outfits: [], paper: '4R' }

export const helloOf = (more: Partial<ServerMessageOf<'hello'>> = {}): ServerMessageOf<'hello'> => ({
  kind: 'hello',
  protocolVersion: PROTOCOL_VERSION,
  appVersion: '1.0.0',
  boothName: 'Test',
  contact: 'nobody',
  policyVersion: '1',
  locale: 'en',
  catalogue: emptyCatalogue,
  isDemo: true,
  ...more,
})

/** One screen's line, seen from the server. */
export class PeerLine {
  readonly atMs = performance.now()
  readonly received: ClientMessage[] = []
  isClosed = false
  readonly #socket: WebSocket

  constructor(socket: WebSocket) {
    this.#socket = socket
    socket.on('message', (data: Buffer) => this.received.push(JSON.parse(data.toString()) as ClientMessage))
    socket.on('close', () => {
      this.isClosed = true
    })
  }

  say(message: ServerMessage): void {
    this.raw(JSON.stringify(message))
  }

  picture({ kind, sequence, jpeg }: PictureMessage): void {
    this.raw(encodeBinary(kind, sequence, jpeg))
  }

  raw(data: string | Uint8Array): void {
    this.#socket.send(data)
  }

  /** Without a close frame, as when a cable is pulled or a process is killed. */
  cut(): void {
    this.#socket.terminate()
  }

  close(code: number): void {
    this.#socket.close(code)
  }
}

/** A WebSocket server on a free port that says what the test has it say. */
export class WirePeer {
  readonly lines: PeerLine[] = []
  readonly #server: WebSocketServer

  private constructor(server: WebSocketServer, onLine: (line: PeerLine) => void) {
    this.#server = server
    server.on('connection', (socket) => {
      const line = new PeerLine(socket)
      this.lines.push(line)
      onLine(line)
    })
  }

  static async listen({ port = 0, onLine = (_: PeerLine): void => {} } = {}): Promise<WirePeer> {
    const server = new WebSocketServer({ host: '127.0.0.1', port })
    const peer = new WirePeer(server, onLine)
    await once(server, 'listening')
    return peer
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  /** The newest line. */
  get line(): PeerLine {
    const line = this.lines.at(-1)
    if (line === undefined) throw new Error('No screen has connected')
    return line
  }

  async stop(): Promise<void> {
    for (const client of this.#server.clients) client.terminate()
    await new Promise((resolve) => this.#server.close(resolve))
  }
}

export const openSocket = (port: number) => (): Socket => new WebSocket(`ws://127.0.0.1:${port}/ws`)

/** Starts `transport` and notes what it tells. */
export const listenTo = (transport: Transport) => {
  const heard = { states: [] as ConnectionState[], messages: [] as ServerMessage[], pictures: [] as PictureMessage[] }
  transport.start({
    onState: (state) => heard.states.push(state),
    onMessage: (message) => heard.messages.push(message),
    onPicture: (picture) => heard.pictures.push(picture),
  })
  return heard
}
