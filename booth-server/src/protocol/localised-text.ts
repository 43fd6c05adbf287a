import { type TString, Type } from 'typebox'
import { type Locale, locales } from './codes.ts'

/** Every text of the catalogues has English, on which the others fall back. */
export const FALLBACK_LOCALE = 'en'

type OtherLocale = Exclude<Locale, typeof FALLBACK_LOCALE>
export type LocalisedText = { readonly [FALLBACK_LOCALE]: string } & { readonly [L in OtherLocale]?: string }

const others = locales.filter((locale) => locale !== FALLBACK_LOCALE)

/** A text of a catalogue's data in the languages that it was translated to. The screen gets it in one. */
export const LocalisedText = Type.Unsafe<LocalisedText>(
  Type.Object(
    {
      [FALLBACK_LOCALE]: Type.String(),
      ...(Object.fromEntries(others.map((locale) => [locale, Type.Optional(Type.String())])) as Record<
        string,
        TString
      >),
    },
    { additionalProperties: false },
  ),
)
