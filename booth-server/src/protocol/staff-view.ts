import { type Static, Type } from 'typebox'

const strict = { additionalProperties: false } as const

/** One schema a card of the staff panel. */
export const staffCards = {
  printer: Type.Object(
    {
      name: Type.String({ description: 'As the printer calls itself' }),
      state: Type.Enum(['idle', 'processing', 'stopped', 'unreachable'], {
        description: 'The printer’s state (RFC 8011, 5.4.11), or that it can’t be reached',
      }),
      reasons: Type.Array(Type.String(), { description: 'IPP `printer-state-reasons`' }),
      mediaLeft: Type.Union([Type.Integer(), Type.Null()], {
        description: 'Sheets in the tray; null: the printer doesn’t report it',
      }),
      supplies: Type.Array(
        Type.Object(
          {
            name: Type.String({ description: 'As the printer calls it' }),
            percent: Type.Union([Type.Integer(), Type.Null()], { description: 'Null: the printer doesn’t report it' }),
          },
          strict,
        ),
        { description: 'Ribbon, ink or toner' },
      ),
    },
    { ...strict, description: 'The printer' },
  ),
  queue: Type.Array(
    Type.Object(
      {
        ledgerId: Type.String({ description: 'Names the print in `settle-print`, `print-held` and `destroy-held`' }),
        documentId: Type.String({ description: 'What is printed' }),
        status: Type.Enum(
          ['created', 'sending', 'printing', 'needs-attention', 'in-doubt', 'held', 'stray', 'unknown'],
          {
            description:
              '`in-doubt`: the printer has not yet said what became of it; `held`: the printer keeps it; `stray`: it may come out at any time; `unknown`: it may have been printed',
          },
        ),
        destroyedInS: Type.Union([Type.Integer(), Type.Null()], {
          description: 'Seconds until a held print is destroyed by itself; null: it is not held',
        }),
        at: Type.String({ description: 'When it was asked for, ISO 8601' }),
      },
      strict,
    ),
    { description: 'Prints that have not ended' },
  ),
  camera: Type.Object(
    {
      name: Type.String({ description: 'Its URL without settings' }),
      framesPerSecond: Type.Number({ description: 'As measured; 0 while it does not run' }),
    },
    { ...strict, description: 'The camera' },
  ),
  counts: Type.Object(
    {
      visitsToday: Type.Integer({ description: 'Visits of the booth’s local day' }),
      sheetsToday: Type.Integer({ description: 'Sheets of the booth’s local day' }),
      sheetsTotal: Type.Integer({ description: 'Sheets in all' }),
    },
    { ...strict, description: 'Usage' },
  ),
  fleet: Type.Object(
    {
      isEnrolled: Type.Boolean({ description: 'Whether the booth belongs to a fleet' }),
      url: Type.Union([Type.String(), Type.Null()], { description: 'The fleet service; null: none' }),
      recordsToSync: Type.Integer({ description: 'Records that wait to be sent' }),
      lastSyncAt: Type.Union([Type.String(), Type.Null()], {
        description: 'When records were last sent, ISO 8601; null: never',
      }),
    },
    { ...strict, description: 'The connection to the fleet' },
  ),
}

export const StaffView = Type.Object(staffCards, {
  ...strict,
  title: 'StaffView',
  description: 'What the venue’s staff see behind the PIN: no picture, no person',
})
export type StaffView = Static<typeof StaffView>
export type StaffCardId = keyof StaffView
