/** CIE L*a*b* (D65), one plane a channel: L 0..100, a and b about -128..127. */
export interface LabPlanes {
  readonly l: Float32Array
  readonly a: Float32Array
  readonly b: Float32Array
}

// D65 white of sRGB (IEC 61966-2-1), Y = 1.
const WHITE_X = 0.95047
const WHITE_Z = 1.08883

const toLinear = new Float32Array(256)
for (let value = 0; value < 256; value++) {
  const v = value / 255
  toLinear[value] = v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4
}

const CURVE_STEPS = 4096
/** f(t) of CIE 15 for t in 0..1.1. */
const labCurve = new Float32Array(CURVE_STEPS + 2)
for (let index = 0; index < labCurve.length; index++) {
  const t = (index / CURVE_STEPS) * 1.1
  labCurve[index] = t > 216 / 24389 ? Math.cbrt(t) : ((24389 / 27) * t + 16) / 116
}
const curve = (t: number): number => {
  const at = (Math.min(Math.max(t, 0), 1.1) / 1.1) * CURVE_STEPS
  const index = at | 0
  const low = labCurve[index]!
  return low + (labCurve[index + 1]! - low) * (at - index)
}

/** sRGB code value (0..255) of a linear light in 0..1. */
const fromLinear = new Uint8ClampedArray(CURVE_STEPS + 1)
for (let index = 0; index <= CURVE_STEPS; index++) {
  // Spaced by the square root: dark tones need the finer steps.
  const v = (index / CURVE_STEPS) ** 2
  fromLinear[index] = 255 * (v <= 0.0031308 ? v * 12.92 : 1.055 * v ** (1 / 2.4) - 0.055)
}
const encode = (v: number): number => fromLinear[Math.round(Math.sqrt(Math.min(Math.max(v, 0), 1)) * CURVE_STEPS)]!

/** @param rgb 8-bit sRGB, 3 channels interleaved */
export const rgbToLab = (rgb: Uint8Array): LabPlanes => {
  const pixels = rgb.length / 3
  const l = new Float32Array(pixels)
  const a = new Float32Array(pixels)
  const b = new Float32Array(pixels)
  for (let pixel = 0, at = 0; pixel < pixels; pixel++, at += 3) {
    const red = toLinear[rgb[at]!]!
    const green = toLinear[rgb[at + 1]!]!
    const blue = toLinear[rgb[at + 2]!]!
    const fx = curve((0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / WHITE_X)
    const fy = curve(0.2126729 * red + 0.7151522 * green + 0.072175 * blue)
    const fz = curve((0.0193339 * red + 0.119192 * green + 0.9503041 * blue) / WHITE_Z)
    l[pixel] = 116 * fy - 16
    a[pixel] = 500 * (fx - fy)
    b[pixel] = 200 * (fy - fz)
  }
  return { l, a, b }
}

const inverse = (f: number): number => (f > 6 / 29 ? f * f * f : ((116 * f - 16) * 27) / 24389)

/** Back to 8-bit sRGB, 3 channels interleaved; what is outside the gamut is clipped. */
export const labToRgb = ({ l, a, b }: LabPlanes, target = new Uint8Array(l.length * 3)): Uint8Array => {
  for (let pixel = 0, at = 0; pixel < l.length; pixel++, at += 3) {
    const fy = (l[pixel]! + 16) / 116
    const x = inverse(fy + a[pixel]! / 500) * WHITE_X
    const y = inverse(fy)
    const z = inverse(fy - b[pixel]! / 200) * WHITE_Z
    target[at] = encode(3.2404542 * x - 1.5371385 * y - 0.4985314 * z)
    target[at + 1] = encode(-0.969266 * x + 1.8760108 * y + 0.041556 * z)
    target[at + 2] = encode(0.0556434 * x - 0.2040259 * y + 1.0572252 * z)
  }
  return target
}
