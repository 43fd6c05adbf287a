import { mistypedDistance } from '../foundation/edit-distance.ts'
import { regionName } from '../locales/region-name.ts'
import { textIn } from '../locales/text-in.ts'
import { locales } from '../protocol/codes.ts'
import { READ_ON } from './citations.ts'
import { type ColourId, colours } from './colours.ts'
import { countries } from './countries.ts'
import { CUSTOM_PREFIX, customDocument, parseCustomSize } from './custom-size.ts'
import type { Backdrop, Band, DocumentSpec } from './document.ts'
import { africaMiddleEastEntries } from './entries/africa-middle-east.ts'
import { americasOceaniaEntries } from './entries/americas-oceania.ts'
import { chinaEntries } from './entries/china.ts'
import { eastAsiaEntries } from './entries/east-asia.ts'
import { northEastEuropeEntries } from './entries/north-east-europe.ts'
import { southAsiaEntries } from './entries/south-asia.ts'
import { westernEuropeEntries } from './entries/western-europe.ts'
import type { CatalogueEntry } from './entry.ts'

const DEFAULT_RESOLUTION_DPI = 300
const MM_PER_INCH = 25.4

/** Every entry as the data files hold it, the generic one first. */
export const catalogueEntries: readonly CatalogueEntry[] = [
  ...westernEuropeEntries,
  ...americasOceaniaEntries,
  ...chinaEntries,
  ...eastAsiaEntries,
  ...southAsiaEntries,
  ...northEastEuropeEntries,
  ...africaMiddleEastEntries,
]

const round2 = (value: number) => Math.round(value * 100) / 100

/** A published percentage of the print's height becomes millimetres on it. */
const bandOfPercent = (percent: Band, heightMm: number): Band => ({
  ...(percent.min === undefined ? {} : { min: round2((percent.min / 100) * heightMm) }),
  ...(percent.max === undefined ? {} : { max: round2((percent.max / 100) * heightMm) }),
})

const sizeOf = (entry: CatalogueEntry, resolutionDpi: number): { widthMm: number; heightMm: number } => {
  if (entry.sizeMm) return { widthMm: entry.sizeMm.width, heightMm: entry.sizeMm.height }
  const mmPerPx = MM_PER_INCH / resolutionDpi
  return {
    widthMm: round2((entry.digital?.widthPx ?? 0) * mmPerPx),
    heightMm: round2((entry.digital?.heightPx ?? 0) * mmPerPx),
  }
}

const optionsOf = (ids: readonly string[] = []): Backdrop[] => ids.map((id) => colours[id as ColourId])

const toSpec = (entry: CatalogueEntry): DocumentSpec => {
  const resolutionDpi = entry.resolutionDpi ?? DEFAULT_RESOLUTION_DPI
  const size = sizeOf(entry, resolutionDpi)
  const { name, country } = entry
  const names = locales.flatMap((locale) => [textIn(name, locale), regionName(country, locale)])
  const words = [entry.id, ...names, country, ...countries[country as keyof typeof countries]]
  return {
    id: entry.id,
    countryCode: country,
    name,
    category: entry.category,
    ...size,
    isUploadOnly: entry.isUploadOnly ?? false,
    headHeightMm: entry.headPercent ? bandOfPercent(entry.headPercent, size.heightMm) : (entry.headHeightMm ?? {}),
    headBasis: entry.headBasis,
    crown: entry.crown,
    faceWidthMm: entry.faceWidthMm ?? {},
    faceWidthBasis: entry.faceWidthBasis ?? 'unstated',
    topMarginMm: entry.topMarginMm ?? {},
    bottomMarginMm: entry.bottomMarginMm ?? {},
    eyeFromBottomMm: entry.eyeFromBottomMm ?? {},
    centreOffsetMm: entry.centreOffsetMm ?? {},
    backgrounds: optionsOf(entry.backgrounds),
    backgroundRule: entry.backgroundRule,
    refusedBackgrounds: optionsOf(entry.refusedBackgrounds),
    digital: entry.digital ?? {},
    resolutionDpi,
    editPolicy: entry.editPolicy,
    confidence: entry.confidence,
    source: entry.sources.join('; '),
    readOn: READ_ON,
    notes: entry.notes ?? '',
    keywords: [...new Set([...words, ...(entry.keywords ?? [])].map((word) => word.toLowerCase()))],
  }
}

const documents: readonly DocumentSpec[] = catalogueEntries.map(toSpec)
const byId: ReadonlyMap<string, DocumentSpec> = new Map(documents.map((spec) => [spec.id, spec]))

/** The document of that id, or null. `custom-35x45mm` (any size that `parseCustomSize` reads) is a document too. */
export const findDocument = (id: string): DocumentSpec | null => {
  if (!id.startsWith(CUSTOM_PREFIX)) return byId.get(id) ?? null
  const parsed = parseCustomSize(id.slice(CUSTOM_PREFIX.length))
  return parsed.ok ? customDocument(parsed.size) : null
}

/** Every document, in the catalogue's order. */
export const listDocuments = (): readonly DocumentSpec[] => documents

/** Ids like a mistyped one, nearest first, at most three: for "did you mean". */
export const closeMatches = (id: string): readonly string[] => {
  const wanted = id.toLowerCase()
  return documents
    .flatMap(({ id: candidate }) => {
      const distance = candidate.includes(wanted) ? 1 : mistypedDistance(wanted, candidate)
      return distance === null ? [] : [{ id: candidate, distance }]
    })
    .sort((a, b) => a.distance - b.distance || a.id.localeCompare(b.id))
    .slice(0, 3)
    .map((match) => match.id)
}
