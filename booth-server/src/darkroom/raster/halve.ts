/** Every 2 x 2 pixels become their mean. At the end of a side of odd length a pixel stands for its missing neighbour too. */
export const halve = (plane: Float32Array, width: number, height: number): Float32Array => {
  const across = Math.ceil(width / 2)
  const target = new Float32Array(across * Math.ceil(height / 2))
  for (let y = 0, at = 0; y < height; y += 2) {
    const down = y + 1 < height ? width : 0
    for (let x = 0, p = y * width; x < width; x += 2, p += 2, at++) {
      const right = x + 1 < width ? 1 : 0
      target[at] = (plane[p]! + plane[p + right]! + plane[p + down]! + plane[p + down + right]!) * 0.25
    }
  }
  return target
}
