import { meshRegions } from '../face/mesh-regions.ts'
import type { Iris, Landmarks, Measurements } from '../face/values.ts'
import { type Affine, affineOf, apply, boxOfCrop, clipToFrame, invert, type RotatedBox } from '../imaging/affine.ts'
import type { Bytes, Kernels } from '../imaging/kernel-bindings.generated.ts'
import { advance, type Scratch, withKernels } from '../imaging/kernels.ts'
import type { Box, Crop, Matte, Picture, Point } from '../imaging/values.ts'
import { type Region, regionsOf } from './region.ts'

/**
 * The crop's rectangle of the picture as taken, at about the portrait's scale: what the pixel rules look at. Its scale
 * hangs on the head alone (`HEAD_PX` from crown to chin: 27 mm at 300 dpi, eyes about 90 px apart), so that a limit
 * means the same for every document and every camera.
 */
export interface PortraitSample {
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
/** A large portrait with a small head in it would cost more than it tells. */
const MAX_PIXELS = 700_000
/** The matte's soft edge and a little more, in eye distances. */
const BACKDROP_CLEARANCE = 0.12
/** More opacity than this and a pixel shows some of the person. */
const BARE_ALPHA = 0.02
/** A pupil wide in the dark against the iris, 7.5 of 11.7 mm. */
const PUPIL_SHARE = 0.65
/** Radius of the iris in eye distances where no model told it: 5.8 of 63 mm. */
const IRIS_RADIUS = 0.09
/** Points of the iris model's contour around the lids. */
const LIDS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 15, 14, 13, 12, 11, 10, 9] as const

/** The upright part of the picture that a rotated box touches, whole pixels, with one to spare. */
const boundsOf = (box: RotatedBox, { width, height }: Picture): Box => {
  const angle = (box.rollDeg * Math.PI) / 180
  const halfX = (Math.abs(Math.cos(angle)) * box.width + Math.abs(Math.sin(angle)) * box.height) / 2 + 1
  const halfY = (Math.abs(Math.sin(angle)) * box.width + Math.abs(Math.cos(angle)) * box.height) / 2 + 1
  const { x, y } = box.centre
  return clipToFrame({ left: x - halfX, top: y - halfY, width: 2 * halfX, height: 2 * halfY }, width, height)
}

/** The planes of a portrait's sample, and which of its pixels are backdrop. */
type SamplePixels = Pick<PortraitSample, 'rgb' | 'luma' | 'alpha' | 'inside' | 'backdrop'>

/**
 * Averaged by whole pixels first where the picture has many more of them, then one bilinear sample a pixel, so that
 * nothing aliases that could pass for detail.
 */
const readPixels = (
  picture: Picture,
  matte: Matte,
  box: RotatedBox,
  toPicture: Affine,
  size: { readonly width: number; readonly height: number; readonly factor: number; readonly clearance: number },
): SamplePixels =>
  withKernels((kernels, scratch) => {
    const { width, height, factor, clearance } = size
    const pixels = width * height
    const bounds = boundsOf(box, picture)
    const source = readSource(kernels, scratch, picture, bounds, factor)
    const { region } = matte
    const firstRow = Math.min(Math.max(bounds.top - region.top, 0), region.height)
    const lastRow = Math.min(Math.max(bounds.top + bounds.height - region.top, firstRow), region.height)
    const rgb = scratch.bytes(3 * pixels)
    const luma = scratch.floats(pixels)
    const opacity = scratch.floats(pixels)
    const inside = scratch.bytes(pixels)
    kernels.samplePortrait({
      ...toPicture,
      ...source,
      factor,
      pictureWidth: picture.width,
      pictureHeight: picture.height,
      width,
      height,
      alpha: scratch.put(matte.alpha.subarray(firstRow * region.width, lastRow * region.width)),
      alphaLeft: region.left,
      alphaTop: region.top + firstRow,
      alphaWidth: region.width,
      alphaHeight: lastRow - firstRow,
      rgb,
      luma,
      opacity,
      inside,
    })
    const indices = scratch.ints(pixels + 1)
    const count = kernels.gatherBackground({
      opacity,
      inside,
      width,
      height,
      radius: clearance,
      threshold: BARE_ALPHA,
      indices,
    })
    return {
      rgb: scratch.readBytes(rgb, 3 * pixels),
      luma: scratch.readFloats(luma, pixels),
      alpha: scratch.readFloats(opacity, pixels),
      inside: scratch.readBytes(inside, pixels),
      backdrop: { indices: scratch.readIndices(indices, count) },
    }
  })

/** The picture's rows within the bounds, as they are, or where `factor` is above 1 the bounds downsampled by it. */
const readSource = (kernels: Kernels, scratch: Scratch, picture: Picture, bounds: Box, factor: number) => {
  const rowBytes = 3 * picture.width
  const rows = picture.data.subarray(bounds.top * rowBytes, (bounds.top + bounds.height) * rowBytes)
  const data = scratch.put(rows)
  const { top } = bounds
  if (factor === 1) return { data, bytes: 3, columns: picture.width, rows: bounds.height, left: 0, top }
  const size = {
    columns: Math.max(1, Math.floor(bounds.width / factor)),
    rows: Math.max(1, Math.floor(bounds.height / factor)),
  }
  const target = scratch.vectors(size.columns * size.rows)
  kernels.boxDownsample({ data: advance(data, 3 * bounds.left), rowBytes, ...size, factor, target })
  // Of bytes or of vectors: `bytes` tells.
  return { data: target as number as Bytes, bytes: 16, ...size, left: bounds.left, top }
}

const lidOf = ({ contour }: Iris, index: number, fromPicture: Affine): Point =>
  apply(fromPicture, { x: contour[index * 2]!, y: contour[index * 2 + 1]! })

const withinDisc = ({ indices }: Region, width: number, { x, y }: Point, radius: number): Region => {
  const within = new Uint32Array(indices.length)
  let count = 0
  for (const at of indices) {
    const column = at % width
    const dx = column + 0.5 - x
    const dy = (at - column) / width + 0.5 - y
    if (dx * dx + dy * dy <= radius * radius) within[count++] = at
  }
  return { indices: within.slice(0, count) }
}

export const samplePortrait = (input: {
  picture: Picture
  landmarks: Landmarks
  matte: Matte
  measurements: Measurements
  crop: Crop
}): PortraitSample => {
  const { picture, landmarks, matte, measurements, crop } = input
  const headPx = measurements.skullCrown.valuePx + measurements.chin.valuePx
  const scale = Math.min(HEAD_PX / headPx, Math.sqrt(MAX_PIXELS / (crop.widthPx * crop.heightPx)))
  const width = Math.max(1, Math.round(crop.widthPx * scale))
  const height = Math.max(1, Math.round(crop.heightPx * scale))
  const box = boxOfCrop(crop)
  const toPicture = affineOf(box, width, height)
  const fromPicture = invert(toPicture)
  const eyeDistancePx = measurements.interpupillaryDistancePx * scale
  const { rgb, luma, alpha, inside, backdrop } = readPixels(picture, matte, box, toPicture, {
    width,
    height,
    factor: Math.max(1, Math.floor(1 / scale)),
    clearance: Math.max(2, Math.round(BACKDROP_CLEARANCE * eyeDistancePx)),
  })
  const point = (index: number): Point =>
    apply(fromPicture, { x: landmarks.points[index * 3] ?? 0, y: landmarks.points[index * 3 + 1] ?? 0 })
  const outline = (indices: readonly number[], leastAlpha = -1) => ({ corners: indices.map(point), leastAlpha })
  const lidsOf = (iris: Iris | undefined, otherwise: readonly number[]) =>
    iris ? { corners: LIDS.map((lid) => lidOf(iris, lid, fromPicture)), leastAlpha: -1 } : outline(otherwise)
  const { right, left } = landmarks.irises ?? {}
  const [face, rightCheek, leftCheek, forehead, rightLids, leftLids] = regionsOf(
    [
      // The mesh's outline may reach past a narrow face.
      outline(meshRegions.faceOval, 0.5),
      outline(meshRegions.rightCheek),
      outline(meshRegions.leftCheek),
      outline(meshRegions.forehead),
      lidsOf(right, meshRegions.rightEye),
      lidsOf(left, meshRegions.leftEye),
    ],
    { inside, alpha, width, height },
  ) as [Region, Region, Region, Region, Region, Region]
  const pupilOf = (lids: Region, iris: Iris | undefined, eye: Point): Region => {
    const radius = PUPIL_SHARE * (iris ? (iris.diameterPx / 2) * scale : IRIS_RADIUS * eyeDistancePx)
    return withinDisc(lids, width, apply(fromPicture, iris?.centre ?? eye), radius)
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
    face,
    rightCheek,
    leftCheek,
    forehead,
    rightPupil: pupilOf(rightLids, right, measurements.rightEye),
    leftPupil: pupilOf(leftLids, left, measurements.leftEye),
    backdrop,
  }
}
