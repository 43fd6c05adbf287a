/** Overwrites every byte array in a value. */
export const overwriteBytes = (value: unknown): void => {
  if (value instanceof Uint8Array) value.fill(0)
  else if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) overwriteBytes(inner)
}
