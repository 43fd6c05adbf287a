import { meshRegions } from '../darkroom/mesh-regions.ts'
import { affineOf, apply, invert } from '../darkroom/raster/affine.ts'
import type { Crop, Landmarks, Matte, Measurements, Picture, Point } from '../darkroom/values.ts'
import { type Region, regionOf } from './region.ts'

/**
 * The print's rectangle of the picture as taken, at about print scale: what the pixel rules look at. Its scale hangs on
 * the head alone (`HEAD_PX` from crown to chin: 27 mm at 300 dpi, eyes about 90 px apart), so that a limit means the same
 * for every document and every camera.
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

const HEAD_PX = 320
/** A large print with a small head in it would cost more than it tells. */
const MAX_PIXELS = 700_000
const MAX_TAPS = 5
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
  const scale = Math.min(HEAD_PX / headPx, Math.sqrt(MAX_PIXELS / (crop.widthPx * crop.heightPx)))
  const width = Math.max(1, Math.round(crop.widthPx * scale))
  const height = Math.max(1, Math.round(crop.heightPx * scale))
  const box = { centre: crop.centre, width: crop.widthPx, height: crop.heightPx, rollDeg: crop.rollDeg }
  const toPicture = affineOf(box, width, height)
  const fromPicture = invert(toPicture)
  const pixels = width * height
  const rgb = new Uint8Array(pixels * 3)
  const luma = new Float32Array(pixels)
  const alpha = new Float32Array(pixels)
  const inside = new Uint8Array(pixels)
  const { data } = picture
  const { region } = matte
  // Every pixel is the mean of bilinear taps at most a source pixel apart: no aliasing to take for detail.
  const taps = Math.min(MAX_TAPS, Math.ceil(1 / scale))
  const share = 1 / taps
  const lastX = picture.width - 1
  const lastY = picture.height - 1
  const rowBytes = picture.width * 3
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      let r = 0
      let g = 0
      let b = 0
      let person = 0
      let count = 0
      for (let tap = 0; tap < taps * taps; tap += 1) {
        const u = x + ((tap % taps) + 0.5) * share
        const v = y + (Math.floor(tap / taps) + 0.5) * share
        const px = toPicture.a * u + toPicture.b * v + toPicture.c
        const py = toPicture.d * u + toPicture.e * v + toPicture.f
        if (px < 0 || py < 0 || px >= picture.width || py >= picture.height) continue
        const mx = Math.floor(px) - region.left
        const my = Math.floor(py) - region.top
        if (mx >= 0 && my >= 0 && mx < region.width && my < region.height)
          person += matte.alpha[my * region.width + mx]!
        count += 1
        const cx = px < 0.5 ? 0 : px - 0.5
        const cy = py < 0.5 ? 0 : py - 0.5
        const left = Math.floor(cx)
        const top = Math.floor(cy)
        const fx = cx - left
        const fy = cy - top
        const a = top * rowBytes + left * 3
        const right = left < lastX ? 3 : 0
        const down = top < lastY ? rowBytes : 0
        const nw = (1 - fx) * (1 - fy)
        const ne = fx * (1 - fy)
        const sw = (1 - fx) * fy
        const se = fx * fy
        r += nw * data[a]! + ne * data[a + right]! + sw * data[a + down]! + se * data[a + down + right]!
        g += nw * data[a + 1]! + ne * data[a + right + 1]! + sw * data[a + down + 1]! + se * data[a + down + right + 1]!
        b += nw * data[a + 2]! + ne * data[a + right + 2]! + sw * data[a + down + 2]! + se * data[a + down + right + 2]!
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
