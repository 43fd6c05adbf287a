import type { DevelopResult } from '../../darkroom/messages/portrait.ts'
import type { DocumentSpec } from '../../documents/document.ts'
import { codeWords } from '../../locales/words.ts'

const round = (value: number, digits = 2) => Number(value.toFixed(digits))

/** `report.json` of one picture for one document: the command's published contract. */
export const reportOf = (input: string, document: DocumentSpec, result: DevelopResult, sheet: object | null) => {
  if (!result.ok) {
    const words = codeWords.en.faults[result.fault]
    return {
      input,
      document: document.id,
      verdict: 'failed',
      fault: result.fault,
      message: `${words.title}. ${words.advice}`,
      detail: result.detail,
    }
  }
  const { report, head, crop, timingsMs, models } = result.details
  return {
    input,
    document: document.id,
    verdict: report.verdict,
    rules: report.rules.map(({ hint, ...rule }) => ({ ...rule, hint: hint && codeWords.en.hints[hint] })),
    head: { crownPx: round(head.crownPx), chinPx: round(head.chinPx), heightMm: round(head.heightMm) },
    crop,
    photo: {
      widthPx: result.portrait.widthPx,
      heightPx: result.portrait.heightPx,
      bytes: result.portrait.jpeg.byteLength,
    },
    sheet,
    timingsMs: Object.fromEntries(Object.entries(timingsMs).map(([step, ms]) => [step, round(ms, 1)])),
    models,
  }
}
