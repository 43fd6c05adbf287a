import type { PrinterFault, PrintJob } from '../printer.ts'
import { checkPage } from '../sheet/page-boxes.ts'
import { type Attributes, stringsOf } from './attributes.ts'
import type { IppGroup } from './codec.ts'
import { chooseMedia } from './media.ts'

/** What a job is planned from; requested by name, because `all` leaves `media-col-database` out (PWG 5100.11). */
export const capabilityAttributes = [
  'operations-supported',
  'job-creation-attributes-supported',
  'document-format-supported',
  'media-col-supported',
  'media-col-ready',
  'media-col-database',
  'media-size-supported',
  'media-left-margin-supported',
  'media-right-margin-supported',
  'media-top-margin-supported',
  'media-bottom-margin-supported',
  'print-scaling-supported',
  'print-quality-supported',
  'print-color-mode-supported',
  'copies-supported',
  'job-hold-until-supported',
] as const

/** Whether the printer takes the job first and its document after: then nothing prints before the second. */
export const createsJobs = (capabilities: Attributes): boolean => {
  const operations = stringsOf(capabilities, 'operations-supported')
  return operations.includes('Create-Job') && operations.includes('Send-Document')
}

export type JobPlan =
  | {
      readonly ok: true
      readonly operationAttributes: IppGroup
      readonly jobAttributes: IppGroup
      /** Attributes that this printer doesn't support and that the job does without: for the log. */
      readonly leftOut: readonly string[]
    }
  | { readonly ok: false; readonly fault: PrinterFault; readonly detail: string }

/**
 * What a job asks for so that the sheet comes out true to size: its paper, no scaling, colour, best quality, one copy.
 * Size and scaling are mandatory: the plan is refused if the printer's own lists rule them out. Other attributes that
 * it doesn't support are left out and reported.
 */
export const planJob = (capabilities: Attributes, job: PrintJob): JobPlan => {
  const refuse = (fault: PrinterFault, detail: string): JobPlan => ({ ok: false, fault, detail })
  const page = checkPage(job.data, job.paper)
  if (!page.ok) return refuse('rejected', page.detail)
  const formats = stringsOf(capabilities, 'document-format-supported')
  if (formats.length > 0 && !formats.includes(job.format))
    return refuse('rejected', `The printer does not accept ${job.format}`)

  const canSet = settable(capabilities)
  if (!canSet('media-col')) return refuse('rejected', 'The printer has no media-col, so its paper size can’t be set')
  const media = chooseMedia(capabilities, job.paper, page.boxes)
  if (!media.ok) return media

  const leftOut: string[] = []
  const jobAttributes: Record<string, IppGroup[string]> = {}
  const setIf = (name: string, value: IppGroup[string], isPossible = true): void => {
    if (canSet(name) && isPossible) jobAttributes[name] = value
    else leftOut.push(name)
  }
  setIf('copies', 1)
  jobAttributes['media-col'] = media.mediaCol
  const qualities = stringsOf(capabilities, 'print-quality-supported')
  setIf('print-quality', 'high', qualities.length === 0 || qualities.includes('high'))

  const scalings = stringsOf(capabilities, 'print-scaling-supported')
  if (scalings.length > 0 && !scalings.includes('none')) {
    return refuse('rejected', `The printer can only scale: print-scaling is ${scalings.join(', ')}, not none`)
  }
  setIf('print-scaling', 'none')

  const modes = stringsOf(capabilities, 'print-color-mode-supported')
  if (modes.length > 0 && !modes.includes('color') && !modes.includes('auto')) {
    return refuse('rejected', `The printer can’t print colour: print-color-mode is ${modes.join(', ')}`)
  }
  setIf('print-color-mode', modes.length === 0 || modes.includes('color') ? 'color' : 'auto')
  return {
    ok: true,
    operationAttributes: { 'job-name': job.ledgerId, 'ipp-attribute-fidelity': true },
    jobAttributes,
    leftOut: [...leftOut, ...media.leftOut],
  }
}

/**
 * The list of PWG 5100.11 is not always complete (CUPS' `ippeveprinter` accepts `media-col` without listing it), so an
 * attribute with its own `-supported` counts too.
 */
const settable = (capabilities: Attributes): ((name: string) => boolean) => {
  const listed = stringsOf(capabilities, 'job-creation-attributes-supported')
  return (name) => listed.includes(name) || capabilities[`${name}-supported`] !== undefined
}
