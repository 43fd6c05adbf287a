import { isnetSizes } from '@quickid/models/resolve'
import { InvalidArgumentError, Option } from 'commander'
import { type MattingChoice, sizesWith } from '../darkroom/messages/matting-choice.ts'
import { DEFAULT_MATTING_BUDGET_MS } from '../settings/settings.ts'

/** What --isnet-size names: a size, or `auto` for what the booth would choose on this machine. */
const mattingChoiceOf = (text: string): MattingChoice => {
  if (text === 'auto') return { budgetMs: DEFAULT_MATTING_BUDGET_MS }
  const size = isnetSizes.find((known) => String(known) === text)
  if (size === undefined) throw new InvalidArgumentError(`Expected ${isnetSizes.join(', ')} or auto.`)
  return { sizes: sizesWith(size) }
}

/** `--isnet-size`; `fallback` names what holds without it. */
export const mattingOption = (fallback: string): Option =>
  new Option(
    '--isnet-size <px>',
    `${isnetSizes.join(', ')} (384 beside it, as in the booth), or auto: as the booth would choose here`,
  )
    .argParser(mattingChoiceOf)
    .default(mattingChoiceOf(fallback), fallback)
