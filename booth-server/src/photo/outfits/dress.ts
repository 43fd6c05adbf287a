import type { Garment } from '../../garments/garment.ts'
import type { Landmarks } from '../face/values.ts'
import type { Picture } from '../imaging/values.ts'
import { compositeLayers, type Dressed } from './composite-layers.ts'
import { faceGeometryOf } from './face-geometry.ts'
import { fitAnchors } from './fit-anchors.ts'
import { estimateIllumination } from './illumination.ts'
import { inpaintNeck, measureNeck, neckOutline } from './neck.ts'
import type { GarmentRaster } from './rasterise.ts'
import { relight } from './relight.ts'
import { segmentSubject } from './segment-subject.ts'
import { estimateShoulderPose } from './shoulder-pose.ts'
import { tabulateWarp } from './thin-plate-spline.ts'
import { warpLayer } from './warp-layer.ts'

export interface DressInput {
  /** The portrait, upright: the subject's foreground colours, or the picture as it is with `keepsBackdrop`. */
  readonly picture: Picture
  readonly alpha: Float32Array
  readonly landmarks: Landmarks
  readonly garment: Garment
  readonly raster: GarmentRaster
  /** Whether the real backdrop stays: then it is inpainted where old clothes go. */
  readonly keepsBackdrop: boolean
}

/** The neck's outline flares so far below the collar, face widths: under every garment. */
const FLARE_BELOW_COLLAR = 0.24
/** The spline is tabulated on cells of this many pixels and bilinear in them: it bends over far longer distances. */
const WARP_CELL_PX = 8

/** The subject in another garment; see this folder's README. Face and hair stay as they are, pixel by pixel. */
export const dress = ({ picture, alpha, landmarks, garment, raster, keepsBackdrop }: DressInput): Dressed => {
  const { width, height } = picture
  const face = faceGeometryOf(landmarks)
  const segmentation = segmentSubject({ picture, alpha, landmarks, face })
  const { top, rows } = segmentation
  const neck = measureNeck(segmentation, width, face)
  const shoulders = estimateShoulderPose({ segmentation, alpha, width, height, face, garment, raster })
  const { toGarment, collarY } = fitAnchors(garment, face, neck, shoulders)
  const outline = neckOutline(neck, face, collarY + FLARE_BELOW_COLLAR * face.faceWidthPx, height)
  const neckLayer = inpaintNeck(picture, segmentation, face, outline)
  const grid = tabulateWarp((x, y) => toGarment(x, y + top), width, rows, WARP_CELL_PX)
  const front = warpLayer(raster.front, raster.scale, grid, width, rows)
  const behind = raster.behind && warpLayer(raster.behind, raster.scale, grid, width, rows)
  const illumination = estimateIllumination(picture, alpha, landmarks)
  relight(front, illumination, face, width)
  if (behind) relight(behind, illumination, face, width)
  return compositeLayers({ picture, alpha, segmentation, face, neck, neckLayer, front, behind, keepsBackdrop })
}
