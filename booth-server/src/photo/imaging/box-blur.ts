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

/** Four rows at a time: each running sum waits for its own last addition only. */
const blurRows = (source: Float32Array, target: Float32Array, width: number, height: number, r: number) => {
  const whole = height - (height % 4)
  for (let y = 0; y < whole; y += 4) blurFourRows(source, target, width, y * width, r)
  for (let y = whole; y < height; y++) blurRow(source, target, width, y * width, r)
}

const blurFourRows = (source: Float32Array, target: Float32Array, width: number, row: number, r: number) => {
  // Where the window is cut on both sides, on one, on none: apart, so that the long middle has no condition in it.
  const head = Math.min(r + 1, width)
  const tail = Math.max(head, width - r)
  const second = row + width
  const third = second + width
  const fourth = third + width
  let count = Math.min(r, width)
  let sum1 = 0
  let sum2 = 0
  let sum3 = 0
  let sum4 = 0
  for (let x = 0; x < count; x++) {
    sum1 += source[row + x]!
    sum2 += source[second + x]!
    sum3 += source[third + x]!
    sum4 += source[fourth + x]!
  }
  for (let x = 0; x < head; x++) {
    if (x + r < width) {
      sum1 += source[row + x + r]!
      sum2 += source[second + x + r]!
      sum3 += source[third + x + r]!
      sum4 += source[fourth + x + r]!
      count++
    }
    const share = 1 / count
    target[row + x] = sum1 * share
    target[second + x] = sum2 * share
    target[third + x] = sum3 * share
    target[fourth + x] = sum4 * share
  }
  const share = 1 / (2 * r + 1)
  for (let x = head, entering = head + r, leaving = head - r - 1; x < tail; x++, entering++, leaving++) {
    sum1 += source[row + entering]! - source[row + leaving]!
    sum2 += source[second + entering]! - source[second + leaving]!
    sum3 += source[third + entering]! - source[third + leaving]!
    sum4 += source[fourth + entering]! - source[fourth + leaving]!
    target[row + x] = sum1 * share
    target[second + x] = sum2 * share
    target[third + x] = sum3 * share
    target[fourth + x] = sum4 * share
  }
  for (let x = tail; x < width; x++) {
    const leaving = x - r - 1
    sum1 -= source[row + leaving]!
    sum2 -= source[second + leaving]!
    sum3 -= source[third + leaving]!
    sum4 -= source[fourth + leaving]!
    const rest = 1 / (width - x + r)
    target[row + x] = sum1 * rest
    target[second + x] = sum2 * rest
    target[third + x] = sum3 * rest
    target[fourth + x] = sum4 * rest
  }
}

const blurRow = (source: Float32Array, target: Float32Array, width: number, row: number, r: number) => {
  let sum = 0
  let count = 0
  for (let x = 0; x < Math.min(r, width); x++, count++) sum += source[row + x]!
  for (let x = 0; x < width; x++) {
    if (x + r < width) {
      sum += source[row + x + r]!
      count++
    }
    if (x - r > 0) {
      sum -= source[row + x - r - 1]!
      count--
    }
    target[row + x] = sum / count
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
