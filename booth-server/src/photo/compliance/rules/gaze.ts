import { judge, notMeasured, OWN, type Rule } from '../rule.ts'

/**
 * Degrees off the camera. The measure itself errs by about 4; who looks at a screen beside or under the camera is 15 or
 * more off.
 */
const PASS_DEG = 10
const DOUBTFUL_DEG = 16
/** Lids nearer than this (eye-to-chin distances) hide the iris. */
const SHUT = 0.03

/** Both ways: sideways, and up and down. */
export const gaze: Rule<'gaze'> = {
  id: 'gaze',
  source: `authorities ask to look into the camera in words; ${OWN}`,
  evaluate: ({ measurements: { gaze: looks, eyeOpenness } }) => {
    if (!looks || Math.min(eyeOpenness.right, eyeOpenness.left) < SHUT) return notMeasured(gaze, 'look-at-camera')
    return judge(gaze, {
      value: Math.hypot(looks.asideDeg, looks.upDeg),
      unit: 'deg',
      gate: { pass: { max: PASS_DEG }, warn: { max: DOUBTFUL_DEG } },
      hints: { high: 'look-at-camera' },
    })
  },
}
