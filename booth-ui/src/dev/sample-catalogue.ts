import {
  type DocumentSummary,
  type EditPolicy,
  type Locale,
  PROTOCOL_VERSION,
  type ServerMessageOf,
} from '@quickid/booth-server/protocol'

const backgrounds = {
  white: { id: 'white', name: { en: 'White', 'zh-CN': '白色' }, colour: '#ffffff' },
  offWhite: { id: 'off-white', name: { en: 'Off-white', 'zh-CN': '米白色' }, colour: '#f5f3ec' },
  grey: { id: 'light-grey', name: { en: 'Light grey', 'zh-CN': '浅灰色' }, colour: '#d9dbdc' },
  blue: { id: 'blue', name: { en: 'Blue', 'zh-CN': '蓝色' }, colour: '#438edb' },
  red: { id: 'red', name: { en: 'Red', 'zh-CN': '红色' }, colour: '#d03a3a' },
} as const

type Category = DocumentSummary['category']
const document = (
  id: string,
  [countryCode, country, countryZh]: readonly [string, string, string],
  [category, name, nameZh]: readonly [Category, string, string],
  [widthMm, heightMm]: readonly [number, number],
  editPolicy: EditPolicy,
  colours: readonly (keyof typeof backgrounds)[],
  confidence: DocumentSummary['confidence'] = 'A',
): DocumentSummary => ({
  id,
  countryCode,
  country: { en: country, 'zh-CN': countryZh },
  name: { en: name, 'zh-CN': nameZh },
  category,
  widthMm,
  heightMm,
  editPolicy,
  backgrounds: colours.map((colour) => backgrounds[colour]),
  confidence,
  sources: 'A sample of the gallery, not a specification.',
  keywords: [],
})

const china = ['CN', 'China', '中国'] as const
const states = ['US', 'United States', '美国'] as const
const kingdom = ['GB', 'United Kingdom', '英国'] as const
const emirates = ['AE', 'United Arab Emirates', '阿拉伯联合酋长国'] as const

/** Samples for the eye: sizes, name lengths and policies as the catalogue has them. */
const documents: readonly DocumentSummary[] = [
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

export const sampleHello = (locale: Locale): ServerMessageOf<'hello'> => ({
  kind: 'hello',
  protocolVersion: PROTOCOL_VERSION,
  appVersion: '0.1.0',
  boothName: locale === 'en' ? 'Central Station, north hall' : '中央车站北厅',
  contact: 'privacy@example.org',
  policyVersion: '1.2',
  locale,
  catalogue: {
    documents: [...documents],
    outfits: [
      { id: 'suit-navy', name: { en: 'Navy suit with a tie', 'zh-CN': '藏青西装配领带' } },
      { id: 'blouse-white', name: { en: 'White blouse', 'zh-CN': '白色衬衫' } },
      { id: 'jacket-grey', name: { en: 'Grey jacket', 'zh-CN': '灰色外套' } },
    ],
    paper: '4R',
  },
  isDemo: false,
})
