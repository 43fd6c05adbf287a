import { judge, type Rule } from '../rule.ts'

const LIMIT_DEG = 5
/**
 * Beyond the limit by less than one picture can tell it is doubtful, not refused. Networks trained for nothing but the
 * pose err by 5 degrees of pitch in the mean (AFLW2000-3D), for foreheads, noses and chins differ; ours by about 3.
 */
const MEASURING_ERROR_DEG = 6

/** Nod of the head. Foreheads and chins differ, so a mesh tells it less well than the turn. */
export const pitch: Rule<'pitch'> = {
  id: 'pitch',
  source: 'ISO/IEC 19794-5:2011 7.2.2, 5 degrees',
  evaluate: ({ measurements }) =>
    judge(pitch, {
      value: measurements.pitchDeg,
      unit: 'deg',
      gate: {
        pass: { min: -LIMIT_DEG, max: LIMIT_DEG },
        warn: { min: -LIMIT_DEG - MEASURING_ERROR_DEG, max: LIMIT_DEG + MEASURING_ERROR_DEG },
      },
      hints: { low: 'raise-chin', high: 'lower-chin' },
    }),
}
