import { type Static, Type } from 'typebox'
import { duration } from './setting.ts'

const visit = (defaultMs: number, description: string) => duration({ default: defaultMs, description, apply: 'visit' })
const screen = (defaultMs: number, description: string) =>
  duration({ default: defaultMs, description, apply: 'restart' })

/** The section `[deadlines]`: how long anything in a visit, or its screen, may wait. The one place that states them. */
export const DeadlinesSchema = Type.Object(
  {
    idleMs: visit(60_000, 'A visit that nobody touches ends after this long (EN 301 549: warn at least 20 s before)'),
    idleWarnMs: visit(20_000, 'The screen warns this long before an idle visit ends'),
    doneMs: visit(20_000, 'The last screen of a visit leaves by itself after this long'),
    countdownStepMs: visit(1000, 'Between two numbers of the countdown'),
    manualCaptureMs: visit(10_000, 'Then the picture may be taken whatever the guidance says'),
    liveFrameMs: visit(8000, 'The camera is considered lost after this long without a frame'),
    openDarkroomMs: visit(30_000, 'Waiting for a darkroom process'),
    assessMs: visit(8000, 'Assessing a live frame; past it the darkroom process is killed'),
    stillMs: visit(6000, 'Taking the still, with the wait for a shot under way'),
    developMs: visit(60_000, 'From the still to the portrait; past it the darkroom process is killed'),
    editMs: visit(30_000, 'The portrait with other edits; past it the darkroom process is killed'),
    sheetMs: visit(20_000, 'Laying out the sheet; past it the darkroom process is killed'),
    printMs: visit(900_000, 'A print, with the time to refill the paper'),
    heldPrintMs: visit(900_000, 'A sheet that an earlier run left and the printer holds is destroyed after this long'),
    printNoticeMs: visit(10_000, 'How long the reason of a failed print stays on the screen'),
    closeMs: visit(5000, 'Closing the visit when the booth stops'),
    helloMs: screen(3000, 'Waiting for the hello of a screen that has connected'),
    pingMs: screen(5000, 'Between two pings of the screen; one that misses two has lost its place'),
  },
  { additionalProperties: false },
)
export type Deadlines = Readonly<Static<typeof DeadlinesSchema>>

/** Those of the darkroom's calls, by call. An edit's serves the command line's matte too. */
export const darkroomDeadlines = ({ assessMs, developMs, editMs, sheetMs, openDarkroomMs }: Deadlines) => ({
  assess: assessMs,
  develop: developMs,
  edit: editMs,
  sheet: sheetMs,
  alpha: editMs,
  open: openDarkroomMs,
})
