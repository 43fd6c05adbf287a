import type { BinaryKind, ClientMessage, ServerMessage } from '@quickid/booth-server/protocol'

/**
 * `connecting` until the first hello of a connection, `open` after it, `lost` while waiting for the next attempt,
 * `superseded` when another screen took over and this one waits to be told to connect again, `wrong-version` when
 * screen and server speak different versions and the page is about to reload.
 */
export type ConnectionState = 'connecting' | 'open' | 'lost' | 'superseded' | 'wrong-version'

/** A binary message, decoded. `jpeg` belongs to the receiver, who may overwrite it. */
export interface PictureMessage {
  readonly kind: BinaryKind
  readonly sequence: number
  readonly jpeg: Uint8Array
}

export interface TransportEvents {
  onState(state: ConnectionState): void
  onMessage(message: ServerMessage): void
  onPicture(picture: PictureMessage): void
}

/** The way to the server. The booth's is a WebSocket; the gallery has one that answers from samples. */
export interface Transport {
  start(events: TransportEvents): void
  stop(): void
  /** Takes the booth back after another screen took over; does nothing in any other state. */
  reconnect(): void
  /** False when there is no open connection: the message is dropped, never queued, for it may be stale by then. */
  send(message: ClientMessage): boolean
}
