import type { LocalisedText } from '../protocol/catalogue.ts'

interface Country {
  readonly name: LocalisedText
  /** Other words that people search it by, lower-case. */
  readonly keywords: readonly string[]
}

const country = (en: string, zh: string, ...keywords: string[]): Country => ({ name: { en, 'zh-CN': zh }, keywords })

/** Issuing countries by ISO 3166-1 alpha-2; `ICAO` for the generic travel document, `EU` for Schengen. */
export const countries = {
  ICAO: country('International (ICAO)', '国际通用', 'international', 'world'),
  US: country('United States', '美国', 'usa', 'america'),
  GB: country('United Kingdom', '英国', 'uk', 'britain', 'england', 'scotland', 'wales'),
  EU: country('Schengen area', '申根区', 'schengen', 'europe', '欧洲', '申根'),
  DE: country('Germany', '德国', 'deutschland'),
  FR: country('France', '法国'),
  IT: country('Italy', '意大利', 'italia'),
  NL: country('Netherlands', '荷兰', 'holland', 'nederland'),
  BE: country('Belgium', '比利时', 'belgië', 'belgique'),
  ES: country('Spain', '西班牙', 'españa'),
  IE: country('Ireland', '爱尔兰', 'éire'),
  PL: country('Poland', '波兰', 'polska'),
  FI: country('Finland', '芬兰', 'suomi'),
  EE: country('Estonia', '爱沙尼亚', 'eesti'),
  CH: country('Switzerland', '瑞士', 'schweiz', 'suisse'),
  DK: country('Denmark', '丹麦', 'danmark'),
  RU: country('Russia', '俄罗斯', 'россия'),
  TR: country('Türkiye', '土耳其', 'turkey', 'turkiye'),
  CA: country('Canada', '加拿大'),
  AU: country('Australia', '澳大利亚', '澳洲'),
  NZ: country('New Zealand', '新西兰', 'aotearoa'),
  IN: country('India', '印度', 'bharat'),
  CN: country('China', '中国', 'prc'),
  HK: country('Hong Kong', '香港'),
  TW: country('Taiwan', '台湾', '臺灣'),
  JP: country('Japan', '日本'),
  KR: country('South Korea', '韩国', 'korea', '대한민국'),
  SG: country('Singapore', '新加坡'),
  MY: country('Malaysia', '马来西亚'),
  TH: country('Thailand', '泰国'),
  VN: country('Vietnam', '越南', 'viet nam'),
  ID: country('Indonesia', '印度尼西亚', '印尼'),
  PK: country('Pakistan', '巴基斯坦'),
  NG: country('Nigeria', '尼日利亚'),
  ZA: country('South Africa', '南非'),
  AE: country('United Arab Emirates', '阿联酋', 'uae'),
  SA: country('Saudi Arabia', '沙特阿拉伯', 'ksa', '沙特'),
  IL: country('Israel', '以色列'),
  KW: country('Kuwait', '科威特'),
  BR: country('Brazil', '巴西', 'brasil'),
  MX: country('Mexico', '墨西哥', 'méxico'),
  AR: country('Argentina', '阿根廷'),
  BD: country('Bangladesh', '孟加拉国', '孟加拉'),
} as const satisfies Record<string, Country>

export type CountryCode = keyof typeof countries
export const countryCodes = Object.keys(countries) as CountryCode[]
