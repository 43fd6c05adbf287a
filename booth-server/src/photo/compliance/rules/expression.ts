import { along, axesOf, distance, mesh, meshPoint, midpoint } from '../../face/mesh.ts'
import { judge, OWN, type Rule } from '../rule.ts'

/** Mouth width over eye distance: MediaPipe's rest face has 0.78; a broad smile passes 1. */
const RESTING_WIDTH = 0.78
const SMILING_WIDTH = 1.0
/** Height of the corners over the middle of the inner lips, in eye distances, at rest and in a smile. */
const RESTING_LIFT = -0.01
const SMILING_LIFT = 0.08
const INNER_LIPS = [13, 14] as const

/** A smile only: 0 = at rest, 1 = a broad one. Frowns and raised brows are not told from habit, so it never fails. */
export const expression: Rule<'expression'> = {
  id: 'expression',
  source: `authorities ask for a neutral expression in words; ${OWN}`,
  evaluate: ({ landmarks, measurements }) => {
    const { down } = axesOf(measurements.rollDeg)
    const corners = [meshPoint(landmarks, mesh.mouthRight), meshPoint(landmarks, mesh.mouthLeft)] as const
    const middle = midpoint(meshPoint(landmarks, INNER_LIPS[0]), meshPoint(landmarks, INNER_LIPS[1]))
    const eyes = measurements.interpupillaryDistancePx
    const width = (distance(...corners) / eyes - RESTING_WIDTH) / (SMILING_WIDTH - RESTING_WIDTH)
    const lift = (-along(down, middle, midpoint(...corners)) / eyes - RESTING_LIFT) / (SMILING_LIFT - RESTING_LIFT)
    return judge(expression, {
      value: Math.max(0, (width + lift) / 2),
      unit: 'smile',
      gate: { pass: { max: 0.6 }, warn: {} },
      hints: { high: 'neutral-expression' },
    })
  },
}
