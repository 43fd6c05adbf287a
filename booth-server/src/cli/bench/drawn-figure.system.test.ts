import { describe, expect, it } from 'vitest'
import { backdropIds, drawBackdrop } from './backdrops.ts'
import { compose, drawFigure } from './drawn-figure.ts'
import { hairStyles } from './drawn-hair.ts'

const WIDTH = 300

describe('drawFigure', () => {
  it.each(hairStyles)('knows the opacity of %s exactly: two backdrops give it back', async (hair) => {
    const figure = await drawFigure(hair, 9, WIDTH)
    const { alpha, foreground } = figure
    const photograph = (level: number) => compose(figure, new Uint8Array(foreground.data.length).fill(level), 4).data
    // The same grain lies on both: their difference is (1 - alpha) * 100 and rounding (Smith and Blinn, 1996).
    const bright = photograph(170)
    const dark = photograph(70)
    for (let at = 0; at < alpha.length; at += 7) {
      const green = 3 * at + 1
      if ([bright[green]!, dark[green]!].some((value) => value === 0 || value === 255)) continue
      expect(Math.abs(1 - (bright[green]! - dark[green]!) / 100 - alpha[at]!)).toBeLessThan(0.011)
    }
  })

  it.each(hairStyles)('draws %s with an inside, an outside and single hairs between', async (hair) => {
    const { alpha, foreground } = await drawFigure(hair, 9, WIDTH)
    const share = (holds: (value: number) => boolean) => alpha.filter(holds).length / alpha.length
    expect([foreground.width, foreground.height]).toEqual([300, 400])
    expect(share((value) => value === 1)).toBeGreaterThan(0.3)
    expect(share((value) => value === 0)).toBeGreaterThan(0.3)
    expect(share((value) => value > 0.02 && value < 0.98)).toBeGreaterThan(hair === 'bald' ? 0.003 : 0.008)
  })

  it('draws the same for the same seed and another for another', async () => {
    const [one, again, other] = await Promise.all([3, 3, 4].map((seed) => drawFigure('curly', seed, WIDTH)))
    expect(again).toEqual(one)
    expect(other!.alpha).not.toEqual(one!.alpha)
  })
})

describe('drawBackdrop', () => {
  it.each(backdropIds)('fills the frame with %s', async (id) => {
    const pixels = await drawBackdrop(id, { width: 120, height: 160 })
    expect(pixels.length).toBe(120 * 160 * 3)
    expect(new Set(pixels).size).toBeGreaterThan(10)
  })
})
