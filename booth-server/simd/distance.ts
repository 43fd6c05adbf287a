/** A step sideways and a diagonal one (Borgefors 1986: within 8 % of the true distance). */
const STRAIGHT: f32 = 1
const DIAGONAL: f32 = 1.4142135

/**
 * Distance of each pixel to the nearest one where `mask` is set, or not set, px, by two sweeps of the 3 x 3 chamfer; `far` where
 * nothing is nearer.
 *
 * @param mask a byte a pixel
 * @param target a float a pixel
 */
export function distances(mask: usize, isSet: bool, width: i32, height: i32, far: f32, target: usize): void {
  const pixels = width * height
  for (let at = 0; at < pixels; at++) {
    store<f32>(target + (usize(at) << 2), (load<u8>(mask + at) != 0) == isSet ? 0 : far)
  }
  for (let y = 0; y < height; y++) {
    if (y > 0) fromRow(target, y, y - 1, width)
    let best = far
    let at = target + (usize(y * width) << 2)
    for (let x = 0; x < width; x++, at += 4) {
      best = min(best + STRAIGHT, load<f32>(at))
      store<f32>(at, best)
    }
  }
  for (let y = height - 1; y >= 0; y--) {
    if (y + 1 < height) fromRow(target, y, y + 1, width)
    let best = far
    let at = target + (usize(y * width + width - 1) << 2)
    for (let x = width - 1; x >= 0; x--, at -= 4) {
      best = min(best + STRAIGHT, load<f32>(at))
      store<f32>(at, best)
    }
  }
}

/** What row `y` has from its neighbour: straight, and aslant from either side. */
function fromRow(target: usize, y: i32, neighbour: i32, width: i32): void {
  const row = target + (usize(y * width) << 2)
  const other = target + (usize(neighbour * width) << 2)
  const straight = f32x4.splat(STRAIGHT)
  const diagonal = f32x4.splat(DIAGONAL)
  let x = 1
  for (; x + 4 < width; x += 4) {
    const at = usize(x) << 2
    const aslant = f32x4.pmin(v128.load(other + at - 4), v128.load(other + at + 4))
    const near = f32x4.pmin(f32x4.add(v128.load(other + at), straight), f32x4.add(aslant, diagonal))
    v128.store(row + at, f32x4.pmin(v128.load(row + at), near))
  }
  for (; x < width; x++) fromNeighbours(row, other, x, width)
  fromNeighbours(row, other, 0, width)
}

function fromNeighbours(row: usize, other: usize, x: i32, width: i32): void {
  const at = usize(x) << 2
  let best = min(load<f32>(row + at), load<f32>(other + at) + STRAIGHT)
  if (x > 0) best = min(best, load<f32>(other + at - 4) + DIAGONAL)
  if (x + 1 < width) best = min(best, load<f32>(other + at + 4) + DIAGONAL)
  store<f32>(row + at, best)
}
