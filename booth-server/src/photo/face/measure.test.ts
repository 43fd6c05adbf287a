import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { drawHead, type HeadOptions } from '../../testing/synthetic-head.ts'
import { measure } from './measure.ts'
import { fitPose } from './pose.ts'

const UNIT = 140
const measured = (options: Partial<HeadOptions> = {}) => measure(drawHead({ unitPx: UNIT, ...options }))

describe('fitPose', () => {
  it.each([
    [0, 0, 0],
    [12, 0, 0],
    [-25, 0, 0],
    [0, 10, 0],
    [0, -15, 0],
    [0, 0, 45],
    [0, 0, -30],
    [8, 6, 20],
    [-15, -10, -40],
  ])('yaw %d, pitch %d, roll %d', (yawDeg, pitchDeg, rollDeg) => {
    const pose = fitPose(drawHead({ width: 8, height: 8, yawDeg, pitchDeg, rollDeg }).landmarks)
    // With turn and nod together eye line and midline tilt apart; the roll lies between them.
    const isBoth = yawDeg !== 0 && pitchDeg !== 0
    expect(Math.abs(pose.yawDeg - yawDeg)).toBeLessThan(isBoth ? 0.5 : 0.01)
    expect(Math.abs(pose.pitchDeg - pitchDeg)).toBeLessThan(isBoth ? 0.5 : 0.01)
    expect(Math.abs(pose.rollDeg - rollDeg)).toBeLessThan(isBoth ? 2 : 0.01)
    expect(pose.residual).toBeLessThan(0.001)
  })

  it('bears a noisy mesh', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -20, max: 20 }),
        fc.integer({ min: -15, max: 15 }),
        fc.integer(),
        (yawDeg, pitchDeg, seed) => {
          const { landmarks } = drawHead({ width: 8, height: 8, yawDeg, pitchDeg })
          let state = seed | 1
          const noise = () => {
            state = (Math.imul(state, 1664525) + 1013904223) | 0
            return (state / 2 ** 31) * 0.02 * UNIT
          }
          const pose = fitPose({ ...landmarks, points: landmarks.points.map((value) => value + noise()) })
          expect(Math.abs(pose.yawDeg - yawDeg)).toBeLessThan(3)
          expect(Math.abs(pose.pitchDeg - pitchDeg)).toBeLessThan(3)
        },
      ),
    )
  })
})

describe('measure', () => {
  it('finds eyes, chin and widths of a frontal head', () => {
    const result = measured()
    expect(result.interpupillaryDistancePx).toBeCloseTo((6.302 / 12.027) * UNIT, 1)
    expect(result.chin.valuePx).toBeCloseTo(UNIT, 0)
    expect(result.faceCentre.x).toBeCloseTo(300, 1)
    expect(result.faceWidthPx / UNIT).toBeCloseTo((2 * 7.664) / 12.027, 1)
    expect(result.eyeOpenness.right).toBeCloseTo(0.08, 2)
    expect(result.mouthOpening).toBeCloseTo(0.005, 2)
  })

  it.each([
    ['usual hair', { hairUp: 1.1 }, 1.0, 1.1],
    ['big hair', { hairUp: 1.4 }, 1.0, 1.4],
    ['a bald head, lower than the rule', { hairUp: 0.92 }, 0.92, 0.92],
    [
      'a bun counts for neither',
      { hairUp: 1.1, extra: (x: number, y: number) => Math.abs(x) < 0.12 && y > 1 && y < 1.6 },
      1.0,
      1.1,
    ],
    [
      'a raised hand beside the head',
      { hairUp: 1.1, extra: (x: number, y: number) => x > 0.35 && x < 0.55 && y > 0.5 && y < 1.9 },
      1.0,
      1.1,
    ],
    [
      'a tall hat is no head',
      { hairUp: 1.1, extra: (x: number, y: number) => Math.abs(x) < 0.5 && y > 0.7 && y < 1.9 },
      1.0,
      1.1,
    ],
    [
      'big curly hair, twice as wide as the face',
      { hairUp: 1.1, extra: (x: number, y: number) => (x / 1.1) ** 2 + ((y - 0.45) / 0.9) ** 2 < 1 },
      1.0,
      1.35,
    ],
    [
      'long hair down to the chest',
      { hairUp: 1.15, extra: (x: number, y: number) => Math.abs(x) < 0.85 && y < 0.6 && y > -2.2 },
      1.0,
      1.15,
    ],
    [
      'spiky hair: single tips don’t count',
      { hairUp: 1.1, extra: (x: number, y: number) => y > 0.8 && y < 1.3 && Math.abs(((x + 10) % 0.2) - 0.1) < 0.01 },
      1.0,
      1.1,
    ],
    [
      'a top knot, wider than a bun',
      { hairUp: 1.1, extra: (x: number, y: number) => (x / 0.19) ** 2 + ((y - 1.3) / 0.25) ** 2 < 1 },
      1.0,
      1.1,
    ],
    [
      'a bun worn at the side',
      { hairUp: 1.1, extra: (x: number, y: number) => (x - 0.3) ** 2 + (y - 1.2) ** 2 < 0.13 ** 2 },
      1.0,
      1.1,
    ],
    [
      'both hands over the head',
      {
        hairUp: 1.1,
        extra: (x: number, y: number) => Math.abs(Math.abs(x) - 0.75) < 0.13 && y > -1.5 && y < 1.9,
      },
      1.0,
      1.1,
    ],
    [
      'a finger pointing up from behind',
      { hairUp: 1.1, extra: (x: number, y: number) => Math.abs(x + 0.2) < 0.05 && y > 0.9 && y < 2 },
      1.0,
      1.1,
    ],
    [
      'a cap close to the skull counts as hair',
      { hairUp: 1.1, extra: (x: number, y: number) => (x / 0.72) ** 2 + ((y - 0.3) / 0.92) ** 2 < 1 && y > 0.5 },
      1.0,
      1.22,
    ],
    [
      'a wide-brimmed hat, too tall for hair',
      {
        hairUp: 1.1,
        extra: (x: number, y: number) =>
          (Math.abs(x) < 1.2 && y > 0.75 && y < 0.85) || (Math.abs(x) < 0.6 && y > 0.8 && y < 1.75),
      },
      1.0,
      1.1,
    ],
    ['bald and rolled', { hairUp: 0.95, rollDeg: 25 }, 0.95, 0.95],
    ['rolled', { hairUp: 1.2, rollDeg: 30 }, 1.0, 1.2],
    ['rolled the other way', { hairUp: 1.2, rollDeg: -40 }, 1.0, 1.2],
  ] as const)('crowns: %s', (_, options, skull, hair) => {
    const { skullCrown, hairCrown } = measured(options)
    expect(Math.abs(skullCrown.valuePx / UNIT - skull)).toBeLessThan(0.04)
    expect(Math.abs(hairCrown.valuePx / UNIT - hair)).toBeLessThan(0.04)
    expect(skullCrown.valuePx).toBeLessThanOrEqual(hairCrown.valuePx)
    expect(skullCrown.errorPx).toBeGreaterThan(0)
  })

  it('knows a head that runs out of the picture at the top', () => {
    const { hairCrown, skullCrown } = measured({ eyes: { x: 300, y: 60 } })
    expect(hairCrown.point.y).toBeLessThan(0)
    expect(skullCrown.point.y).toBeLessThan(0)
  })

  it('takes the nod out of the crown: a raised chin hides the skull behind the brow', () => {
    const [up, level, down] = [12, 0, -12].map((pitchDeg) => {
      const { skullCrown, chin } = measured({ pitchDeg, hairUp: 1.5 })
      return skullCrown.valuePx / chin.valuePx
    }) as [number, number, number]
    expect(up).toBeLessThan(level - 0.05)
    expect(down).toBeGreaterThan(level + 0.05)
  })
})
