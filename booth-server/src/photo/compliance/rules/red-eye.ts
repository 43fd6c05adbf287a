import { rgbToLab } from '../../imaging/lab.ts'
import { labOf, meanColour, type Region } from '../region.ts'
import { judge, notMeasured, OWN, type Rule } from '../rule.ts'
import type { PortraitSample } from '../sample.ts'

/**
 * A flash in the pupil in CIE Lab: red (a) by itself, redder than the cheeks, and redder than it is yellow (b), which
 * tells it from a brown iris in warm light.
 */
const RED = { a: 18, overCheeks: 10, overYellow: 1.1, lightness: 22 } as const
const PASS = 0.06
const DOUBTFUL = 0.2

const redShare = (sample: PortraitSample, { indices: pupil }: Region, cheekA: number): number => {
  if (pupil.length < 20) return Number.NaN
  const rgb = new Uint8Array(pupil.length * 3)
  pupil.forEach((at, k) => {
    rgb.set(sample.rgb.subarray(at * 3, at * 3 + 3), k * 3)
  })
  const { l, a, b } = rgbToLab(rgb)
  let red = 0
  for (let k = 0; k < pupil.length; k += 1) {
    const isRed = a[k]! > RED.a && a[k]! > cheekA + RED.overCheeks && a[k]! > RED.overYellow * b[k]!
    if (isRed && l[k]! > RED.lightness) red += 1
  }
  return red / pupil.length
}

/** Share of the pupils' places that glows red; the eye with more decides. */
export const redEye: Rule<'red-eye'> = {
  id: 'red-eye',
  source: `authorities refuse red eyes in words; ${OWN}`,
  evaluate: ({ sample }) => {
    const cheeks = { indices: Uint32Array.from([...sample.rightCheek.indices, ...sample.leftCheek.indices]) }
    if (cheeks.indices.length < 50) return notMeasured(redEye)
    const [, cheekA] = labOf(meanColour(sample.rgb, cheeks))
    const value = Math.max(redShare(sample, sample.rightPupil, cheekA), redShare(sample, sample.leftPupil, cheekA))
    if (!Number.isFinite(value)) return notMeasured(redEye)
    return judge(redEye, {
      value,
      unit: 'share',
      gate: { pass: { max: PASS }, warn: { max: DOUBTFUL } },
      hints: { high: 'avoid-red-eye' },
    })
  },
}
