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
  // Where the window is cut on both sides, on one, on none: apart, so that the long middle has no condition in it.
  const head = Math.min(r + 1, width)
  const tail = Math.max(head, width - r)
  const whole = 1 / (2 * r + 1)
  for (let y = 0; y < height; y++) {
    const row = y * width
    let sum = 0
    let count = Math.min(r, width)
    for (let x = 0; x < count; x++) sum += source[row + x]!
    for (let x = 0; x < head; x++) {
      if (x + r < width) {
        sum += source[row + x + r]!
        count++
      }
      target[row + x] = sum / count
    }
    let entering = row + head + r
    let leaving = row + head - r - 1
    for (let x = head; x < tail; x++) {
      sum += source[entering++]! - source[leaving++]!
      target[row + x] = sum * whole
    }
    for (let x = tail; x < width; x++) {
      sum -= source[leaving++]!
      target[row + x] = sum / (width - x + r)
    }
  }
}

/** Column sums kept for a whole row at a time, so that memory is read in order. */
const blurColumns = (source: Float32Array, target: Float32Array, width: number, height: number, r: number) => {
  const sums = new Float64Array(width)
  let count = 0
  for (let y = 0; y < Math.min(r, height); y++) {
    for (let x = 0, at = y * width; x < width; x++, at++) sums[x]! += source[at]!
    count++
  }
  for (let y = 0; y < height; y++) {
    const row = y * width
    const hasEntering = y + r < height
    const hasLeaving = y - r - 1 >= 0
    if (hasEntering) count++
    if (hasLeaving) count--
    const scale = 1 / count
    const entering = (y + r) * width
    const leaving = (y - r - 1) * width
    if (hasEntering && hasLeaving) {
      for (let x = 0; x < width; x++) {
        const sum = sums[x]! + source[entering + x]! - source[leaving + x]!
        sums[x] = sum
        target[row + x] = sum * scale
      }
      continue
    }
    if (hasEntering) for (let x = 0; x < width; x++) sums[x]! += source[entering + x]!
    if (hasLeaving) for (let x = 0; x < width; x++) sums[x]! -= source[leaving + x]!
    for (let x = 0; x < width; x++) target[row + x] = sums[x]! * scale
  }
}
