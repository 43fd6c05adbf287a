import type { BinaryKind, ClientMessage, ServerMessage } from '@quickid/booth-server/protocol'

/**
 * `connecting` until the first hello of a connection, `open` after it, `lost` while waiting for the next attempt,
 * `occupied` when another screen has the booth and this one asks now and then whether it is free, `superseded` when
 * another screen was chosen instead of this one, which stays away until a person chooses it, `wrong-version` when screen
 * and server speak different versions, `refused` when the server no longer knows this screen's session; in the last two
 * the page is about to reload.
 */
export type ConnectionState = 'connecting' | 'open' | 'lost' | 'occupied' | 'superseded' | 'wrong-version' | 'refused'

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
  /** Takes the booth from the screen that has it, in `occupied` and `superseded`; does nothing in any other state. */
  takeOver(): void
  /** False when there is no open connection: the message is dropped, never queued, for it may be stale by then. */
  send(message: ClientMessage): boolean
}
