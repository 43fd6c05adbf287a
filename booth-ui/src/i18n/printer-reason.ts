import type { Words } from './words.generated.ts'

const SEVERITY = /-(error|warning|report)$/

/**
 * An IPP printer state reason in words. `none` is not a reason and gives null; one that has no words is shown as the
 * printer said it, so that the staff can look it up.
 */
export const printerReasonWords = (reason: string, words: Words): string | null => {
  if (reason === 'none' || reason === '') return null
  const keyword = reason.replace(SEVERITY, '')
  const known: Readonly<Record<string, string>> = words.printerReasons
  return Object.hasOwn(known, keyword) ? (known[keyword] ?? reason) : reason
}
