import type { DocumentSpec } from '../../documents/document.ts'
import { digitalRuleOfPrint } from '../../documents/file-frame.ts'
import type { Iris, Irises, Landmarks } from '../face/values.ts'
import { type Affine, affineOf, apply, boxOfCrop, invert } from '../imaging/affine.ts'
import { resamplePicture } from '../imaging/resample-picture.ts'
import { resampleOpacity } from '../imaging/resample-plane.ts'
import type { Crop, Matte, Picture } from '../imaging/values.ts'

/** The crop's rectangle at its final pixels, not yet edited. */
export interface Rendered {
  readonly picture: Picture
  /** One float 0..1 a pixel of `picture`. */
  readonly alpha: Float32Array
  /** In pixels of `picture`. */
  readonly landmarks: Landmarks
}

const MM_PER_INCH = 25.4
/** A soft portrait, enlarged, still has a byte for so many pixels at full quality. */
const PIXELS_PER_BYTE = 4

/**
 * The document's own pixels where it publishes them in the portrait's proportions, else its millimetres at its
 * resolution. A file of other proportions is a picture of its own (documents/file-frame.ts).
 */
export const outputSizePx = (document: DocumentSpec): { width: number; height: number } => {
  const { widthMm, heightMm, resolutionDpi } = document
  const digital = digitalRuleOfPrint(document)
  const width = Math.round((widthMm / MM_PER_INCH) * resolutionDpi)
  const height = Math.round((heightMm / MM_PER_INCH) * resolutionDpi)
  if (digital.widthPx === undefined || digital.heightPx === undefined) return { width, height }
  if (digital.pixelRule === 'exact') return { width: digital.widthPx, height: digital.heightPx }
  // `min`: at least these, in the portrait's own proportions; and so many that a JPEG of full quality has the least
  // bytes.
  const leastPx = (digital.minKb ?? 0) * 1024 * PIXELS_PER_BYTE
  const wanted = Math.max(1, digital.widthPx / width, digital.heightPx / height, Math.sqrt(leastPx / (width * height)))
  const most = Math.min((digital.maxWidthPx ?? Infinity) / width, (digital.maxHeightPx ?? Infinity) / height)
  const scale = Math.min(wanted, most)
  return { width: Math.ceil(width * scale), height: Math.ceil(height * scale) }
}

/** Resamples picture, matte and mesh into the crop: rotated and evenly scaled, one filter, no stretch. */
export const renderCrop = (
  { picture, matte, landmarks, crop }: { picture: Picture; matte: Matte; landmarks: Landmarks; crop: Crop },
  size: { readonly width: number; readonly height: number },
): Rendered => {
  const box = boxOfCrop(crop)
  const { region } = matte
  const alphaBox = { ...box, centre: { x: box.centre.x - region.left, y: box.centre.y - region.top } }
  const plane = { data: matte.alpha, width: region.width, height: region.height }
  const toPicture = affineOf(box, size.width, size.height)
  const toCrop = invert(toPicture)
  const points = Float32Array.from(landmarks.points)
  const scale = size.width / crop.widthPx
  for (let at = 0; at + 2 < points.length; at += 3) {
    const point = apply(toCrop, { x: points[at]!, y: points[at + 1]! })
    points[at] = point.x
    points[at + 1] = point.y
    points[at + 2] = points[at + 2]! * scale
  }
  return {
    picture: resamplePicture(picture, box, size.width, size.height),
    // Beyond the picture there is nobody, whatever its last row showed.
    alpha: resampleOpacity(plane, alphaBox, size, toPicture, picture),
    landmarks: {
      points,
      score: landmarks.score,
      ...(landmarks.irises && { irises: irisesOn(landmarks.irises, toCrop, scale) }),
    },
  }
}

const irisesOn = ({ right, left }: Irises, toCrop: Affine, scale: number): Irises => {
  const moved = (iris: Iris): Iris => {
    const contour = Float32Array.from(iris.contour)
    for (let at = 0; at + 1 < contour.length; at += 2) {
      const { x, y } = apply(toCrop, { x: contour[at]!, y: contour[at + 1]! })
      contour[at] = x
      contour[at + 1] = y
    }
    return {
      centre: apply(toCrop, iris.centre),
      diameterPx: iris.diameterPx * scale,
      outer: apply(toCrop, iris.outer),
      inner: apply(toCrop, iris.inner),
      contour,
    }
  }
  return { right: moved(right), left: moved(left) }
}
