import { pinyin } from 'pinyin-pro'
import { regionName } from '../locales/region-name.ts'
import { textIn } from '../locales/text-in.ts'
import type { DocumentSummary } from '../protocol/catalogue.ts'
import type { Locale } from '../protocol/codes.ts'
import type { DocumentSpec } from './document.ts'

/** What the screen gets of a document, in its language. It is found by its words in every language. */
export const toSummary = (spec: DocumentSpec, locale: Locale): DocumentSummary => ({
  id: spec.id,
  countryCode: spec.countryCode,
  country: regionName(spec.countryCode, locale),
  name: textIn(spec.name, locale),
  category: spec.category,
  widthMm: spec.widthMm,
  heightMm: spec.heightMm,
  editPolicy: spec.editPolicy,
  backgrounds: spec.backgrounds.map(({ id, name, colour }) => ({ id, name: textIn(name, locale), colour })),
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
const pinyinWords = ({ countryCode, name, keywords }: DocumentSpec): readonly string[] => {
  const country = regionName(countryCode, 'zh-CN')
  const ownName = name['zh-CN'] ?? ''
  const runs = [country, ownName, ...keywords].flatMap((text) => text.match(HAN) ?? [])
  const [firstOfName = ''] = ownName.match(HAN) ?? []
  const words = new Set<string>()
  for (const run of new Set([...runs, country + firstOfName])) {
    const syllables = pinyin(run, { toneType: 'none', type: 'array', v: true })
    for (let from = 0; from < syllables.length; from += 1) words.add(syllables.slice(from).join(''))
    words.add(syllables.map((syllable) => syllable[0]).join(''))
  }
  return [...words]
}
