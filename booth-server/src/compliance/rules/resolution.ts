import { judge, type Rule } from '../rule.ts'

const MIN_PX = 90
const GOOD_PX = 120

/** Distance of the pupils on the picture as taken, as if seen from the front. */
export const resolution: Rule<'resolution'> = {
  id: 'resolution',
  source:
    'interpupillary distance of at least 90 px (secondary sources), 120 is better; ISO/IEC 29794-5 corrects for yaw',
  evaluate: ({ measurements }) => {
    const facing = Math.max(0.5, Math.cos((measurements.yawDeg * Math.PI) / 180))
    return judge(resolution, {
      value: measurements.interpupillaryDistancePx / facing,
      unit: 'px',
      gate: { pass: { min: GOOD_PX }, warn: { min: MIN_PX } },
      hints: { low: 'closer-camera' },
    })
  },
}
