/**
 * Binary messages, server to screen only. Layout: byte 0 = kind, bytes 1..4 = sequence (unsigned, big endian), the
 * rest = a JPEG. `live` is a camera frame and is answered with `frame-painted`. `portrait` and `sheet` are previews of
 * the review: they come before the view that names their sequence as its `pictureNumber`, are to be shown together with
 * it, and are valid until the visit's state leaves review.
 */
export const binaryKinds = { live: 1, portrait: 2, sheet: 3 } as const
export type BinaryKind = keyof typeof binaryKinds

export const BINARY_HEADER_BYTES = 5

/**
 * Of no kind, and nothing to show: zeros that are sent when a visit is over, because a browser keeps the last messages in
 * the shared memory between its processes until others take their place.
 */
export const blankMessage: Uint8Array = new Uint8Array(1 << 20)

export const encodeBinary = (kind: BinaryKind, sequence: number, jpeg: Uint8Array): Uint8Array => {
  const out = new Uint8Array(BINARY_HEADER_BYTES + jpeg.byteLength)
  out[0] = binaryKinds[kind]
  new DataView(out.buffer).setUint32(1, sequence)
  out.set(jpeg, BINARY_HEADER_BYTES)
  return out
}

/** `jpeg` is a view into `bytes`. Null for a kind that this version doesn't know. */
export const decodeBinary = (bytes: Uint8Array): { kind: BinaryKind; sequence: number; jpeg: Uint8Array } | null => {
  if (bytes.byteLength <= BINARY_HEADER_BYTES) return null
  const kind = (Object.keys(binaryKinds) as BinaryKind[]).find((name) => binaryKinds[name] === bytes[0])
  if (kind === undefined) return null
  const sequence = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(1)
  return { kind, sequence, jpeg: bytes.subarray(BINARY_HEADER_BYTES) }
}
