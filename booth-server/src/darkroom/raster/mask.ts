/** One byte a pixel: 1 where `isIn` says so. A plain loop, as `from` and `map` of typed arrays cost several times that. */
export const maskWhere = (pixels: number, isIn: (at: number) => boolean): Uint8Array => {
  const mask = new Uint8Array(pixels)
  for (let at = 0; at < pixels; at++) if (isIn(at)) mask[at] = 1
  return mask
}

export const inverseOf = (mask: Uint8Array): Uint8Array => maskWhere(mask.length, (at) => mask[at] === 0)
