export { type EnrolFailure, type EnrolOutcome, type EnrolRequest, enrol } from './enrol.ts'
export {
  createFleetClient,
  type FleetClient,
  type RejectedRecord,
  type SendFailure,
  type SendOutcome,
} from './fleet-client.ts'
export { type DeviceIdentity, type DeviceState, openIdentity } from './identity.ts'
