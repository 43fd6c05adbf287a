import { FALLBACK_LOCALE, type LocalisedText } from '../protocol/localised-text.ts'

/** The text in that language, else in another form of it (`zh-TW` takes `zh-CN`), else in English. */
export const textIn = (text: LocalisedText, locale: string): string => {
  const texts: Readonly<Record<string, string | undefined>> = text
  const { language } = new Intl.Locale(locale)
  const kin = Object.keys(texts).find((known) => new Intl.Locale(known).language === language)
  return texts[locale] ?? (kin === undefined ? undefined : texts[kin]) ?? text[FALLBACK_LOCALE]
}
