import type { PrinterFault, PrintJob } from '../printer.ts'
import type { PageBoxes } from '../sheet/page-boxes.ts'
import { type Attributes, groupsIn, numberOf, numbersOf, stringOf, stringsOf } from './attributes.ts'
import type { IppGroup } from './codec.ts'

/** IPP measures media in hundredths of a millimetre (PWG 5100.3). */
const UNITS_PER_MM = 100

/** Sizes within half a millimetre are the same sheet: 4R is 102 x 152 mm to the trade, 4 x 6 inch to the printer. */
const SAME_SHEET_MM = 0.5

const marginNames = ['media-top-margin', 'media-left-margin', 'media-right-margin', 'media-bottom-margin'] as const
type MarginName = (typeof marginNames)[number]
type Margins = Readonly<Record<MarginName, number>>

const borderless: Margins = {
  'media-top-margin': 0,
  'media-left-margin': 0,
  'media-right-margin': 0,
  'media-bottom-margin': 0,
}

export type MediaChoice =
  | { readonly ok: true; readonly mediaCol: IppGroup; readonly leftOut: readonly string[] }
  | { readonly ok: false; readonly fault: PrinterFault; readonly detail: string }

/**
 * The `media-col` for a paper, in the printer's own numbers: from what is loaded (`media-col-ready`) where it
 * says so, else from what it supports. Margins are 0; where the printer has no borderless sheet of that size, its own margins
 * will do if every picture lies inside them, because nothing is scaled. Otherwise the choice is refused: `media-empty` when
 * another paper is loaded, `rejected` when the printer could never print it.
 */
export const chooseMedia = (capabilities: Attributes, paper: PrintJob['paper'], sheet: PageBoxes): MediaChoice => {
  const ready = groupsIn(capabilities, 'media-col-ready')
  const loaded = ready.filter((media) => isSize(media, paper))
  const known = groupsIn(capabilities, 'media-col-database').filter((media) => isSize(media, paper))
  const name = `${paper.id} (${paper.widthMm} x ${paper.heightMm} mm)`
  if (ready.length > 0 && loaded.length === 0) {
    return {
      ok: false,
      fault: 'media-empty',
      detail: `${name} is not loaded; loaded: ${ready.map(sizeText).join(', ')}`,
    }
  }
  const size = sizeOf(loaded[0]) ?? sizeOf(known[0]) ?? supportedSize(capabilities, paper)
  if (size === null) return { ok: false, fault: 'rejected', detail: `The printer does not support ${name}` }

  const best = [...loaded, ...known].find(isBorderless) ?? loaded[0] ?? known[0]
  const source = loaded.includes(best ?? {}) ? best : (loaded[0] ?? best)
  const margins = best === undefined || isBorderless(best) ? borderless : marginsFor(best, capabilities)
  if (!isInside(sheet, margins)) {
    const detail = `The printer can’t print ${name} borderless, and a picture lies in its margins`
    return { ok: false, fault: 'rejected', detail }
  }
  const members = stringsOf(capabilities, 'media-col-supported')
  const canSet = (member: string) => members.length === 0 || members.includes(member)
  const type = source === undefined ? null : stringOf(source, 'media-type')
  const from = source === undefined ? null : stringOf(source, 'media-source')
  const wanted: Record<string, IppGroup[string]> = {
    ...margins,
    ...(type === null ? {} : { 'media-type': type }),
    ...(from === null ? {} : { 'media-source': from }),
  }
  const entries = Object.entries(wanted)
  return {
    ok: true,
    mediaCol: { 'media-size': size, ...Object.fromEntries(entries.filter(([member]) => canSet(member))) },
    leftOut: entries.map(([member]) => member).filter((member) => !canSet(member)),
  }
}

const dimensionsOf = (media: Attributes): readonly [number, number] | null => {
  const size = groupsIn(media, 'media-size')[0] ?? media
  const width = numberOf(size, 'x-dimension')
  const height = numberOf(size, 'y-dimension')
  return width === null || height === null ? null : [width, height]
}

const isSize = (media: Attributes, paper: PrintJob['paper']): boolean => {
  const dimensions = dimensionsOf(media)
  return dimensions !== null && isNear(dimensions[0], paper.widthMm) && isNear(dimensions[1], paper.heightMm)
}

const isNear = (units: number, mm: number): boolean => Math.abs(units / UNITS_PER_MM - mm) <= SAME_SHEET_MM

const sizeOf = (media: Attributes | undefined): IppGroup | null => {
  const dimensions = media === undefined ? null : dimensionsOf(media)
  return dimensions === null ? null : { 'x-dimension': dimensions[0], 'y-dimension': dimensions[1] }
}

const sizeText = (media: Attributes): string =>
  (dimensionsOf(media) ?? []).map((units) => units / UNITS_PER_MM).join(' x ') || 'unknown'

/** From `media-size-supported`: a size, or a range that the paper's exact size lies in (custom sizes). */
const supportedSize = (capabilities: Attributes, paper: PrintJob['paper']): IppGroup | null => {
  const sizes = groupsIn(capabilities, 'media-size-supported')
  const listed = sizes.find((size) => isSize(size, paper))
  if (listed !== undefined) return sizeOf(listed)
  const width = Math.round(paper.widthMm * UNITS_PER_MM)
  const height = Math.round(paper.heightMm * UNITS_PER_MM)
  const holds = (size: Attributes, name: string, value: number): boolean => {
    const [least, most] = numbersOf(size, name)
    return least !== undefined && most !== undefined && least <= value && value <= most
  }
  const isRange = (size: Attributes) => holds(size, 'x-dimension', width) && holds(size, 'y-dimension', height)
  return sizes.some(isRange) ? { 'x-dimension': width, 'y-dimension': height } : null
}

const marginOf = (media: Attributes, name: MarginName): number => numberOf(media, name) ?? 0

const isBorderless = (media: Attributes): boolean => marginNames.every((name) => marginOf(media, name) === 0)

/** None where the printer supports 0 on every side; otherwise the media's own. */
const marginsFor = (media: Attributes, capabilities: Attributes): Margins => {
  if (marginNames.every((name) => numbersOf(capabilities, `${name}-supported`).includes(0))) return borderless
  const own = marginNames.map((name) => [name, marginOf(media, name)] as const)
  return Object.fromEntries(own) as Record<MarginName, number>
}

/** Whether all pictures lie inside the margins, to the sheet's own precision of a tenth of a millimetre. */
const isInside = ({ clearMm }: PageBoxes, margins: Margins): boolean => {
  const clears = (clear: number, name: MarginName): boolean =>
    margins[name] === 0 || clear >= margins[name] / UNITS_PER_MM - 0.1
  return (
    clears(clearMm.left, 'media-left-margin') &&
    clears(clearMm.top, 'media-top-margin') &&
    clears(clearMm.right, 'media-right-margin') &&
    clears(clearMm.bottom, 'media-bottom-margin')
  )
}
