import { type Static, Type } from 'typebox'

const strict = { additionalProperties: false } as const

/** What the venue's staff see behind the PIN, one schema a card. No picture, no person. */
export const staffCards = {
  printer: Type.Object(
    {
      name: Type.String(),
      state: Type.Enum(['idle', 'processing', 'stopped', 'unreachable']),
      reasons: Type.Array(Type.String()),
      /** Null = the printer doesn't tell. */
      mediaLeft: Type.Union([Type.Integer(), Type.Null()]),
      supplies: Type.Array(
        Type.Object({ name: Type.String(), percent: Type.Union([Type.Integer(), Type.Null()]) }, strict),
      ),
    },
    strict,
  ),
  /** Prints that have not ended. */
  queue: Type.Array(
    Type.Object(
      {
        ledgerId: Type.String(),
        documentId: Type.String(),
        status: Type.Enum(['created', 'sending', 'printing', 'needs-attention', 'unknown']),
        at: Type.String(),
      },
      strict,
    ),
  ),
  camera: Type.Object({ name: Type.String(), framesPerSecond: Type.Number() }, strict),
  counts: Type.Object(
    { visitsToday: Type.Integer(), sheetsToday: Type.Integer(), sheetsTotal: Type.Integer() },
    strict,
  ),
  fleet: Type.Object(
    {
      isEnrolled: Type.Boolean(),
      url: Type.Union([Type.String(), Type.Null()]),
      recordsToSync: Type.Integer(),
      lastSyncAt: Type.Union([Type.String(), Type.Null()]),
    },
    strict,
  ),
}

export const StaffView = Type.Object(staffCards, strict)
export type StaffView = Static<typeof StaffView>
export type StaffCardId = keyof StaffView
