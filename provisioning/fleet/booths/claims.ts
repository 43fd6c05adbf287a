import { createClaimCode, parseClaimCode } from '../../protocol/claim-code.ts'
import type { Queryable } from '../database/database.ts'
import type { FleetSecrets } from '../secrets.ts'

export const claimLifetimeMs = 24 * 60 * 60 * 1000

/** Makes a claim. The code is returned this once: the fleet keeps only its peppered HMAC. */
export const createClaim = async (
  deps: { db: Queryable; secrets: FleetSecrets; now: () => number },
  createdBy: string,
): Promise<{ readonly code: string; readonly expiresAt: Date }> => {
  const code = createClaimCode()
  const createdAt = new Date(deps.now())
  const expiresAt = new Date(deps.now() + claimLifetimeMs)
  await deps.db.query('insert into claims (code_hmac, created_at, expires_at, created_by) values ($1, $2, $3, $4)', [
    deps.secrets.claimHmac(parseClaimCode(code) ?? ''),
    createdAt,
    expiresAt,
    createdBy,
  ])
  return { code, expiresAt }
}
