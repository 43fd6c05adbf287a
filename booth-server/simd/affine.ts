/** From one raster's coordinates to another's: x = a u + b v + c, y = d u + e v + f. */
@unmanaged
export class Affine {
  a: f64
  b: f64
  c: f64
  d: f64
  e: f64
  f: f64
}
