// From one raster's coordinates to another's: x = a u + b v + c, y = d u + e v + f.

@unmanaged
export class Affine {
  a: f32
  b: f32
  c: f32
  d: f32
  e: f32
  f: f32
}

/** Where positions decide on their own, not colours that lie there. */
@unmanaged
export class PreciseAffine {
  a: f64
  b: f64
  c: f64
  d: f64
  e: f64
  f: f64
}
