import { outputSizePx } from '../../cropping/render.ts'
import { judge, OWN, type Rule } from '../rule.ts'

/** Pupils apart, px: what authorities' systems ask for, and what is better. */
const MIN_PX = 90
const GOOD_PX = 120
/** Enlarging the picture by more than this for the portrait is seen as softness. */
const MOST_ENLARGED = 1.35

/**
 * Distance of the pupils on the picture as taken, as if seen from the front. A small portrait shows fewer pixels than
 * the authorities' limits: then as many as it shows are enough.
 */
export const resolution: Rule<'resolution'> = {
  id: 'resolution',
  source: `interpupillary distance of at least ${MIN_PX} px (secondary sources), ${GOOD_PX} is better; ISO/IEC 29794-5 corrects for yaw; for prints that show less ${OWN}`,
  evaluate: ({ measurements, crop, document }) => {
    const facing = Math.max(0.5, Math.cos((measurements.yawDeg * Math.PI) / 180))
    const value = measurements.interpupillaryDistancePx / facing
    const printedPx = (value * outputSizePx(document).width) / crop.widthPx
    return judge(resolution, {
      value,
      unit: 'px',
      gate: {
        pass: { min: Math.round(Math.min(GOOD_PX, printedPx)) },
        warn: { min: Math.min(MIN_PX, printedPx / MOST_ENLARGED) },
      },
      hints: { low: 'closer-camera' },
    })
  },
}
