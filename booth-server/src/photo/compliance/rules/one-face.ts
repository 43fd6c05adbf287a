import { judge, type Rule } from '../rule.ts'

/** Exactly one person; bystanders far smaller are left out of the count by the detector's step. */
export const oneFace: Rule<'one-face'> = {
  id: 'one-face',
  source: 'ICAO Doc 9303-3 3.9.1: the portrait shows one person',
  evaluate: ({ faceCount }) =>
    judge(oneFace, {
      value: faceCount,
      unit: 'faces',
      gate: { pass: { min: 1, max: 1 } },
      hints: { low: 'face-the-camera', high: 'only-you' },
    }),
}
