import { pinyin } from 'pinyin-pro'
import type { DocumentSummary } from '../protocol/catalogue.ts'
import type { DocumentSpec } from './document.ts'

/** What the screen gets of a document. */
export const toSummary = (spec: DocumentSpec): DocumentSummary => ({
  id: spec.id,
  countryCode: spec.countryCode,
  country: spec.country,
  name: spec.name,
  category: spec.category,
  widthMm: spec.widthMm,
  heightMm: spec.heightMm,
  editPolicy: spec.editPolicy,
  backgrounds: [...spec.backgrounds],
  confidence: spec.confidence,
  sources: `${spec.source} (read ${spec.readOn})`,
  keywords: [...spec.keywords, ...pinyinWords(spec)],
})

const HAN = /\p{Script=Han}+/gu

/**
 * The Chinese words as they are typed on a keyboard of Latin letters, without tones: 港澳通行证 from each of its syllables
 * on (`gangaotongxingzheng`, ..., `tongxingzheng`, ...), so that a visitor may begin with any, and country and name in
 * one (`meiguohuzhao`), with their initials.
 */
const pinyinWords = ({ country, name, keywords }: DocumentSpec): readonly string[] => {
  const runs = [country['zh-CN'], name['zh-CN'], ...keywords].flatMap((text) => text.match(HAN) ?? [])
  const [firstOfName = ''] = name['zh-CN'].match(HAN) ?? []
  const words = new Set<string>()
  for (const run of new Set([...runs, country['zh-CN'] + firstOfName])) {
    const syllables = pinyin(run, { toneType: 'none', type: 'array', v: true })
    for (let from = 0; from < syllables.length; from += 1) words.add(syllables.slice(from).join(''))
    words.add(syllables.map((syllable) => syllable[0]).join(''))
  }
  return [...words]
}
