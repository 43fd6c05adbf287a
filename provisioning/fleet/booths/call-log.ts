import type { Audit } from '../audit.ts'

const hourMs = 3_600_000
const maxRemembered = 20_000

/**
 * Puts a booth's calls into the audit (privacy promise P4) without a row for each: one when its address changes or an
 * hour has passed. A refused request likewise, once an hour for each booth, reason and address.
 */
export const createCallLog = (deps: { audit: Audit; now: () => number }) => {
  const { audit, now } = deps
  const lastAt = new Map<string, number>()

  const isDue = (key: string): boolean => {
    const at = now()
    const last = lastAt.get(key)
    if (last !== undefined && at - last < hourMs) return false
    // Bounded: the oldest goes first, at worst for one row too many.
    if (lastAt.size >= maxRemembered) lastAt.delete(lastAt.keys().next().value ?? '')
    lastAt.delete(key)
    lastAt.set(key, at)
    return true
  }

  return {
    called: async (boothId: string, address: string): Promise<void> => {
      if (!isDue(`called ${boothId} ${address}`)) return
      await audit.record({ event: 'booth.called', actor: boothId, subject: boothId, address })
    },
    refused: async (boothId: string, reason: string, address: string): Promise<void> => {
      if (!isDue(`refused ${boothId} ${reason} ${address}`)) return
      await audit.record({ event: 'booth.request-refused', actor: boothId, subject: reason, address })
    },
  }
}
