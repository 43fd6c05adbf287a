import { describe, expect, it } from 'vitest'
import { judge, median, peakOf, type SpeedResult } from './speed.ts'

const result = (name: string, totalMs: number, bareInferenceMs: number, timesSlower: number): SpeedResult => ({
  name,
  megapixels: 1,
  kilobytes: 1,
  totalMs,
  totalOverBare: totalMs / bareInferenceMs,
  peakResidentMb: 700,
  peer: { ok: true, coldMs: 1, warmMs: [1], peakResidentMb: 1, timesSlower },
})

describe('the goals', () => {
  it('are met or not by the picture that they name', () => {
    const goals = judge([result('0.4 MP', 390, 200, 30), result('2 MP', 500, 300, 9), result('12 MP', 950, 760, 12)])
    expect(goals.totalMsAt04Mp).toMatchObject({ reached: 390, isMet: true })
    expect(goals.totalMsAt12Mp).toMatchObject({ reached: 950, isMet: false })
    expect(goals.totalOverBareAt12Mp).toMatchObject({ reached: 1.25, isMet: true })
    expect(goals.residentMb).toMatchObject({ reached: 700, isMet: true })
    // The worst of the three counts.
    expect(goals.timesFasterThanPeer).toMatchObject({ reached: 9, isMet: false })
  })

  it('are left open where nothing was measured', () => {
    const goals = judge([{ name: '12 MP', megapixels: 12, kilobytes: 1, fault: 'face.none', peer: null }])
    expect(goals.totalMsAt12Mp).toMatchObject({ reached: null, isMet: null })
    expect(goals.timesFasterThanPeer).toMatchObject({ reached: null, isMet: null })
  })
})

describe('the measures', () => {
  it('take the middle', () => {
    expect(median([9, 1, 5])).toBe(5)
    expect(median([4, 1, 2, 9])).toBe(3)
  })

  it('read a process’s peak memory, and nothing of one that is not', async () => {
    expect(await peakOf(process.pid)).toBeGreaterThan(10)
    expect(await peakOf(undefined)).toBeNull()
  })
})
