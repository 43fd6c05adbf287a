import { describe, expect, it } from 'vitest'
import { listDocuments } from '../../booth-server/src/documents/catalogue.ts'
import { toSummary } from '../../booth-server/src/documents/summary.ts'
import { searchDocuments } from '../src/customer/search-documents.ts'

const find = (text: string, locale: 'en' | 'zh-CN') =>
  searchDocuments(
    listDocuments().map((spec) => toSummary(spec, locale)),
    { text, category: null, countryCode: null },
    locale,
  )

describe('searchDocuments over the real catalogue', () => {
  it.each([
    ['united states', 'en', 'us-passport'],
    ['USA visa', 'en', 'us-visa'],
    ['turkiye', 'en', 'tr-passport'],
    ['españa', 'en', 'es-dni'],
    ['美国护照', 'zh-CN', 'us-passport'],
    ['日本 在留', 'zh-CN', 'jp-residence'],
    ['一寸', 'zh-CN', 'cn-1inch'],
    ['身份证', 'zh-CN', 'cn-id'],
    ['1 inch', 'en', 'cn-1inch'],
    ['student card', 'en', 'cn-chsi'],
    ['申根', 'zh-CN', 'schengen-visa'],
    ['uk passport', 'en', 'uk-passport'],
    // A booth's keyboard has Latin letters only.
    ['meiguo', 'zh-CN', 'us-passport'],
    ['meiguo huzhao', 'zh-CN', 'us-passport'],
    ['meiguohuzhao', 'zh-CN', 'us-passport'],
    ['mghz', 'zh-CN', 'us-passport'],
    ['yicun', 'zh-CN', 'cn-1inch'],
    ['shenfenzheng', 'zh-CN', 'cn-id'],
    ['tongxingzheng', 'zh-CN', 'cn-passport'],
    ['shengen', 'zh-CN', 'schengen-visa'],
    ['hanguo huzhao', 'zh-CN', 'kr-passport'],
    // Whatever the screen is written in.
    ['美国护照', 'en', 'us-passport'],
    ['meiguo huzhao', 'en', 'us-passport'],
    ['united states', 'zh-CN', 'us-passport'],
  ] as const)('%s (%s) finds %s near the top', (query, locale, id) => {
    expect(
      find(query, locale)
        .slice(0, 4)
        .map((document) => document.id),
    ).toContain(id)
  })

  it.each(['驾驶证', '驾照', '护照', 'huzhao'])(
    'puts the own country’s first among documents of one name: %s',
    (query) => {
      expect(find(query, 'zh-CN')[0]?.countryCode).toBe('CN')
    },
  )

  it('gives everything for nothing, and nothing for nonsense', () => {
    expect(find('  ', 'en')).toHaveLength(74)
    expect(find('qqqq', 'en')).toEqual([])
    expect(find('美国驾照', 'zh-CN')).toEqual([])
  })
})
