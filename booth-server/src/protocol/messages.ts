import { type Static, type TProperties, Type } from 'typebox'
import { ActionOutcome, ActionRequest } from './actions.ts'
import { Catalogue } from './catalogue.ts'
import { FaultCode, Locale } from './codes.ts'
import { Edits } from './edits.ts'
import { StaffView } from './staff-view.ts'
import { VisitView } from './visit-view.ts'

const strict = { additionalProperties: false } as const
const id = (description: string) => Type.String({ minLength: 1, maxLength: 64, description })
const protocolVersion = Type.Integer({ description: 'The `PROTOCOL_VERSION` of whoever says it' })

/** Both sides name it in their hello. A screen of another version is told to reload, and served nothing else. */
export const PROTOCOL_VERSION = 1

/** Text messages longer than this are answered with an error. */
export const MAX_MESSAGE_BYTES = 16 * 1024

const message = <const K extends string, P extends TProperties>(kind: K, description: string, properties: P) =>
  Type.Object({ kind: Type.Literal(kind), ...properties }, { ...strict, description })

/** Screen to server. */
export const ClientMessage = Type.Union([
  message('hello', 'The first message of a connection; before it the server tells nothing and takes nothing', {
    protocolVersion,
    locale: Locale,
    page: Type.Optional(
      id('Random, the same in all connections of one loaded page: it gets its own place back without asking'),
    ),
    takesOver: Type.Optional(
      Type.Boolean({ description: 'A person chose this screen: it takes the place of the one that has it' }),
    ),
  }),
  message('touch', 'The customer touched the screen: extends the idle clock', {}),
  message('set-locale', 'The customer chose a language; answered by a `catalogue` in it', { locale: Locale }),
  message('begin', 'Leaves `attract`: a visit begins', {}),
  message('choose-document', 'Chooses the document that the photograph is for', { documentId: id('Of the catalogue') }),
  message('consent', 'The customer agrees to the privacy policy', {
    policyVersion: id('The version that the screen showed; any but the current one is refused'),
    isOverThirteen: Type.Literal(true, {
      description: 'Also stands for a guardian who agrees for a child’s document (privacy promise P14)',
    }),
  }),
  message('back', 'One state back, in `document`, `consent`, `framing`, `countdown` and `review`', {}),
  message('capture', 'Takes the picture, once `canCapture` is true', {}),
  message('edit', 'The edits as the customer wants them now, all of them; the newest wins', { edits: Edits }),
  message('take-document', 'In review: one more document from the same photograph, or back to one that was taken', {
    documentId: id('Of the catalogue'),
  }),
  message('drop-document', 'In review: leaves a document out', { documentId: id('One that was taken') }),
  message('retake', 'In review: back to the camera for another photograph', {}),
  message('print', 'In review: prints the sheet', {
    sheets: Type.Integer({ minimum: 1, maximum: 9, description: 'How many times' }),
  }),
  message('retry', 'Answers a fault that can be retried', {}),
  message('cancel', 'In any state but `attract`: ends the visit and erases everything', {}),
  message('finish', 'Leaves `done`', {}),
  message('frame-painted', 'A live frame is on the display, and the next may be sent: the screen sets the pace', {
    sequence: Type.Integer({ minimum: 0, description: 'Of the live frame' }),
  }),
  message('staff-sign-in', 'Opens the staff’s session of this screen; answered by `staff` or by an error', {
    pin: Type.String({ pattern: '^[0-9]{4,12}$', description: 'The booth’s PIN' }),
  }),
  message('staff-sign-out', 'Ends the staff’s session', {}),
  message('staff-action', 'Asks for an action; answered by an `action-ended` with the same id', {
    requestId: id('Chosen by the screen'),
    request: Type.Unsafe<ActionRequest>(ActionRequest),
  }),
])
export type ClientMessage = Static<typeof ClientMessage>

export const PartHealth = Type.Union(
  [
    Type.Object(
      {
        ok: Type.Literal(true),
        detail: Type.Optional(Type.String({ description: 'In English, for logs' })),
      },
      { ...strict, description: 'It works' },
    ),
    Type.Object(
      { ok: Type.Literal(false), fault: FaultCode, detail: Type.String({ description: 'In English, for the staff' }) },
      { ...strict, description: 'It does not work' },
    ),
  ],
  { title: 'PartHealth', description: 'Whether a part of the booth works' },
)
export type PartHealth = Static<typeof PartHealth>

export const BoothStatus = Type.Object(
  {
    camera: PartHealth,
    printer: PartHealth,
    darkroom: PartHealth,
    needsStaff: Type.Boolean({ description: 'Shown small on the attract screen, large to the staff' }),
  },
  { ...strict, title: 'BoothStatus', description: 'What anyone in front of the booth may know' },
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
export const ProtocolErrorCode = Type.Enum([...protocolErrors], {
  title: 'ProtocolErrorCode',
  description: 'Why a message was refused',
})
export type ProtocolErrorCode = Static<typeof ProtocolErrorCode>

/** Server to screen. */
export const ServerMessage = Type.Union([
  message('hello', 'Answers the screen’s hello; the whole state follows: pictures, `visit` and `booth`', {
    protocolVersion,
    appVersion: Type.String({ description: 'Version of the booth’s software' }),
    boothName: Type.String({ description: 'As the venue calls the booth' }),
    contact: Type.String({ description: 'Who answers questions about the data (privacy promise P16)' }),
    policyVersion: Type.String({ description: 'The current privacy policy' }),
    locale: Locale,
    catalogue: Catalogue,
    isDemo: Type.Boolean({
      description: 'True with the virtual camera or printer: the screen says that this is a demonstration',
    }),
  }),
  message('catalogue', 'The catalogue in the language that was asked for', { locale: Locale, catalogue: Catalogue }),
  message('visit', 'The visit changed', { view: VisitView }),
  message('booth', 'The state of the parts changed', { status: BoothStatus }),
  message('staff', 'What the staff see changed, from sign-in to sign-out', {
    view: Type.Union([StaffView, Type.Null()], { description: 'Null: signed out' }),
  }),
  message('action-ended', 'Answers a `staff-action`', { requestId: id('Of the request'), outcome: ActionOutcome }),
  message('error', 'A message was refused and changed nothing', {
    code: ProtocolErrorCode,
    detail: Type.String({ description: 'In English, for whoever builds a screen' }),
    retryAfterMs: Type.Optional(Type.Integer({ description: 'With `pin-locked`: when the next PIN is looked at' })),
  }),
])
export type ServerMessage = Static<typeof ServerMessage>
export type ServerMessageOf<K extends ServerMessage['kind']> = Extract<ServerMessage, { kind: K }>
export type ClientMessageOf<K extends ClientMessage['kind']> = Extract<ClientMessage, { kind: K }>
