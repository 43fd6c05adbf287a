import type {
  ActionOutcome,
  ActionRequest,
  BoothStatus,
  Catalogue,
  ServerMessage,
  ServerMessageOf,
  StaffView,
  VisitView,
} from '@quickid/booth-server/protocol'
import type { ConnectionState } from '../connection/transport.ts'

/** Everything the screen knows, and all of it from the server. A screen is a function of this value. */
export interface Snapshot {
  readonly connection: ConnectionState
  readonly hello: ServerMessageOf<'hello'> | null
  /** In the language that was asked for last. */
  readonly catalogue: Catalogue | null
  readonly view: VisitView | null
  /** When the idle clock of `view` runs out and from when on the screen warns, on the clock of the events. */
  readonly idle: { readonly warnAtMs: number; readonly endAtMs: number } | null
  readonly status: BoothStatus | null
  readonly staff: StaffView | null
  /** The staff's actions since they signed in, by their request's id. */
  readonly actions: Readonly<Record<string, ActionOutcome | { readonly status: 'running' }>>
  /** The last refusal, until the next message of another kind that it could be about. */
  readonly refusal: Refusal | null
}

export interface Refusal extends Omit<ServerMessageOf<'error'>, 'kind'> {
  readonly atMs: number
}

export type SnapshotEvent =
  | { readonly kind: 'connection'; readonly state: ConnectionState }
  /** `atMs`: monotonic milliseconds. */
  | { readonly kind: 'action-started'; readonly requestId: string }
  | { readonly kind: 'message'; readonly message: ServerMessage; readonly atMs: number }

export const emptySnapshot: Snapshot = {
  connection: 'connecting',
  hello: null,
  catalogue: null,
  view: null,
  idle: null,
  status: null,
  staff: null,
  actions: {},
  refusal: null,
}

const reduceMessage = (snapshot: Snapshot, message: ServerMessage, atMs: number): Snapshot => {
  switch (message.kind) {
    case 'hello':
      // A new connection: nothing of the old one is taken over.
      return { ...emptySnapshot, connection: snapshot.connection, hello: message, catalogue: message.catalogue }
    case 'catalogue':
      return { ...snapshot, catalogue: message.catalogue }
    case 'visit': {
      const clock = message.view.idle
      const idle =
        clock === undefined
          ? null
          : { warnAtMs: atMs + clock.remainingMs - clock.warnMs, endAtMs: atMs + clock.remainingMs }
      return { ...snapshot, view: message.view, idle, refusal: null }
    }
    case 'booth':
      return { ...snapshot, status: message.status }
    case 'staff':
      return message.view === null
        ? { ...snapshot, staff: null, actions: {} }
        : { ...snapshot, staff: message.view, refusal: null }
    case 'action-ended':
      return { ...snapshot, actions: { ...snapshot.actions, [message.requestId]: message.outcome } }
    case 'error': {
      const { kind: _, ...refusal } = message
      return {
        ...snapshot,
        refusal: { ...refusal, atMs },
        staff: message.code === 'signed-out' ? null : snapshot.staff,
      }
    }
    default:
      return message satisfies never
  }
}

/** Pure. */
export const reduce = (snapshot: Snapshot, event: SnapshotEvent): Snapshot => {
  switch (event.kind) {
    case 'connection':
      // Another screen has the booth: what this one last showed is no longer its business, pictures included.
      if (event.state === 'superseded' || event.state === 'occupied') {
        return { ...emptySnapshot, hello: snapshot.hello, catalogue: snapshot.catalogue, connection: event.state }
      }
      // A lost connection signs the staff out of the screen: the server did so too.
      return event.state === 'open'
        ? { ...snapshot, connection: event.state }
        : { ...snapshot, connection: event.state, staff: null, actions: {} }
    case 'action-started':
      return { ...snapshot, actions: { ...snapshot.actions, [event.requestId]: { status: 'running' } } }
    case 'message':
      return reduceMessage(snapshot, event.message, event.atMs)
    default:
      return event satisfies never
  }
}

/** States whose previews (`portrait`, `sheet`) are still valid. In any other the screen forgets them. */
export const keepsPreviews = (view: VisitView | null): boolean =>
  view?.state === 'developing' || view?.state === 'review'

/** States that show the camera. */
export const showsCamera = (view: VisitView | null): boolean => view?.state === 'framing' || view?.state === 'countdown'

/** One request at a time for each thing that can be acted on: asked again, it takes the place of the one before. */
export const requestIdOf = ({ action, input }: ActionRequest): string => [action, ...Object.values(input)].join(' ')
