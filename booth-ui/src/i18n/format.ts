/** `35`, `50.8`: at most one decimal, none that is zero. */
export const formatNumber = (value: number, locale: string, maximumFractionDigits = 1): string =>
  new Intl.NumberFormat(locale, { maximumFractionDigits, useGrouping: value >= 10_000 }).format(value)

/** `1.5 mm`, `1.5 毫米`: as the language writes it, with a space that does not break where it has one. */
export const formatMm = (lengthMm: number, locale: string): string =>
  new Intl.NumberFormat(locale, { style: 'unit', unit: 'millimeter', maximumFractionDigits: 1 })
    .format(lengthMm)
    .replaceAll(' ', '\u00a0')

/** `35 × 45 mm`, width first. */
export const formatSizeMm = (widthMm: number, heightMm: number, locale: string): string =>
  `${formatNumber(widthMm, locale)}\u00a0×\u00a0${formatMm(heightMm, locale)}`

/** A moment for the staff, in the booth's time zone. What is no date is given back as it came. */
export const formatMoment = (isoDate: string, locale: string, timeZone?: string): string => {
  const date = new Date(isoDate)
  if (Number.isNaN(date.getTime())) return isoDate
  return new Intl.DateTimeFormat(locale, {
    dateStyle: 'medium',
    timeStyle: 'short',
    ...(timeZone === undefined ? {} : { timeZone }),
  }).format(date)
}
