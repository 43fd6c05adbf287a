/** Connected areas (4-neighbours) of a mask. */
export interface Components {
  /** 0 = outside the mask, else the area's number from 1 on. */
  readonly labels: Int32Array
  /** Pixels of each area, by its number; index 0 is unused. */
  readonly sizes: readonly number[]
}

/** Labels by flood filling along the rows; each pixel is visited once. */
export const labelComponents = (mask: Uint8Array, width: number, height: number): Components => {
  const labels = new Int32Array(mask.length)
  const sizes = [0]
  const stack: number[] = []
  for (let seed = 0; seed < mask.length; seed++) {
    if (mask[seed] === 0 || labels[seed] !== 0) continue
    const label = sizes.length
    let size = 0
    stack.push(seed)
    while (stack.length > 0) {
      const at = stack.pop()!
      if (labels[at] !== 0) continue
      const row = Math.floor(at / width) * width
      let left = at
      while (left > row && mask[left - 1] !== 0 && labels[left - 1] === 0) left--
      let isAboveOpen = false
      let isBelowOpen = false
      for (let p = left; p < row + width && mask[p] !== 0 && labels[p] === 0; p++) {
        labels[p] = label
        size++
        const above = p - width
        const canGoUp = above >= 0 && mask[above] !== 0 && labels[above] === 0
        if (canGoUp && !isAboveOpen) stack.push(above)
        isAboveOpen = canGoUp
        const below = p + width
        const canGoDown = below < width * height && mask[below] !== 0 && labels[below] === 0
        if (canGoDown && !isBelowOpen) stack.push(below)
        isBelowOpen = canGoDown
      }
    }
    sizes.push(size)
  }
  return { labels, sizes }
}
