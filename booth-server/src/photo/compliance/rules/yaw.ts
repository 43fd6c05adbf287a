import { judge, type Rule } from '../rule.ts'

const LIMIT_DEG = 5
/** Beyond the limit by less than the mesh can tell it is doubtful, not refused. */
const MEASURING_ERROR_DEG = 3

/** Turn of the head to the side. */
export const yaw: Rule<'yaw'> = {
  id: 'yaw',
  source: 'ISO/IEC 19794-5:2011 7.2.2, 5 degrees',
  evaluate: ({ measurements }) =>
    judge(yaw, {
      value: measurements.yawDeg,
      unit: 'deg',
      gate: {
        pass: { min: -LIMIT_DEG, max: LIMIT_DEG },
        warn: { min: -LIMIT_DEG - MEASURING_ERROR_DEG, max: LIMIT_DEG + MEASURING_ERROR_DEG },
      },
      hints: { low: 'face-the-camera', high: 'face-the-camera' },
    }),
}
