import { meshRegions } from '../darkroom/mesh-regions.ts'
import { affineOf, apply, invert } from '../darkroom/raster/affine.ts'
import type { Crop, Landmarks, Matte, Measurements, Picture, Point } from '../darkroom/values.ts'
import { type Region, regionOf } from './region.ts'

/**
 * The print's rectangle of the picture as taken, at about print scale: what the pixel rules look at. Its scale hangs on
 * the head alone (`HEAD_PX` from crown to chin, or 300 dpi where that is less), so that a limit means the same for every
 * document and every camera.
 */
export interface PrintSample {
  readonly width: number
  readonly height: number
  /** 8-bit sRGB, interleaved. */
  readonly rgb: Uint8Array
  /** Rec. 709 luma of the coded values, 0..255. */
  readonly luma: Float32Array
  /** The person's opacity, 0..1. */
  readonly alpha: Float32Array
  /** 1 where the picture has a pixel there, 0 beyond its edges. */
  readonly inside: Uint8Array
  readonly pxPerMm: number
  /** Interpupillary distance on the sample, px. */
  readonly eyeDistancePx: number
  readonly rightEye: Point
  readonly leftEye: Point
  readonly face: Region
  readonly rightCheek: Region
  readonly leftCheek: Region
  readonly forehead: Region
  readonly rightEyeball: Region
  readonly leftEyeball: Region
  /** Backdrop well clear of the person. */
  readonly backdrop: Region
  /** A mesh point on the sample. */
  point(index: number): Point
}

const HEAD_PX = 380
const PRINT_DPI = 300
const MM_PER_INCH = 25.4
const MAX_TAPS = 6
/** The matte's soft edge and a little more, in eye distances. */
const BACKDROP_CLEARANCE = 0.12

/** Pixels whose surroundings hold no person: a sparse mask dilated by running sums. */
const findBackdrop = (
  alpha: Float32Array,
  inside: Uint8Array,
  width: number,
  height: number,
  radius: number,
): Region => {
  const rows = new Uint8Array(alpha.length)
  for (let y = 0; y < height; y += 1) {
    let last = -1e9
    for (let x = 0; x < width; x += 1) {
      if (alpha[y * width + x]! > 0.02) last = x
      if (x - last <= radius) rows[y * width + x] = 1
    }
    last = 1e9
    for (let x = width - 1; x >= 0; x -= 1) {
      if (alpha[y * width + x]! > 0.02) last = x
      if (last - x <= radius) rows[y * width + x] = 1
    }
  }
  const near = new Uint8Array(alpha.length)
  for (let x = 0; x < width; x += 1) {
    let last = -1e9
    for (let y = 0; y < height; y += 1) {
      if (rows[y * width + x] === 1) last = y
      if (y - last <= radius) near[y * width + x] = 1
    }
    last = 1e9
    for (let y = height - 1; y >= 0; y -= 1) {
      if (rows[y * width + x] === 1) last = y
      if (last - y <= radius) near[y * width + x] = 1
    }
  }
  const indices: number[] = []
  for (let at = 0; at < near.length; at += 1) if (near[at] === 0 && inside[at] === 1) indices.push(at)
  return { indices: Uint32Array.from(indices) }
}

export const sampleAtPrintScale = (input: {
  picture: Picture
  landmarks: Landmarks
  matte: Matte
  measurements: Measurements
  crop: Crop
}): PrintSample => {
  const { picture, landmarks, matte, measurements, crop } = input
  const headPx = measurements.skullCrown.valuePx + measurements.chin.valuePx
  const scale = Math.min(HEAD_PX / headPx, PRINT_DPI / MM_PER_INCH / crop.pxPerMm)
  const width = Math.max(1, Math.round(crop.widthPx * scale))
  const height = Math.max(1, Math.round(crop.heightPx * scale))
  const toPicture = affineOf(
    { centre: crop.centre, width: crop.widthPx, height: crop.heightPx, rollDeg: crop.rollDeg },
    width,
    height,
  )
  const fromPicture = invert(toPicture)
  // Every pixel is the mean of taps about a source pixel apart (bilinear where the picture is the coarser).
  const taps = Math.min(MAX_TAPS, Math.max(1, Math.round(1 / scale)))
  const pixels = width * height
  const rgb = new Uint8Array(pixels * 3)
  const luma = new Float32Array(pixels)
  const alpha = new Float32Array(pixels)
  const inside = new Uint8Array(pixels)
  const { data } = picture
  const { region } = matte
  const isUpscaled = scale > 0.8
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      let r = 0
      let g = 0
      let b = 0
      let person = 0
      let count = 0
      for (let ty = 0; ty < taps; ty += 1) {
        for (let tx = 0; tx < taps; tx += 1) {
          const u = x + (tx + 0.5) / taps
          const v = y + (ty + 0.5) / taps
          const px = toPicture.a * u + toPicture.b * v + toPicture.c
          const py = toPicture.d * u + toPicture.e * v + toPicture.f
          if (px < 0 || py < 0 || px >= picture.width || py >= picture.height) continue
          const mx = Math.floor(px) - region.left
          const my = Math.floor(py) - region.top
          if (mx >= 0 && my >= 0 && mx < region.width && my < region.height)
            person += matte.alpha[my * region.width + mx]!
          count += 1
          if (isUpscaled) {
            const left = Math.min(picture.width - 1, Math.max(0, Math.floor(px - 0.5)))
            const top = Math.min(picture.height - 1, Math.max(0, Math.floor(py - 0.5)))
            const fx = Math.min(1, Math.max(0, px - 0.5 - left))
            const fy = Math.min(1, Math.max(0, py - 0.5 - top))
            const a = (top * picture.width + left) * 3
            const right = left + 1 < picture.width ? 3 : 0
            const down = top + 1 < picture.height ? picture.width * 3 : 0
            const mix = (channel: number) => {
              const upper = data[a + channel]! * (1 - fx) + data[a + right + channel]! * fx
              const lower = data[a + down + channel]! * (1 - fx) + data[a + down + right + channel]! * fx
              return upper * (1 - fy) + lower * fy
            }
            r += mix(0)
            g += mix(1)
            b += mix(2)
          } else {
            const from = (Math.floor(py) * picture.width + Math.floor(px)) * 3
            r += data[from]!
            g += data[from + 1]!
            b += data[from + 2]!
          }
        }
      }
      if (count === 0) continue
      const to = y * width + x
      r /= count
      g /= count
      b /= count
      rgb[to * 3] = r
      rgb[to * 3 + 1] = g
      rgb[to * 3 + 2] = b
      luma[to] = 0.2126 * r + 0.7152 * g + 0.0722 * b
      alpha[to] = person / count
      inside[to] = 1
    }
  }
  const eyeDistancePx = measurements.interpupillaryDistancePx * scale
  const point = (index: number): Point =>
    apply(fromPicture, { x: landmarks.points[index * 3] ?? 0, y: landmarks.points[index * 3 + 1] ?? 0 })
  const outline = (indices: readonly number[]) => regionOf(indices.map(point), inside, width, height)
  return {
    width,
    height,
    rgb,
    luma,
    alpha,
    inside,
    pxPerMm: crop.pxPerMm * scale,
    eyeDistancePx,
    rightEye: apply(fromPicture, measurements.rightEye),
    leftEye: apply(fromPicture, measurements.leftEye),
    face: outline(meshRegions.faceOval),
    rightCheek: outline(meshRegions.rightCheek),
    leftCheek: outline(meshRegions.leftCheek),
    forehead: outline(meshRegions.forehead),
    rightEyeball: outline(meshRegions.rightEye),
    leftEyeball: outline(meshRegions.leftEye),
    backdrop: findBackdrop(alpha, inside, width, height, Math.max(2, Math.round(BACKDROP_CLEARANCE * eyeDistancePx))),
    point,
  }
}
