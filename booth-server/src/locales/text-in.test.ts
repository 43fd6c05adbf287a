import { describe, expect, it } from 'vitest'
import { regionName } from './region-name.ts'
import { textIn } from './text-in.ts'

describe('a text of a catalogue', () => {
  it.each([
    ['zh-CN', { en: 'White', 'zh-CN': '白色' }, '白色'],
    ['en', { en: 'White', 'zh-CN': '白色' }, 'White'],
    ['en-GB', { en: 'White', 'zh-CN': '白色' }, 'White'],
    ['zh-Hant-TW', { en: 'White', 'zh-CN': '白色' }, '白色'],
    ['zh-CN', { en: 'White' }, 'White'],
    ['ar', { en: 'White', 'zh-CN': '白色' }, 'White'],
  ])('in %s of %j is %s', (locale, text, expected) => {
    expect(textIn(text, locale)).toBe(expected)
  })
})

describe('the name of an issuer', () => {
  it.each([
    ['US', 'United States', '美国'],
    ['HK', 'Hong Kong', '中国香港'],
    ['TR', 'Türkiye', '土耳其'],
    ['EU', 'Schengen area', '申根区'],
    ['ICAO', 'International (ICAO)', '国际通用（ICAO）'],
    ['ANY', 'Any country', '不限国家'],
  ])('%s is %s and %s', (code, english, chinese) => {
    expect([regionName(code, 'en'), regionName(code, 'zh-CN')]).toEqual([english, chinese])
  })
})
