import type { Locale } from '@quickid/booth-server/protocol'

const millimetre: Readonly<Record<Locale, string>> = { en: 'mm', 'zh-CN': '毫米' }

/** `35`, `50.8`: at most one decimal, none that is zero. */
export const formatNumber = (value: number, locale: Locale, maximumFractionDigits = 1): string =>
  new Intl.NumberFormat(locale, { maximumFractionDigits, useGrouping: value >= 10_000 }).format(value)

/** `1.5 mm` (with a space that does not break). */
export const formatMm = (lengthMm: number, locale: Locale): string =>
  `${formatNumber(lengthMm, locale)}\u00a0${millimetre[locale]}`

/** `35 × 45 mm`, width first. */
export const formatSizeMm = (widthMm: number, heightMm: number, locale: Locale): string =>
  `${formatNumber(widthMm, locale)}\u00a0×\u00a0${formatMm(heightMm, locale)}`

/** A moment for the staff, in the booth's time zone. What is no date is given back as it came. */
export const formatMoment = (isoDate: string, locale: Locale, timeZone?: string): string => {
  const date = new Date(isoDate)
  if (Number.isNaN(date.getTime())) return isoDate
  return new Intl.DateTimeFormat(locale, {
    dateStyle: 'medium',
    timeStyle: 'short',
    ...(timeZone === undefined ? {} : { timeZone }),
  }).format(date)
}
