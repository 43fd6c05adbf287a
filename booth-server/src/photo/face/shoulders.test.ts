import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import type { Matte } from '../imaging/values.ts'
import { findShoulders, tiltDegOf } from './shoulders.ts'
import type { Landmarks } from './values.ts'

const chin = { x: 500, y: 430 }
/** A head of 300 px: eyes 150 px above the chin. */
const landmarks: Landmarks = (() => {
  const points = new Float32Array(468 * 3)
  const set = (index: number, x: number, y: number) => points.set([x, y, 0], index * 3)
  set(152, chin.x, chin.y)
  for (const [index, aside] of [
    [33, -60],
    [133, -25],
    [362, 25],
    [263, 60],
  ] as const)
    set(index, chin.x + aside, chin.y - 150)
  return { points, score: 1 }
})()

const headAndBody = '<ellipse cx="500" cy="290" rx="110" ry="150"/><rect x="440" y="380" width="120" height="120"/>'
const body =
  '<path d="M440 460 C430 500 300 510 260 530 C225 545 215 580 210 640 L205 1000 L795 1000 L790 640 C785 580 775 545 740 530 C700 510 570 500 560 460 Z"/>'

/** A drawn figure as a matte; its body is turned about the neck. `left` cuts the matte's region. */
const figure = async ({ turnDeg = 0, extra = '', left = 0 } = {}): Promise<Matte> => {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="1000" height="900"><g fill="#fff">${headAndBody}<g transform="rotate(${turnDeg} 500 480)">${body}</g>${extra}</g></svg>`
  const { data, info } = await sharp(Buffer.from(svg))
    .flatten({ background: '#000' })
    .extract({ left, top: 0, width: 1000 - left, height: 900 })
    .toColourspace('b-w')
    .raw()
    .toBuffer({ resolveWithObject: true })
  return {
    alpha: Float32Array.from(data, (value) => value / 255),
    region: { left, top: 0, width: info.width, height: info.height },
  }
}
const tiltOf = (found: ReturnType<typeof findShoulders>) => found && tiltDegOf(found)

describe('the tips of the shoulders', () => {
  it('lie where the outline turns down', async () => {
    const found = findShoulders({ matte: await figure(), landmarks }, 0)!
    expect(found.left.x).toBeGreaterThan(210)
    expect(found.left.x).toBeLessThan(260)
    expect(found.right.x).toBeGreaterThan(740)
    expect(found.right.x).toBeLessThan(790)
    for (const { y } of [found.left, found.right]) expect(Math.abs(y - 545)).toBeLessThan(20)
  })

  it.each([-6, -3, -1, 0, 1, 3, 6])('tell a tilt of %i degrees within half a degree', async (turnDeg) => {
    const tilt = tiltOf(findShoulders({ matte: await figure({ turnDeg }), landmarks }, 0))
    expect(Math.abs(tilt! - turnDeg)).toBeLessThan(0.5)
  })

  it('do not move with the frame they are looked for in', async () => {
    const matte = await figure({ turnDeg: 2 })
    const tilts = [-5, 0, 5].map((rollDeg) => tiltOf(findShoulders({ matte, landmarks }, rollDeg))!)
    for (const tilt of tilts) expect(Math.abs(tilt - 2)).toBeLessThan(0.5)
  })

  it('are not taken for hair that hangs beside the chin', async () => {
    const extra = '<rect x="370" y="200" width="260" height="420"/>'
    const tilt = tiltOf(findShoulders({ matte: await figure({ turnDeg: 3, extra }), landmarks }, 0))
    expect(Math.abs(tilt! - 3)).toBeLessThan(0.5)
  })

  it.each([
    ['the picture cuts one off', { left: 250 }],
    ['an arm is raised', { extra: '<path d="M740 560 L820 400 L900 400 L800 640 Z"/>' }],
    ['a shoulder hangs beyond a posture', { turnDeg: 13 }],
    ['hair covers one', { extra: '<rect x="150" y="200" width="300" height="600"/>' }],
  ])('are not guessed where %s', async (_, drawn) => {
    expect(findShoulders({ matte: await figure(drawn), landmarks }, 0)).toBeNull()
  })

  it('are not there without a body', async () => {
    const matte = await figure()
    const empty = { ...matte, alpha: new Float32Array(matte.alpha.length) }
    expect(findShoulders({ matte: empty, landmarks }, 0)).toBeNull()
  })
})
