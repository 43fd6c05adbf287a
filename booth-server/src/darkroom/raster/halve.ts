/** Every 2 x 2 pixels become their mean. Even sides only. */
export const halve = (plane: Float32Array, width: number, height: number): Float32Array => {
  const across = width / 2
  const down = height / 2
  const target = new Float32Array(across * down)
  for (let y = 0, at = 0; y < down; y++) {
    let p = 2 * y * width
    for (let x = 0; x < across; x++, at++, p += 2) {
      target[at] = (plane[p]! + plane[p + 1]! + plane[p + width]! + plane[p + width + 1]!) * 0.25
    }
  }
  return target
}
