import type { PrinterFault, PrinterStatus, Supply } from '../printer.ts'
import { type Attributes, fieldOf, numberOf, numbersOf, stringOf, stringsOf } from './attributes.ts'

/** What a status is read from; capabilities have a request of their own. */
export const statusAttributes = [
  'printer-name',
  'printer-info',
  'printer-make-and-model',
  'printer-state',
  'printer-state-reasons',
  'printer-state-message',
  'printer-is-accepting-jobs',
  'queued-job-count',
  'printer-up-time',
  'printer-supply',
  'printer-supply-description',
  'printer-input-tray',
  'marker-names',
  'marker-levels',
  'marker-message',
] as const

/** Most urgent first: what has to be fixed before anything else can be; the general one last. */
const urgency = [
  'unavailable',
  'cover-open',
  'jam',
  'media-empty',
  'supply-empty',
  'rejected',
  'stopped',
] as const satisfies readonly PrinterFault[]

/** Printer state reasons of RFC 8011 5.4.12, PWG 5100.9 and CUPS that a customer or the staff can act on. */
const faultOfReason: Readonly<Record<string, PrinterFault>> = {
  'connecting-to-device': 'unavailable',
  offline: 'unavailable',
  shutdown: 'unavailable',
  'timed-out': 'unavailable',
  'cover-open': 'cover-open',
  'door-open': 'cover-open',
  'interlock-open': 'cover-open',
  'media-jam': 'jam',
  'media-path-jam': 'jam',
  'media-empty': 'media-empty',
  'media-needed': 'media-empty',
  'input-tray-missing': 'media-empty',
  'marker-supply-empty': 'supply-empty',
  'marker-supply-missing': 'supply-empty',
  'marker-ink-empty': 'supply-empty',
  'marker-ribbon-empty': 'supply-empty',
  'toner-empty': 'supply-empty',
  'marker-waste-full': 'supply-empty',
  'spool-area-full': 'rejected',
}

/**
 * Reasons without a suffix that keep nothing from printing: RFC 8011 counts a bare reason as an error, and these are
 * words of a printer that works, or that wakes when a job comes.
 */
const harmlessReason =
  /^(none|cups-.*|hibernate|power-save|standby|suspend|resuming|identify-printer-requested|testing)$/

/**
 * Something runs low or will soon be worn: a warning by its meaning, whether or not a printer says so with a suffix
 * (many don't). PWG 5100.9 forms such keywords for each subunit.
 */
const warningReason = /-(low|(almost|near|nearly)-(empty|full|over|eol|limit))$/

const splitReason = (reason: string): { keyword: string; severity: string | undefined } => {
  const [, keyword = '', severity] = /^(.*?)(?:-(report|warning|error))?$/.exec(reason) ?? []
  return { keyword, severity }
}

/**
 * The fault that a reason stands for; null when it doesn't prevent printing. `-report` and `-warning` don't block;
 * `-error`, or no suffix, does (RFC 8011 5.4.12), whether or not we know the keyword; of those without a suffix, not
 * what only runs low.
 */
export const faultOfStateReason = (reason: string): PrinterFault | null => {
  const { keyword, severity } = splitReason(reason)
  if (severity === 'report' || severity === 'warning' || harmlessReason.test(keyword)) return null
  if (severity === undefined && warningReason.test(keyword)) return null
  return faultOfReason[keyword] ?? 'stopped'
}

/**
 * The fault that a person could clear, by a reason of any severity. A warning alone doesn't block (the other tray may be empty);
 * but where the printer has stopped, or the warning first appears during a job, it is the cause.
 */
export const mendOfStateReason = (reason: string): PrinterFault | null => {
  const fault = faultOfReason[splitReason(reason).keyword] ?? null
  return fault === 'unavailable' || fault === 'rejected' ? null : fault
}

/** The most urgent fault of several reasons; null when none blocks. */
export const mostUrgentFault = (faults: readonly (PrinterFault | null)[]): PrinterFault | null =>
  urgency.find((fault) => faults.includes(fault)) ?? null

/** An idle CUPS queue keeps `connecting-to-device` from the job before; while it prints, the device is not there. */
const isStale = (reason: string, state: PrinterStatus['state']): boolean =>
  state === 'idle' && splitReason(reason).keyword === 'connecting-to-device'

/** A status from the printer's own attributes. */
export const statusFrom = (attributes: Attributes, url: string): PrinterStatus => {
  const stateName = stringOf(attributes, 'printer-state')
  const state = stateName === 'processing' || stateName === 'stopped' ? stateName : 'idle'
  const reasons = stringsOf(attributes, 'printer-state-reasons').filter((reason) => reason !== 'none')
  const message = stringOf(attributes, 'printer-state-message')
  return {
    name:
      stringOf(attributes, 'printer-info') ??
      stringOf(attributes, 'printer-make-and-model') ??
      stringOf(attributes, 'printer-name') ??
      url,
    state,
    reasons,
    fault: mostUrgentFault([
      ...reasons.filter((reason) => !isStale(reason, state)).map(faultOfStateReason),
      ...(state === 'stopped' ? reasons.map(mendOfStateReason) : []),
      attributes['printer-is-accepting-jobs'] === false ? 'rejected' : null,
      state === 'stopped' ? 'stopped' : null,
    ]),
    mediaLeft: mediaLeftFrom(attributes),
    supplies: suppliesFrom(attributes),
    detail: message === null ? url : `${url}: ${message}`,
  }
}

export const unreachableStatus = (last: PrinterStatus, detail: string): PrinterStatus => ({
  ...last,
  state: 'unreachable',
  reasons: [],
  fault: 'unavailable',
  detail,
})

/** Sheets in the trays that tell (PWG 5100.13: a negative level is unknown), or in a dye-sub's CUPS message. */
const mediaLeftFrom = (attributes: Attributes): number | null => {
  // Gutenprint's dye-sub backend: "'123 native prints remaining on '4x6' ribbon'".
  const remaining = /(\d+) (?:native )?prints remaining/i.exec(stringOf(attributes, 'marker-message') ?? '')?.[1]
  if (remaining !== undefined) return Number(remaining)
  const levels = stringsOf(attributes, 'printer-input-tray')
    .map((tray) => Number(fieldOf(tray, 'level') ?? -2))
    .filter((level) => Number.isInteger(level) && level >= 0)
  return levels.length === 0 ? null : levels.reduce((sum, level) => sum + level, 0)
}

const suppliesFrom = (attributes: Attributes): Supply[] => {
  const encoded = stringsOf(attributes, 'printer-supply')
  if (encoded.length === 0) {
    const levels = numbersOf(attributes, 'marker-levels')
    return stringsOf(attributes, 'marker-names').map((name, index) => ({
      name,
      percent: toPercent(levels[index], 100),
    }))
  }
  const names = stringsOf(attributes, 'printer-supply-description')
  return encoded.map((supply, index) => ({
    name: names[index] ?? fieldOf(supply, 'type') ?? `supply ${index + 1}`,
    percent: toPercent(numberIn(supply, 'level'), numberIn(supply, 'maxcapacity')),
  }))
}

const numberIn = (encoded: string, key: string): number | undefined => {
  const text = fieldOf(encoded, key)
  return text === null || text === '' ? undefined : Number(text)
}

/** -1 (other), -2 (unknown) and -3 (some) of the Printer MIB (RFC 3805) are unknown, never zero. */
const toPercent = (level: number | undefined, capacity: number | undefined): number | null =>
  level === undefined || capacity === undefined || !(level >= 0) || !(capacity > 0)
    ? null
    : Math.min(100, Math.round((100 * level) / capacity))

/** Seconds since the printer started (RFC 8011 5.4.29); null when it doesn't tell. */
export const upTimeOf = (attributes: Attributes): number | null => numberOf(attributes, 'printer-up-time')
