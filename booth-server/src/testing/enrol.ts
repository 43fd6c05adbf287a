import { enrol, openIdentity } from '@quickid/provisioning/agent'
import { signInOperator } from '@quickid/provisioning/fleet'

/** Enrols the booth whose data are in `dataDir`, and accepts it as the fleet's operator. `viaUrl`: how it reaches the fleet. */
export const enrolTestBooth = async (
  fleet: { readonly url: string; readonly adminPassword: string },
  dataDir: string,
  viaUrl: string = fleet.url,
): Promise<void> => {
  const operator = await signInOperator(fleet.url, 'admin', fleet.adminPassword)
  const { code } = await operator.createClaim()
  const outcome = await enrol({
    identity: await openIdentity(dataDir),
    fleetUrl: viaUrl,
    claim: code,
    appVersion: '0.1.0',
    pollMs: 20,
    signal: AbortSignal.timeout(50_000),
    onConfirmationCode: async (confirmationCode) => {
      const booth = (await operator.booths()).find((candidate) => candidate.confirmationCode === confirmationCode)
      if (booth !== undefined) await operator.accept(booth)
    },
  })
  if (!outcome.ok) throw new Error(`The booth was not enrolled: ${outcome.reason} ${outcome.detail}`)
}
