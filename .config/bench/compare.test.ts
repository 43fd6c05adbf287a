import { describe, expect, it } from 'vitest'
import { compare, tableOf } from './compare.mjs'

const results = (totalMs: number, peakResidentMb: number | null = 500) => [{ name: '2 MP', totalMs, peakResidentMb }]
const rounds = (...times: [ours: number, theirs: number, theirsAgain: number][]) =>
  times.map(([ours, theirs, again]) => ({
    ours: results(ours),
    theirs: results(theirs),
    theirsAgain: results(again),
  }))
const totalOf = (rows: ReturnType<typeof compare>) => rows.find(({ measure }) => measure === 'totalMs')

describe('two builds measured in turns', () => {
  it('are the same where a machine that slows down slows both', () => {
    const row = totalOf(compare(rounds([100, 100, 100], [200, 200, 200], [150, 150, 150])))
    expect(row).toMatchObject({ ratio: 1, from: 1, to: 1, spread: 0, isSlower: false })
  })

  it('differ by the median of the rounds, so that one disturbed round decides nothing', () => {
    const row = totalOf(compare(rounds([110, 100, 100], [109, 100, 100], [300, 100, 100])))
    expect(row).toMatchObject({ ratio: 1.1, to: 3, isSlower: true })
  })

  it.each([
    ['by 3 %, within the tolerance', 103, 100, 100, false],
    ['by 4 %, beyond it', 104, 100, 100, true],
    ['by 4 %, where theirs differs by 10 % from itself', 104, 105, 95, false],
    ['by 20 %, where theirs differs by 10 % from itself', 120, 105, 95, true],
    ['less', 50, 100, 100, false],
  ])('takes more time %s', (_, ours, theirs, again, isSlower) => {
    expect(totalOf(compare(rounds([ours, theirs, again])))?.isSlower).toBe(isSlower)
  })

  it('leave out what one of them did not measure, and pictures that only one knows', () => {
    const [round] = rounds([100, 100, 100])
    const rows = compare([{ ...round!, theirsAgain: results(100, null) }])
    expect(rows.map(({ measure }) => measure)).toEqual(['totalMs'])
    expect(compare([{ ...round!, theirs: [{ name: '12 MP', totalMs: 1 }] }])).toEqual([])
    expect(() => compare([])).toThrow('Nothing was measured')
  })

  it('stand in a table with ratio, range, own spread and verdict', () => {
    expect(tableOf(compare(rounds([110, 100, 100]))).split('\n')).toEqual([
      'picture  measure         ratio  range           own spread  verdict',
      '2 MP     totalMs         1.100  1.100 to 1.100  0.0 %       MORE',
      '2 MP     peakResidentMb  1.000  1.000 to 1.000  0.0 %       no more',
    ])
  })
})
