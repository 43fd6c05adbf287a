import { isnetSizes } from '@quickid/models/resolve'
import { type MattingChoice, sizesWith } from '../../darkroom/messages/matting-choice.ts'
import { DEFAULT_MATTING_BUDGET_MS } from '../../settings/settings.ts'

/** What a command line's --isnet-size names: a size, or `auto` for what the booth would choose on this machine. */
export const mattingChoiceOf = (text: string): MattingChoice | null => {
  if (text === 'auto') return { budgetMs: DEFAULT_MATTING_BUDGET_MS }
  const size = isnetSizes.find((known) => String(known) === text)
  return size === undefined ? null : { sizes: sizesWith(size) }
}

/** Null for what is no whole number from `min` to `max`. */
export const wholeNumberOf = (text: string, min: number, max: number): number | null => {
  const value = text.trim() === '' ? Number.NaN : Number(text)
  return Number.isInteger(value) && value >= min && value <= max ? value : null
}
