import { meshRegions } from '../darkroom/mesh-regions.ts'
import {
  type Affine,
  affineOf,
  apply,
  boxOfCrop,
  clipToFrame,
  invert,
  type TurnedBox,
} from '../darkroom/raster/affine.ts'
import type { Box, Crop, Iris, Landmarks, Matte, Measurements, Picture, Point } from '../darkroom/values.ts'
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
  /** What the lids leave of the irises' inner part, where a wide pupil is: their rims may show the lids' red. */
  readonly rightPupil: Region
  readonly leftPupil: Region
  /** Backdrop well clear of the person. */
  readonly backdrop: Region
}

const HEAD_PX = 320
/** A large print with a small head in it would cost more than it tells. */
const MAX_PIXELS = 700_000
/** The matte's soft edge and a little more, in eye distances. */
const BACKDROP_CLEARANCE = 0.12
/** A pupil wide in the dark against the iris, 7.5 of 11.7 mm. */
const PUPIL_SHARE = 0.65
/** Radius of the iris in eye distances where no model told it: 5.8 of 63 mm. */
const IRIS_RADIUS = 0.09
/** Points of the iris model's contour around the lids. */
const LIDS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 15, 14, 13, 12, 11, 10, 9] as const

/** The upright part of the picture that a turned box touches, whole pixels, with one to spare. */
const boundsOf = (box: TurnedBox, { width, height }: Picture): Box => {
  const angle = (box.rollDeg * Math.PI) / 180
  const halfX = (Math.abs(Math.cos(angle)) * box.width + Math.abs(Math.sin(angle)) * box.height) / 2 + 1
  const halfY = (Math.abs(Math.sin(angle)) * box.width + Math.abs(Math.cos(angle)) * box.height) / 2 + 1
  const { x, y } = box.centre
  return clipToFrame({ left: x - halfX, top: y - halfY, width: 2 * halfX, height: 2 * halfY }, width, height)
}

/** The picture, or means of `factor` x `factor` of its pixels: RGB interleaved, 0..255. */
interface Shrunk {
  readonly data: Uint8Array | Float32Array
  readonly columns: number
  readonly rows: number
  readonly left: number
  readonly top: number
  readonly factor: number
}

/** Means of `factor` x `factor` pixels of the picture inside `bounds`; a rest at the far edges goes. */
const shrink = (picture: Picture, bounds: Box, factor: number): Shrunk => {
  if (factor === 1) {
    return { data: picture.data, columns: picture.width, rows: picture.height, left: 0, top: 0, factor }
  }
  const columns = Math.max(1, Math.floor(bounds.width / factor))
  const rows = Math.max(1, Math.floor(bounds.height / factor))
  const means = new Float32Array(columns * rows * 3)
  const share = 1 / (factor * factor)
  const { data } = picture
  const line = (bounds.width - columns * factor) * 3 + (picture.width - bounds.width) * 3
  let from = (bounds.top * picture.width + bounds.left) * 3
  for (let row = 0; row < rows * factor; row += 1) {
    let to = Math.floor(row / factor) * columns * 3
    for (let column = 0; column < columns; column += 1) {
      let r = 0
      let g = 0
      let b = 0
      for (let k = 0; k < factor; k += 1) {
        r += data[from]!
        g += data[from + 1]!
        b += data[from + 2]!
        from += 3
      }
      means[to]! += r * share
      means[to + 1]! += g * share
      means[to + 2]! += b * share
      to += 3
    }
    from += line
  }
  return { data: means, columns, rows, left: bounds.left, top: bounds.top, factor }
}

/**
 * The sample's planes: averaged by whole pixels first, then one bilinear tap a pixel, so that nothing aliases that could
 * pass for detail.
 */
const readPixels = (
  picture: Picture,
  source: Shrunk,
  matte: Matte,
  toPicture: Affine,
  width: number,
  height: number,
): Pick<PrintSample, 'rgb' | 'luma' | 'alpha' | 'inside'> => {
  const pixels = width * height
  const rgb = new Uint8Array(pixels * 3)
  const luma = new Float32Array(pixels)
  const alpha = new Float32Array(pixels)
  const inside = new Uint8Array(pixels)
  const { data, columns, rows, left, top, factor } = source
  const { region } = matte
  const { a, b, c, d, e, f } = toPicture
  const share = 1 / factor
  const lastX = columns - 1
  const lastY = rows - 1
  const stride = columns * 3
  for (let y = 0; y < height; y += 1) {
    let px = 0.5 * a + (y + 0.5) * b + c
    let py = 0.5 * d + (y + 0.5) * e + f
    for (let x = 0, to = y * width; x < width; x += 1, to += 1, px += a, py += d) {
      if (px < 0 || py < 0 || px >= picture.width || py >= picture.height) continue
      const cx = Math.min(lastX, Math.max(0, (px - left) * share - 0.5))
      const cy = Math.min(lastY, Math.max(0, (py - top) * share - 0.5))
      const x0 = cx | 0
      const y0 = cy | 0
      const fx = cx - x0
      const fy = cy - y0
      const nw = y0 * stride + x0 * 3
      const ne = x0 < lastX ? nw + 3 : nw
      const down = y0 < lastY ? stride : 0
      const sw = nw + down
      const se = ne + down
      const wnw = (1 - fx) * (1 - fy)
      const wne = fx * (1 - fy)
      const wsw = (1 - fx) * fy
      const wse = fx * fy
      const r = wnw * data[nw]! + wne * data[ne]! + wsw * data[sw]! + wse * data[se]!
      const g = wnw * data[nw + 1]! + wne * data[ne + 1]! + wsw * data[sw + 1]! + wse * data[se + 1]!
      const bl = wnw * data[nw + 2]! + wne * data[ne + 2]! + wsw * data[sw + 2]! + wse * data[se + 2]!
      rgb[to * 3] = r + 0.5
      rgb[to * 3 + 1] = g + 0.5
      rgb[to * 3 + 2] = bl + 0.5
      // Rec. 709.
      luma[to] = 0.2126 * r + 0.7152 * g + 0.0722 * bl
      inside[to] = 1
      // The matte is smooth at this scale: the pixel there stands for its surroundings.
      const mx = (px | 0) - region.left
      const my = (py | 0) - region.top
      if (mx >= 0 && my >= 0 && mx < region.width && my < region.height)
        alpha[to] = matte.alpha[my * region.width + mx]!
    }
  }
  return { rgb, luma, alpha, inside }
}

/** Pixels whose surroundings, `radius` to each side, hold no person: distances along rows, then along columns. */
const findBackdrop = (
  alpha: Float32Array,
  inside: Uint8Array,
  width: number,
  height: number,
  radius: number,
): Region => {
  const near = new Uint8Array(alpha.length)
  for (let y = 0; y < height; y += 1) {
    const row = y * width
    let gap = radius + 1
    for (let x = 0; x < width; x += 1) {
      gap = alpha[row + x]! > 0.02 ? 0 : gap + 1
      if (gap <= radius) near[row + x] = 1
    }
    gap = radius + 1
    for (let x = width - 1; x >= 0; x -= 1) {
      gap = alpha[row + x]! > 0.02 ? 0 : gap + 1
      if (gap <= radius) near[row + x] = 1
    }
  }
  // Row by row with one counter a column, so that memory is read in order.
  const grown = near.slice()
  const sweep = (from: number, to: number, step: 1 | -1) => {
    const gaps = new Int32Array(width).fill(radius + 1)
    for (let y = from; y !== to; y += step) {
      const row = y * width
      for (let x = 0; x < width; x += 1) {
        const gap = near[row + x] === 1 ? 0 : gaps[x]! + 1
        gaps[x] = gap
        if (gap <= radius) grown[row + x] = 1
      }
    }
  }
  sweep(0, height, 1)
  sweep(height - 1, -1, -1)
  const indices = new Uint32Array(alpha.length)
  let count = 0
  for (let at = 0; at < grown.length; at += 1) if (grown[at] === 0 && inside[at] === 1) indices[count++] = at
  return { indices: indices.slice(0, count) }
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
  const box = boxOfCrop(crop)
  const toPicture = affineOf(box, width, height)
  const fromPicture = invert(toPicture)
  const factor = Math.max(1, Math.floor(1 / scale))
  const source = shrink(picture, boundsOf(box, picture), factor)
  const { rgb, luma, alpha, inside } = readPixels(picture, source, matte, toPicture, width, height)
  const eyeDistancePx = measurements.interpupillaryDistancePx * scale
  const point = (index: number): Point =>
    apply(fromPicture, { x: landmarks.points[index * 3] ?? 0, y: landmarks.points[index * 3 + 1] ?? 0 })
  const outline = (indices: readonly number[]) => regionOf(indices.map(point), inside, width, height)
  const pupilRegion = (iris: Iris | undefined, fallback: { centre: Point; lids: readonly number[] }): Region => {
    const { x: cx, y: cy } = apply(fromPicture, iris?.centre ?? fallback.centre)
    const radius = PUPIL_SHARE * (iris ? (iris.diameterPx / 2) * scale : IRIS_RADIUS * eyeDistancePx)
    const lid = (index: number) =>
      apply(fromPicture, { x: iris?.contour[index * 2] ?? 0, y: iris?.contour[index * 2 + 1] ?? 0 })
    const eye = iris ? regionOf(LIDS.map(lid), inside, width, height) : outline(fallback.lids)
    const isInDisc = (at: number) => {
      const x = at % width
      return Math.hypot(x + 0.5 - cx, (at - x) / width + 0.5 - cy) <= radius
    }
    return { indices: eye.indices.filter(isInDisc) }
  }
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
    // The mesh's outline may reach past a narrow face.
    face: { indices: outline(meshRegions.faceOval).indices.filter((at) => alpha[at]! > 0.5) },
    rightCheek: outline(meshRegions.rightCheek),
    leftCheek: outline(meshRegions.leftCheek),
    forehead: outline(meshRegions.forehead),
    rightPupil: pupilRegion(landmarks.irises?.right, { centre: measurements.rightEye, lids: meshRegions.rightEye }),
    leftPupil: pupilRegion(landmarks.irises?.left, { centre: measurements.leftEye, lids: meshRegions.leftEye }),
    backdrop: findBackdrop(alpha, inside, width, height, Math.max(2, Math.round(BACKDROP_CLEARANCE * eyeDistancePx))),
  }
}
