import type { PrinterFault } from '../printer.ts'
import { PrinterError } from '../printer-error.ts'

export interface VirtualSettings {
  /** How long a sheet takes; the default is that of a fast dye-sub printer. */
  readonly seconds: number
  /** Sheets loaded at start and after a refill. */
  readonly sheets: number
  /** The fault that it has. */
  readonly fault: PrinterFault | null
  /** `start`: the fault is there from the start; `printing`: it occurs while the first sheet prints. */
  readonly faultAt: 'start' | 'printing'
}

export const printerFaults = [
  'unavailable',
  'stopped',
  'media-empty',
  'supply-empty',
  'jam',
  'cover-open',
  'rejected',
] as const satisfies readonly PrinterFault[]

const defaults: VirtualSettings = { seconds: 4, sheets: 20, fault: null, faultAt: 'start' }

/** `virtual:?seconds=4&sheets=20&fault=media-empty&faultAt=printing`. Throws PrinterError `printer.url`. */
export const parseVirtualUrl = (url: string): VirtualSettings => {
  if (!URL.canParse(url)) throw new PrinterError('printer.url', 'Expected a URL such as virtual:?seconds=4&sheets=20')
  let settings = defaults
  for (const [key, value] of new URL(url).searchParams) settings = { ...settings, ...readSetting(key, value) }
  return settings
}

const readSetting = (key: string, value: string): Partial<VirtualSettings> => {
  switch (key) {
    case 'seconds':
      return { seconds: readNumber(key, value, 3600) }
    case 'sheets':
      return { sheets: Math.floor(readNumber(key, value, 10_000)) }
    case 'fault': {
      const fault = printerFaults.find((known) => known === value)
      if (fault === undefined) throw badSetting(key, printerFaults.join(', '))
      return { fault }
    }
    case 'faultAt':
      if (value !== 'start' && value !== 'printing') throw badSetting(key, 'start, printing')
      return { faultAt: value }
    default:
      throw new PrinterError(
        'printer.url',
        'Expected no other settings of the virtual printer than seconds, sheets, fault and faultAt',
      )
  }
}

const readNumber = (key: string, value: string, max: number): number => {
  const number = Number(value)
  if (value === '' || !(number >= 0 && number <= max)) throw badSetting(key, `0 to ${max}`)
  return number
}

const badSetting = (key: string, expected: string): PrinterError =>
  new PrinterError('printer.url', `Expected ${expected} for ${key} of the virtual printer`)
