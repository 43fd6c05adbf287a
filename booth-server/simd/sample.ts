// Pictures as the models' input.
import { Bytes, Floats } from './addresses'
import { Affine } from './affine'
import { release, reserve, scratchTop } from './memory'
import { bilinear, colourAt, MAGIC, MAGIC_BITS } from './vectors'

const FLOAT: usize = 4

@unmanaged
export class SampleBox extends Affine {
  /** 8-bit RGB. */
  data: Bytes
  /** Of the picture. */
  width: i32
  height: i32
  /** Side of the result, px. */
  size: i32
  /** Samples a pixel and axis. */
  perAxis: i32
  /** Value beyond the picture, 0..255. */
  outside: f32
  /** The result is (value - offset) * scale. */
  offset: f32
  scale: f32
  /** Result, RGB interleaved. */
  target: Floats
}

/**
 * A rotated box of a picture as a model's input: each pixel the mean of `perAxis` x `perAxis` samples, of which each is
 * the picture's nearest pixel; over several that is as good as bilinear ones. The affine leads from the result's
 * corners to the picture's.
 */
export function areaSample(args: SampleBox): void {
  const a = args.a
  const b = args.b
  const c = args.c
  const d = args.d
  const e = args.e
  const f = args.f
  const data = args.data
  const width = args.width
  const height = args.height
  const size = args.size
  const perAxis = args.perAxis
  const outside = args.outside
  const offset = args.offset
  const scale = args.scale
  let target = args.target
  const mark = scratchTop()
  const space = reserve(8 * usize(perAxis * perAxis))
  const samples = perAxis * perAxis
  let minX: f32 = 0
  let maxX: f32 = 0
  let minY: f32 = 0
  let maxY: f32 = 0
  for (let sample = 0; sample < samples; sample++) {
    const u = (f32(sample % perAxis) + 0.5) / f32(perAxis)
    const v = (f32(sample / perAxis) + 0.5) / f32(perAxis)
    const x = a * u + b * v
    const y = d * u + e * v
    minX = min(minX, x)
    maxX = max(maxX, x)
    minY = min(minY, y)
    maxY = max(maxY, y)
    store<f32>(space + usize(sample) * 8, x)
    store<f32>(space + usize(sample) * 8, y, 4)
  }
  const pairs = samples >> 1
  const isOdd = (samples & 1) != 0
  const strides = i32x4(3, 3 * width, 3, 3 * width)
  const factor = scale / f32(samples)
  const shift = f32x4.splat(-offset * scale)
  for (let v = 0; v < size; v++) {
    for (let u = 0; u < size; u++, target += 3 * FLOAT) {
      const left = a * f32(u) + b * f32(v) + c
      const top = d * f32(u) + e * f32(v) + f
      let sum: v128
      if (left + minX >= 0 && top + minY >= 0 && left + maxX < f32(width) && top + maxY < f32(height)) {
        // Half a pixel less, as what follows rounds: the pixel that holds the place.
        const corner = f32x4.sub(f32x4(left, top, left, top), f32x4.splat(0.5))
        let total = i16x8.splat(0)
        let from = space
        for (let pair = 0; pair < pairs; pair++, from += 16) {
          const rounded = f32x4.add(f32x4.add(corner, v128.load(from)), f32x4.splat(MAGIC))
          const place = i32x4.sub(rounded, i32x4.splat(MAGIC_BITS))
          const at = i32x4.mul(place, strides)
          const bytes = i32x4.add(at, v128.shuffle<i32>(at, at, 1, 0, 3, 2))
          const one = v128.load32_zero(data + i32x4.extract_lane(bytes, 0))
          const both = v128.load32_lane(data + i32x4.extract_lane(bytes, 2), one, 1)
          total = i16x8.add(total, i16x8.extend_low_i8x16_u(both))
        }
        if (isOdd) {
          const x = i32(left + load<f32>(from))
          const y = i32(top + load<f32>(from, 4))
          total = i16x8.add(total, i16x8.extend_low_i8x16_u(v128.load32_zero(data + usize(3 * (y * width + x)))))
        }
        // The first sample of each pair is in the lower half, the second in the upper one.
        const parts = i32x4.add(i32x4.extend_low_i16x8_u(total), i32x4.extend_high_i16x8_u(total))
        sum = f32x4.convert_i32x4_u(parts)
      } else if (left + maxX < 0 || top + maxY < 0 || left + minX >= f32(width) || top + minY >= f32(height)) {
        sum = f32x4.splat(outside * f32(samples))
      } else {
        sum = f32x4.splat(0)
        for (let sample = 0; sample < samples; sample++) {
          const x = left + load<f32>(space + usize(sample) * 8)
          const y = top + load<f32>(space + usize(sample) * 8, 4)
          const isInside = x >= 0 && y >= 0 && x < f32(width) && y < f32(height)
          const colour = isInside ? colourAt(data + usize(3 * (i32(y) * width + i32(x)))) : f32x4.splat(outside)
          sum = f32x4.add(sum, colour)
        }
      }
      v128.store(target, f32x4.add(f32x4.mul(sum, f32x4.splat(factor)), shift))
    }
  }
  release(mark)
}

/** As `areaSample`, with one bilinear sample a pixel: for boxes that don't shrink. */
export function bilinearSample(args: SampleBox): void {
  const a = args.a
  const b = args.b
  const c = args.c
  const d = args.d
  const e = args.e
  const f = args.f
  const data = args.data
  const width = args.width
  const height = args.height
  const size = args.size
  const outside = args.outside
  const offset = args.offset
  const scale = args.scale
  let target = args.target
  const right = f32(width - 1)
  const bottom = f32(height - 1)
  const beyond = f32x4.splat(outside)
  for (let v = 0; v < size; v++) {
    for (let u = 0; u < size; u++, target += 3 * FLOAT) {
      const x = a * (f32(u) + 0.5) + b * (f32(v) + 0.5) + c - 0.5
      const y = d * (f32(u) + 0.5) + e * (f32(v) + 0.5) + f - 0.5
      const isOutside = x < -0.5 || y < -0.5 || x > right + 0.5 || y > bottom + 0.5
      const colour = isOutside ? beyond : bilinear(data, 3, width, height, x, y)
      v128.store(target, f32x4.mul(f32x4.sub(colour, f32x4.splat(offset)), f32x4.splat(scale)))
    }
  }
}

/**
 * Interleaved 8-bit RGB as planes of floats.
 *
 * @param data 8-bit RGB
 * @param target result: three planes, (value - offset) * scale
 */
export function interleavedToPlanar(data: Bytes, pixels: i32, offset: f32, scale: f32, target: Floats): void {
  const plane = usize(pixels) * FLOAT
  for (let at = 0; at < pixels; at++, data += 3, target += FLOAT) {
    store<f32>(target, (f32(load<u8>(data)) - offset) * scale)
    store<f32>(target + plane, (f32(load<u8>(data, 1)) - offset) * scale)
    store<f32>(target + 2 * plane, (f32(load<u8>(data, 2)) - offset) * scale)
  }
}
