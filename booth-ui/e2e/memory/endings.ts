import { setTimeout as delay } from 'node:timers/promises'
import type { Rig } from './rig.ts'

/** A way in which a visit can end. `run` begins at the first screen and resolves at the moment of the end. */
export interface Ending {
  readonly name: string
  run(rig: Rig): Promise<void>
  /** Puts back what the ending took away, for the next visit. */
  mend?(rig: Rig): Promise<void>
}

/** Short waits, so that a visit that nobody ends is over soon. Known to older booths too. */
export const settingsForEndings = '[deadlines]\nidleMs = 12000\nidleWarnMs = 4000\nmanualCaptureMs = 1000\n'

const PATIENCE_MS = 60_000

const screen = (rig: Rig, name: string) =>
  rig.page().locator(`[data-screen="${name}"]`).waitFor({ timeout: PATIENCE_MS })
const act = (rig: Rig, name: string) =>
  rig.page().locator(`[data-action="${name}"]`).first().click({ timeout: PATIENCE_MS })

const toDocument = async (rig: Rig) => {
  await screen(rig, 'attract')
  rig.camera.showPerson()
  await act(rig, 'begin')
  await screen(rig, 'document')
}

const toConsent = async (rig: Rig) => {
  await toDocument(rig)
  await rig.page().locator('[data-document-id="cn-1inch"]').first().click()
  await screen(rig, 'consent')
}

/** With a few seconds of the live view, as a person takes them. */
const toFraming = async (rig: Rig) => {
  await toConsent(rig)
  await act(rig, 'attest')
  await act(rig, 'consent')
  await screen(rig, 'framing')
  await delay(1_000)
}

/** Presses until the booth takes the picture: the guidance may have changed its mind meanwhile. */
const toCountdown = async (rig: Rig) => {
  await toFraming(rig)
  const framing = rig.page().locator('[data-screen="framing"]')
  for (const until = Date.now() + PATIENCE_MS; (await framing.count()) > 0; ) {
    if (Date.now() > until) throw new Error('The booth took no picture')
    await rig
      .page()
      .locator('[data-action="capture"]:not([disabled])')
      .first()
      .click({ timeout: 500 })
      .catch(() => {})
  }
}

const toDeveloping = async (rig: Rig) => {
  await toCountdown(rig)
  await screen(rig, 'developing')
}

const toReview = async (rig: Rig) => {
  await toDeveloping(rig)
  await screen(rig, 'review')
  // Both previews are painted, and the customer looks at them.
  await rig.page().locator('[data-picture="portrait"][data-has-picture="true"]').waitFor({ timeout: PATIENCE_MS })
  await delay(1_000)
}

const toPrinting = async (rig: Rig) => {
  await toReview(rig)
  await act(rig, 'print')
  await screen(rig, 'printing')
}

/** The customer leaves: from now on the camera sees an empty wall. */
const leave = (rig: Rig) => rig.camera.showWall()

const cancelAt = (name: string, reach: (rig: Rig) => Promise<void>): Ending => ({
  name: `cancelled at ${name}`,
  async run(rig) {
    await reach(rig)
    leave(rig)
    await act(rig, 'cancel')
    await rig
      .page()
      .locator('[data-action="confirm-cancel"]')
      .click({ timeout: 2_000 })
      .catch(() => {})
    await screen(rig, 'attract')
  },
})

export const done: Ending = {
  name: 'done',
  async run(rig) {
    await toReview(rig)
    await act(rig, 'print')
    await screen(rig, 'done')
    leave(rig)
    await act(rig, 'finish')
    await screen(rig, 'attract')
  },
}

export const cancelledAtReview = cancelAt('review', toReview)

/** Resolves when the process of the visit's darkroom is gone, which is when the server has wiped the visit. */
const untilWiped = async (rig: Rig, during: readonly number[]) => {
  for (const until = Date.now() + 90_000; Date.now() < until; await delay(50)) {
    const now = await rig.boothProcesses()
    const [server] = now
    if (during.some((pid) => pid !== server && !now.includes(pid))) return
  }
  throw new Error('The visit did not end')
}

/** A page that is gone ends no visit: the server does, when nobody has touched anything for `idleMs`. */
export const pageClosed: Ending = {
  name: 'page closed at review',
  async run(rig) {
    await toReview(rig)
    leave(rig)
    const during = await rig.darkrooms()
    await rig.closePage()
    await untilWiped(rig, during)
  },
  mend: (rig) => rig.openPage(),
}

const idle: Ending = {
  name: 'idle at framing',
  async run(rig) {
    await toFraming(rig)
    leave(rig)
    await screen(rig, 'attract')
  },
}

const fault: Ending = {
  name: 'fault: the darkroom died',
  async run(rig) {
    await toFraming(rig)
    leave(rig)
    // The older one is the visit's, the younger the spare behind it.
    const [first] = await rig.darkrooms()
    process.kill(first!, 'SIGKILL')
    await screen(rig, 'fault')
    await act(rig, 'cancel')
    await screen(rig, 'attract')
  },
}

const cameraGone: Ending = {
  name: 'camera gone at framing',
  async run(rig) {
    await toFraming(rig)
    rig.camera.pullOut()
    await screen(rig, 'fault')
    leave(rig)
    await act(rig, 'cancel')
    await screen(rig, 'attract')
  },
  mend(rig) {
    rig.camera.plugIn()
    // Its driver tries again after up to 20 s.
    return rig.untilReady()
  },
}

/** The old server's memory is gone with it; what the browser and the files hold is not. */
const serverStopped: Ending = {
  name: 'server told to stop at review',
  async run(rig) {
    await toReview(rig)
    leave(rig)
    await rig.restartBooth()
    await screen(rig, 'attract')
  },
}

/** What `npm test` takes. */
export const threeEndings: readonly Ending[] = [done, cancelledAtReview, pageClosed]

/** All. */
export const allEndings: readonly Ending[] = [
  cancelAt('document', toDocument),
  cancelAt('consent', toConsent),
  cancelAt('framing', toFraming),
  cancelAt('countdown', toCountdown),
  cancelAt('developing', toDeveloping),
  cancelledAtReview,
  cancelAt('printing', toPrinting),
  done,
  idle,
  fault,
  cameraGone,
  pageClosed,
  serverStopped,
]
