/**
 * Mean over a (2r+1) x (2r+1) window, cut at the picture's edge (the mean of what is inside, so edges don't darken).
 * Two running sums: the cost doesn't depend on the radius. Three passes come close to a Gaussian of
 * sigma = r + 0.5 or so.
 *
 * @param source one float a pixel, row by row
 * @param radius in pixels, 0 copies
 * @param target may be `source`
 */
export const boxBlur = (
  source: Float32Array,
  width: number,
  height: number,
  radius: number,
  target: Float32Array = new Float32Array(source.length),
  scratch: Float32Array = new Float32Array(source.length),
): Float32Array => {
  if (radius < 1) {
    if (target !== source) target.set(source)
    return target
  }
  const r = Math.min(Math.floor(radius), Math.max(width, height) - 1)
  blurRows(source, scratch, width, height, r)
  blurColumns(scratch, target, width, height, r)
  return target
}

const blurRows = (source: Float32Array, target: Float32Array, width: number, height: number, r: number) => {
  for (let y = 0; y < height; y++) {
    const row = y * width
    let sum = 0
    let count = 0
    for (let x = 0; x < Math.min(r, width); x++) {
      sum += source[row + x]!
      count++
    }
    for (let x = 0; x < width; x++) {
      if (x + r < width) {
        sum += source[row + x + r]!
        count++
      }
      if (x - r - 1 >= 0) {
        sum -= source[row + x - r - 1]!
        count--
      }
      target[row + x] = sum / count
    }
  }
}

/** Column sums kept for a whole row at a time, so that memory is read in order. */
const blurColumns = (source: Float32Array, target: Float32Array, width: number, height: number, r: number) => {
  const sums = new Float64Array(width)
  let count = 0
  for (let y = 0; y < Math.min(r, height); y++) {
    for (let x = 0; x < width; x++) sums[x]! += source[y * width + x]!
    count++
  }
  for (let y = 0; y < height; y++) {
    if (y + r < height) {
      const entering = (y + r) * width
      for (let x = 0; x < width; x++) sums[x]! += source[entering + x]!
      count++
    }
    if (y - r - 1 >= 0) {
      const leaving = (y - r - 1) * width
      for (let x = 0; x < width; x++) sums[x]! -= source[leaving + x]!
      count--
    }
    const row = y * width
    const scale = 1 / count
    for (let x = 0; x < width; x++) target[row + x] = sums[x]! * scale
  }
}
