import { judge, type Rule } from '../rule.ts'

const LIMIT_DEG = 8

/**
 * Tilt of the head on the portrait, which the crop has turned upright. A head tilted beyond the limit before that
 * leaves its mark on neck and shoulders: a warning, with the tilt as it was taken.
 */
export const roll: Rule<'roll'> = {
  id: 'roll',
  source: 'ISO/IEC 19794-5:2011 7.2.2, 8 degrees',
  evaluate: ({ measurements, crop }) => {
    const printed = judge(roll, {
      value: measurements.rollDeg - crop.rollDeg,
      unit: 'deg',
      gate: { pass: { min: -LIMIT_DEG, max: LIMIT_DEG } },
      hints: { low: 'level-head', high: 'level-head' },
    })
    const isTilted = Math.abs(measurements.rollDeg) > LIMIT_DEG
    return printed.verdict === 'pass' && isTilted
      ? { ...printed, value: measurements.rollDeg, verdict: 'warn', hint: 'level-head' }
      : printed
  },
}
