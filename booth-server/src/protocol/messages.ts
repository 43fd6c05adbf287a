import { type Static, type TProperties, Type } from 'typebox'
import { ActionOutcome, ActionRequest } from './actions.ts'
import { Catalogue } from './catalogue.ts'
import { FaultCode, Locale } from './codes.ts'
import { Edits } from './edits.ts'
import { StaffView } from './staff-view.ts'
import { VisitView } from './visit-view.ts'

const strict = { additionalProperties: false } as const
const id = Type.String({ minLength: 1, maxLength: 64 })

/** Both sides name it in their hello. A screen of another version is told to reload, and served nothing else. */
export const PROTOCOL_VERSION = 1

/** Text messages longer than this are answered with an error. */
export const MAX_MESSAGE_BYTES = 16 * 1024

/**
 * WebSocket close codes of the server. After `superseded` another screen controls the booth: this one must not connect
 * again by itself, or the two would throw each other out without end. After `wrongVersion` it must load itself anew.
 */
export const closeCodes = { superseded: 4000, wrongVersion: 4001, noHello: 4002, tooLarge: 1009 } as const

const message = <const K extends string, P extends TProperties>(kind: K, properties: P) =>
  Type.Object({ kind: Type.Literal(kind), ...properties }, strict)

/** Screen to server. */
export const ClientMessage = Type.Union([
  message('hello', { protocolVersion: Type.Integer(), locale: Locale }),
  /** The customer touched the screen: extends the idle clock. */
  message('touch', {}),
  message('set-locale', { locale: Locale }),
  message('begin', {}),
  message('choose-document', { documentId: id }),
  /** `isOverThirteen` also stands for a guardian who agrees for a child's document (privacy promise P14). */
  message('consent', { policyVersion: id, isOverThirteen: Type.Literal(true) }),
  message('back', {}),
  message('capture', {}),
  message('edit', { edits: Edits }),
  /** In review: one more document from the same photograph, or back to one that was taken. */
  message('take-document', { documentId: id }),
  message('drop-document', { documentId: id }),
  message('retake', {}),
  message('print', { sheets: Type.Integer({ minimum: 1, maximum: 9 }) }),
  /** Answers a fault. */
  message('retry', {}),
  message('cancel', {}),
  /** Leaves `done`. */
  message('finish', {}),
  /** The screen has painted live frame `sequence` and can take the next. */
  message('frame-painted', { sequence: Type.Integer({ minimum: 0 }) }),
  message('staff-sign-in', { pin: Type.String({ pattern: '^[0-9]{4,12}$' }) }),
  message('staff-sign-out', {}),
  /** Answered by an `action-ended` with the same id. */
  message('staff-action', { requestId: id, request: Type.Unsafe<ActionRequest>(ActionRequest) }),
])
export type ClientMessage = Static<typeof ClientMessage>

export const PartHealth = Type.Union([
  Type.Object({ ok: Type.Literal(true), detail: Type.Optional(Type.String()) }, strict),
  Type.Object({ ok: Type.Literal(false), fault: FaultCode, detail: Type.String() }, strict),
])
export type PartHealth = Static<typeof PartHealth>

/** What anyone in front of the booth may know. */
export const BoothStatus = Type.Object(
  {
    camera: PartHealth,
    printer: PartHealth,
    darkroom: PartHealth,
    /** The booth needs its staff: shown small on the attract screen, large to the staff. */
    needsStaff: Type.Boolean(),
  },
  strict,
)
export type BoothStatus = Static<typeof BoothStatus>

export const protocolErrors = [
  'malformed',
  'unknown-kind',
  'too-large',
  'wrong-version',
  'not-now',
  'busy',
  'wrong-pin',
  'pin-locked',
  'no-pin-set',
  'signed-out',
] as const
export const ProtocolErrorCode = Type.Enum([...protocolErrors])
export type ProtocolErrorCode = Static<typeof ProtocolErrorCode>

/** Server to screen. */
export const ServerMessage = Type.Union([
  message('hello', {
    protocolVersion: Type.Integer(),
    appVersion: Type.String(),
    boothName: Type.String(),
    /** Who answers questions about the data (privacy promise P16). */
    contact: Type.String(),
    policyVersion: Type.String(),
    locale: Locale,
    catalogue: Catalogue,
    /** True with the virtual camera or printer: the screen says that this is a demonstration. */
    isDemo: Type.Boolean(),
  }),
  /** The catalogue in the language that was asked for. */
  message('catalogue', { locale: Locale, catalogue: Catalogue }),
  message('visit', { view: VisitView }),
  message('booth', { status: BoothStatus }),
  message('staff', { view: Type.Union([StaffView, Type.Null()]) }),
  message('action-ended', { requestId: id, outcome: ActionOutcome }),
  /** A message was refused and changed nothing. `retryAfterMs` with `pin-locked`. */
  message('error', { code: ProtocolErrorCode, detail: Type.String(), retryAfterMs: Type.Optional(Type.Integer()) }),
])
export type ServerMessage = Static<typeof ServerMessage>
export type ServerMessageOf<K extends ServerMessage['kind']> = Extract<ServerMessage, { kind: K }>
export type ClientMessageOf<K extends ClientMessage['kind']> = Extract<ClientMessage, { kind: K }>
