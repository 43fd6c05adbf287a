/**
 * The WebSocket close codes of the server (RFC 6455, 7.4: below 4000 as registered there). What a screen does on each
 * stands in `closeMeanings` of `reference.ts`.
 */
export const closeCodes = {
  goingAway: 1001,
  policyViolation: 1008,
  tooLarge: 1009,
  superseded: 4000,
  wrongVersion: 4001,
  noHello: 4002,
  placeTaken: 4003,
  tooMany: 4004,
} as const
export type CloseReason = keyof typeof closeCodes

/** Null: the line was cut, or closed by something that is not the booth. */
export const closeReasonOf = (code: number): CloseReason | null =>
  (Object.keys(closeCodes) as CloseReason[]).find((reason) => closeCodes[reason] === code) ?? null
