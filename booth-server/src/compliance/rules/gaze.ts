import { along, axesOf, distance, mesh, meshPoint, midpoint } from '../../darkroom/steps/measure-mesh.ts'
import { judge, notMeasured, OWN, type Rule } from '../rule.ts'

/** Distance of the irises from the middles of the eyes, in eye widths, both eyes' mean: about 20 and 30 degrees. */
const PASS = 0.16
const DOUBTFUL = 0.24
/** A head turned by one degree moves an iris that looks at the camera by this much the other way. */
const PER_DEGREE = 0.008

/** Sideways only: up and down the lids move with the eyes. Needs the iris points, which not every mesh has. */
export const gaze: Rule<'gaze'> = {
  id: 'gaze',
  source: `authorities ask to look into the camera in words; ${OWN}`,
  evaluate: ({ landmarks, measurements }) => {
    if (!landmarks.irises) return notMeasured(gaze, 'look-at-camera')
    const { right } = axesOf(measurements.rollDeg)
    const aside = (eye: { outer: number; inner: number }, iris: { x: number; y: number }) => {
      const [outer, inner] = [meshPoint(landmarks, eye.outer), meshPoint(landmarks, eye.inner)]
      return along(right, midpoint(outer, inner), iris) / Math.max(1, distance(outer, inner))
    }
    const seen = (aside(mesh.rightEye, landmarks.irises.right) + aside(mesh.leftEye, landmarks.irises.left)) / 2
    return judge(gaze, {
      value: Math.abs(seen + PER_DEGREE * measurements.yawDeg),
      unit: 'eye widths',
      gate: { pass: { max: PASS }, warn: { max: DOUBTFUL } },
      hints: { high: 'look-at-camera' },
    })
  },
}
