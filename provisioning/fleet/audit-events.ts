/** What is worth a line in the audit. */
export const auditEvents = [
  'operator.signed-in',
  'operator.sign-in-failed',
  'operator.signed-out',
  'claim.created',
  'booth.asked',
  'booth.claim-refused',
  'booth.accepted',
  'booth.refused',
  'booth.renamed',
  'booth.quarantined',
  'booth.released',
  'booth.retired',
  'booth.request-refused',
  // A booth's first call in an hour, or from another address.
  'booth.called',
] as const
export type AuditEvent = (typeof auditEvents)[number]
