import { describe, expect, it } from 'vitest'
import { type PlacedScreen, ScreenPlace } from './screen-place.ts'

class Line implements PlacedScreen {
  readonly told: string[] = []
  supersede(): void {
    this.told.push('superseded')
  }
  crowdOut(): void {
    this.told.push('crowded out')
  }
}

const setUp = (lines: number) => {
  const place = new ScreenPlace<Line>()
  const screens = Array.from({ length: lines }, () => new Line())
  for (const screen of screens) place.admit(screen)
  return { place, screens }
}

describe('the place before the booth', () => {
  it('is taken by the first, and kept from a second that nobody has chosen', () => {
    const { place, screens } = setUp(2)
    const [first, second] = screens as [Line, Line]
    expect(place.claim(first, { page: 'a' })).toBe(true)
    expect(place.claim(second, { page: 'b' })).toBe(false)
    expect([first.told, second.told]).toEqual([[], []])
  })

  it('moves when a person chooses the other screen, whose page alone is told nothing', () => {
    const { place, screens } = setUp(2)
    const [first, second] = screens as [Line, Line]
    place.claim(first, { page: 'a' })
    expect(place.claim(second, { page: 'b', takesOver: true })).toBe(true)
    expect([first.told, second.told]).toEqual([['superseded'], []])
    place.leave(first)
    expect(place.claim(new Line(), { page: 'a' })).toBe(false)
  })

  it('stays with the page whose line was cut and which comes back before that is noticed', () => {
    const { place, screens } = setUp(2)
    const [cut, back] = screens as [Line, Line]
    place.claim(cut, { page: 'a' })
    expect(place.claim(back, { page: 'a' })).toBe(true)
    place.leave(cut)
    expect(place.claim(new Line(), { page: 'b' })).toBe(false)
  })

  it('is no two nameless lines’ own', () => {
    const { place, screens } = setUp(2)
    const [first, second] = screens as [Line, Line]
    expect(place.claim(first, {})).toBe(true)
    expect(place.claim(second, {})).toBe(false)
    expect(place.claim(first, {})).toBe(true)
  })

  it('is free once its line has ended', () => {
    const { place, screens } = setUp(2)
    const [first, second] = screens as [Line, Line]
    place.claim(first, { page: 'a' })
    place.leave(first)
    expect(place.claim(second, { page: 'b' })).toBe(true)
    expect(first.told).toEqual([])
  })
})

describe('lines without a hello', () => {
  it('are at most four: the oldest makes room', () => {
    const { screens } = setUp(8)
    expect(screens.map(({ told }) => told.length)).toEqual([1, 1, 1, 1, 0, 0, 0, 0])
    expect(screens[0]?.told).toEqual(['crowded out'])
  })

  it('are no longer among them after their hello, granted or not, nor after their end', () => {
    const { place, screens } = setUp(4)
    place.claim(screens[0]!, {})
    place.claim(screens[1]!, {})
    place.leave(screens[2]!)
    for (let more = 0; more < 3; more++) place.admit(new Line())
    expect(screens.flatMap(({ told }) => told)).toEqual([])
  })
})
