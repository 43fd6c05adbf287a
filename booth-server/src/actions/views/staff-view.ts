import type { StaffCardId, StaffView } from '../../protocol/staff-view.ts'
import { cameraCard } from './camera-card.ts'
import { countsCard } from './counts-card.ts'
import { fleetCard } from './fleet-card.ts'
import { printerCard } from './printer-card.ts'
import { queueCard } from './queue-card.ts'
import type { ViewDeps } from './view-deps.ts'

/** Every card of the protocol. One that is missing, or stands under another's name, does not compile. */
const cards: { readonly [K in StaffCardId]: (deps: ViewDeps) => StaffView[K] } = {
  printer: printerCard,
  queue: queueCard,
  camera: cameraCard,
  counts: countsCard,
  fleet: fleetCard,
}

/** What the venue's staff see behind the PIN. */
export const staffViewOf = (deps: ViewDeps): StaffView =>
  Object.fromEntries(Object.entries(cards).map(([id, card]) => [id, card(deps)])) as StaffView
