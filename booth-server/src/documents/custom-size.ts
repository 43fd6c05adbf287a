import { wordsIn } from '../locales/words.generated.ts'
import { locales } from '../protocol/codes.ts'
import type { LocalisedText } from '../protocol/localised-text.ts'
import { READ_ON } from './citations.ts'
import { colours } from './colours.ts'
import type { DocumentSpec } from './document.ts'

const MM_PER_INCH = 25.4
const DEFAULT_RESOLUTION_DPI = 300

/** Shorter than the smallest document known and no face is left on it; longer and no paper of the booth holds it. */
export const customLimitsMm = { min: 10, max: 280 } as const
/** Beyond this a head with its shoulders doesn't fill the print sensibly. */
const MAX_ASPECT = 2.5

const SIZE =
  /^(\d+(?:\.\d+)?)\s*(?:x|\u00d7|\*)\s*(\d+(?:\.\d+)?)\s*(mm|cm|in|inch|inches|"|px)?(?:\s*@\s*(\d+)\s*dpi)?$/

export type SizeUnit = 'mm' | 'inch' | 'px'

export interface CustomSize {
  readonly widthMm: number
  readonly heightMm: number
  readonly unit: SizeUnit
  /** As given, in `unit`. */
  readonly width: number
  readonly height: number
  readonly resolutionDpi: number
}

export type CustomSizeResult =
  | { readonly ok: true; readonly size: CustomSize }
  | {
      readonly ok: false
      readonly reason: 'malformed' | 'too-small' | 'too-large' | 'too-elongated'
      readonly detail: string
    }

const mmPer: Readonly<Record<SizeUnit, (resolutionDpi: number) => number>> = {
  mm: () => 1,
  inch: () => MM_PER_INCH,
  px: (resolutionDpi) => MM_PER_INCH / resolutionDpi,
}

const unitOf = (text: string | undefined): { unit: SizeUnit; factor: number } => {
  if (text === 'px') return { unit: 'px', factor: 1 }
  if (text === 'cm') return { unit: 'mm', factor: 10 }
  return text === undefined || text === 'mm' ? { unit: 'mm', factor: 1 } : { unit: 'inch', factor: 1 }
}

const round3 = (value: number) => Math.round(value * 1000) / 1000

/** `35x45`, `35x45mm`, `3.5x4.5cm`, `2x2in`, `413x531px`, `413x531px@350dpi`. Millimetres where no unit is named. */
export const parseCustomSize = (text: string): CustomSizeResult => {
  const match = SIZE.exec(text.trim().toLowerCase())
  if (!match) {
    return {
      ok: false,
      reason: 'malformed',
      detail: `Expected a size like 35x45mm, 2x2in or 413x531px but received "${text}"`,
    }
  }
  const { unit, factor } = unitOf(match[3])
  const width = round3(Number(match[1]) * factor)
  const height = round3(Number(match[2]) * factor)
  const resolutionDpi = match[4] === undefined ? DEFAULT_RESOLUTION_DPI : Number(match[4])
  if (
    resolutionDpi < 72 ||
    resolutionDpi > 1200 ||
    (unit === 'px' && !(Number.isInteger(width) && Number.isInteger(height)))
  ) {
    return { ok: false, reason: 'malformed', detail: `Expected whole pixels and 72 to 1200 dpi but received "${text}"` }
  }
  const scale = mmPer[unit](resolutionDpi)
  const widthMm = round3(width * scale)
  const heightMm = round3(height * scale)
  const range = `${customLimitsMm.min} to ${customLimitsMm.max} mm`
  const described = `${widthMm} x ${heightMm} mm`
  if (Math.min(widthMm, heightMm) < customLimitsMm.min) {
    return { ok: false, reason: 'too-small', detail: `Expected sides of ${range} but received ${described}` }
  }
  if (Math.max(widthMm, heightMm) > customLimitsMm.max) {
    return { ok: false, reason: 'too-large', detail: `Expected sides of ${range} but received ${described}` }
  }
  if (Math.max(widthMm / heightMm, heightMm / widthMm) > MAX_ASPECT) {
    return {
      ok: false,
      reason: 'too-elongated',
      detail: `Expected sides at most 1:${MAX_ASPECT} but received ${described}`,
    }
  }
  return { ok: true, size: { widthMm, heightMm, unit, width, height, resolutionDpi } }
}

const unitId: Readonly<Record<SizeUnit, string>> = { mm: 'mm', inch: 'in', px: 'px' }

/** Units of which Unicode has a name, as `Intl.NumberFormat` calls them; pixels are written so everywhere. */
const intlUnit = { mm: 'millimeter', inch: 'inch', px: null } as const

const sizeIn = ({ width, height, unit }: CustomSize, locale: string): string => {
  const of = intlUnit[unit]
  const format = new Intl.NumberFormat(locale, of ? { style: 'unit', unit: of, unitDisplay: 'short' } : {})
  return `${width} × ${format.format(height)}${of ? '' : ' px'}`
}

const nameOf = (size: CustomSize): LocalisedText =>
  Object.fromEntries(
    locales.map((locale) => [locale, wordsIn(locale).custom.name({ size: sizeIn(size, locale) })]),
  ) as Record<(typeof locales)[number], string>

export const CUSTOM_PREFIX = 'custom-'

/**
 * A document of a size that the customer states. No authority's rule is known for it, so nothing is limited but what
 * any portrait needs, and every edit is on offer.
 */
export const customDocument = (size: CustomSize): DocumentSpec => {
  const dpi = size.unit === 'px' && size.resolutionDpi !== DEFAULT_RESOLUTION_DPI ? `@${size.resolutionDpi}dpi` : ''
  return {
    id: `${CUSTOM_PREFIX}${size.width}x${size.height}${unitId[size.unit]}${dpi}`,
    countryCode: 'ANY',
    name: nameOf(size),
    category: 'other',
    widthMm: size.widthMm,
    heightMm: size.heightMm,
    isUploadOnly: false,
    headHeightMm: {},
    headBasis: 'none',
    crown: 'unstated',
    faceWidthMm: {},
    faceWidthBasis: 'unstated',
    topMarginMm: {},
    bottomMarginMm: {},
    eyeFromBottomMm: {},
    centreOffsetMm: {},
    backgrounds: [colours.white, colours['light-grey'], colours['light-blue'], colours.blue, colours.red],
    backgroundRule: 'plain',
    refusedBackgrounds: [],
    digital: size.unit === 'px' ? { widthPx: size.width, heightPx: size.height, pixelRule: 'exact' } : {},
    resolutionDpi: size.resolutionDpi,
    editPolicy: 'allowed',
    confidence: 'C',
    source: 'the customer',
    readOn: READ_ON,
    notes: 'A size of the customer’s own: no authority’s rule is checked.',
    keywords: ['custom', '自定义'],
  }
}
