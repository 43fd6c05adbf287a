/** Edits that a mistyped word may be away from the one that was meant. */
const limitOf = (meant: string): number => Math.max(2, Math.floor(meant.length / 3))

/**
 * Levenshtein distance of a mistyped word to one that may have been meant; null = too far to be it. A text of any length
 * costs no more than one of the word's own.
 */
export const mistypedDistance = (typed: string, meant: string): number | null => {
  const limit = limitOf(meant)
  if (Math.abs(typed.length - meant.length) > limit) return null
  const distance = editDistance(typed, meant)
  return distance <= limit ? distance : null
}

/** Levenshtein distance. */
const editDistance = (a: string, b: string): number => {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const substitution = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      row.push(Math.min(substitution, (previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1))
    }
    previous = row
  }
  return previous[b.length] ?? 0
}
