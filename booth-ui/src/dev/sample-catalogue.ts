import {
  type Catalogue,
  type DocumentSummary,
  type EditPolicy,
  type Locale,
  PROTOCOL_VERSION,
  type ServerMessageOf,
} from '@quickid/booth-server/protocol'

const backgrounds = {
  white: { id: 'white', name: ['White', '白色'], colour: '#ffffff' },
  offWhite: { id: 'off-white', name: ['Off-white', '米白色'], colour: '#f5f3ec' },
  grey: { id: 'light-grey', name: ['Light grey', '浅灰色'], colour: '#d9dbdc' },
  blue: { id: 'blue', name: ['Blue', '蓝色'], colour: '#438edb' },
  red: { id: 'red', name: ['Red', '红色'], colour: '#d03a3a' },
} as const

/** English, and Chinese: other languages of the gallery see the first. */
type SampleText = readonly [string, string]
interface SampleDocument extends Omit<DocumentSummary, 'country' | 'name' | 'backgrounds'> {
  readonly country: SampleText
  readonly name: SampleText
  readonly backgrounds: readonly (typeof backgrounds)[keyof typeof backgrounds][]
}

const sampleTextIn = ([english, chinese]: SampleText, locale: Locale): string =>
  new Intl.Locale(locale).language === 'zh' ? chinese : english

type Category = DocumentSummary['category']
const document = (
  id: string,
  [countryCode, country, countryZh]: readonly [string, string, string],
  [category, name, nameZh]: readonly [Category, string, string],
  [widthMm, heightMm]: readonly [number, number],
  editPolicy: EditPolicy,
  colours: readonly (keyof typeof backgrounds)[],
  confidence: DocumentSummary['confidence'] = 'A',
): SampleDocument => ({
  id,
  countryCode,
  country: [country, countryZh],
  name: [name, nameZh],
  category,
  widthMm,
  heightMm,
  editPolicy,
  backgrounds: colours.map((colour) => backgrounds[colour]),
  confidence,
  sources: 'A sample of the gallery, not a specification.',
  keywords: [country, countryZh, name, nameZh].map((word) => word.toLowerCase()),
})

const china = ['CN', 'China', '中国'] as const
const states = ['US', 'United States', '美国'] as const
const kingdom = ['GB', 'United Kingdom', '英国'] as const
const emirates = ['AE', 'United Arab Emirates', '阿拉伯联合酋长国'] as const

/** Samples for the eye: sizes, name lengths and policies as the catalogue has them. */
const documents: readonly SampleDocument[] = [
  document('cn-passport', china, ['passport', 'Passport', '普通护照'], [33, 48], 'forbidden', ['white']),
  document('us-passport', states, ['passport', 'Passport', '护照'], [50.8, 50.8], 'forbidden', ['white', 'offWhite']),
  document('gb-passport', kingdom, ['passport', 'Passport', '护照'], [35, 45], 'forbidden', ['grey']),
  document(
    'eu-visa',
    ['EU', 'Schengen area', '申根国家'],
    ['visa', 'Schengen visa', '申根签证'],
    [35, 45],
    'unstated',
    ['grey', 'white'],
  ),
  document('ca-passport', ['CA', 'Canada', '加拿大'], ['passport', 'Passport', '护照'], [50, 70], 'forbidden', [
    'white',
  ]),
  document(
    'in-pan',
    ['IN', 'India', '印度'],
    ['identity', 'PAN card', '永久账号卡'],
    [25, 35],
    'unstated',
    ['white'],
    'B',
  ),
  document('cn-id', china, ['identity', 'Resident identity card', '居民身份证'], [26, 32], 'unstated', ['white']),
  document('cn-one-inch', china, ['studio', 'One inch', '一寸照'], [25, 35], 'allowed', ['white', 'blue', 'red'], 'C'),
  document('cn-two-inch', china, ['studio', 'Two inch', '二寸照'], [35, 49], 'allowed', ['white', 'blue', 'red'], 'C'),
  document('us-visa', states, ['visa', 'Visa', '签证'], [50.8, 50.8], 'forbidden', ['white']),
  document('cn-driving', china, ['driving', 'Driving licence', '机动车驾驶证'], [22, 32], 'unstated', ['white']),
  document(
    'ae-identity',
    emirates,
    ['identity', 'Emirates identity card and residence permit', '阿联酋身份证与居留许可'],
    [40, 60],
    'unstated',
    ['white'],
    'B',
  ),
]

export const sampleCatalogue = (locale: Locale): Catalogue => ({
  documents: documents.map((one) => ({
    ...one,
    country: sampleTextIn(one.country, locale),
    name: sampleTextIn(one.name, locale),
    backgrounds: one.backgrounds.map((each) => ({ ...each, name: sampleTextIn(each.name, locale) })),
  })),
  outfits: (
    [
      ['suit-navy', ['Navy suit with a tie', '藏青西装配领带']],
      ['blouse-white', ['White blouse', '白色衬衫']],
      ['jacket-grey', ['Grey jacket', '灰色外套']],
    ] as const
  ).map(([id, name]) => ({ id, name: sampleTextIn(name, locale) })),
  paper: '4R',
})

export const sampleHello = (locale: Locale): ServerMessageOf<'hello'> => ({
  kind: 'hello',
  protocolVersion: PROTOCOL_VERSION,
  appVersion: '0.1.0',
  boothName: sampleTextIn(['Central Station, north hall', '中央车站北厅'], locale),
  contact: 'privacy@example.org',
  policyVersion: '1.2',
  locale,
  catalogue: sampleCatalogue(locale),
  isDemo: false,
})
