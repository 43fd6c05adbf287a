/** IEEE 754 binary16 -> binary32 by table: every one of the 65536 halves has an exact float32. */
let table: Float32Array | undefined

const halfToFloat = (half: number): number => {
  const sign = half & 0x8000 ? -1 : 1
  const exponent = (half >> 10) & 0x1f
  const fraction = half & 0x3ff
  if (exponent === 0) return sign * 2 ** -14 * (fraction / 1024)
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN
  return sign * 2 ** (exponent - 15) * (1 + fraction / 1024)
}

/** Little-endian halves in `bytes` -> as many float32 values. `bytes` may start at an odd address. */
export const float16ToFloat32 = (bytes: Uint8Array): Float32Array => {
  table ??= Float32Array.from({ length: 65536 }, (_, half) => halfToFloat(half))
  const values = new Float32Array(bytes.byteLength >> 1)
  for (let index = 0; index < values.length; index += 1) {
    values[index] = table[(bytes[2 * index] ?? 0) | ((bytes[2 * index + 1] ?? 0) << 8)] ?? Number.NaN
  }
  return values
}
