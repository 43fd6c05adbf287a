/** Attributes as a printer sent them: a set of one comes as its value, and any of them may be missing. */
export type Attributes = Readonly<Record<string, unknown>>

export const listOf = (attributes: Attributes, name: string): unknown[] => {
  const value = attributes[name]
  return value === undefined || value === '' ? [] : Array.isArray(value) ? value : [value]
}

export const stringsOf = (attributes: Attributes, name: string): string[] =>
  listOf(attributes, name).filter((value): value is string => typeof value === 'string')

export const numbersOf = (attributes: Attributes, name: string): number[] =>
  listOf(attributes, name).filter((value): value is number => typeof value === 'number')

export const stringOf = (attributes: Attributes, name: string): string | null => stringsOf(attributes, name)[0] ?? null

export const numberOf = (attributes: Attributes, name: string): number | null => numbersOf(attributes, name)[0] ?? null

export const groupsIn = (attributes: Attributes, name: string): Attributes[] =>
  listOf(attributes, name).filter(
    (value): value is Attributes => typeof value === 'object' && value !== null && !Array.isArray(value),
  )

/** The value of `key=value;` in an octet string of PWG 5100.13 (`printer-supply`, `printer-input-tray`). */
export const fieldOf = (encoded: string, key: string): string | null =>
  new RegExp(`(?:^|;)\\s*${key}=([^;]*)`).exec(encoded)?.[1]?.trim() ?? null
