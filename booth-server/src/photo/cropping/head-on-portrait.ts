import type { DocumentSpec } from '../../documents/document.ts'
import { along, axesOf, midpoint, offset } from '../face/mesh.ts'
import type { Measurements } from '../face/values.ts'
import type { Crop, Point } from '../imaging/values.ts'
import { crownOf } from './bands.ts'

/** Lengths on the portrait, mm, of the head as measured and the crop as made. */
export interface HeadOnPortrait {
  readonly headHeightMm: number
  readonly headWidthMm: number
  readonly earToEarMm: number
  readonly eyeFromBottomMm: number
  /** Over the crown that the document measures to. */
  readonly topMarginMm: number
  /** Over the hair. */
  readonly hairMarginMm: number
  readonly bottomMarginMm: number
  /** Of the face's middle from the portrait's, to the right positive. */
  readonly centreOffsetMm: number
  readonly sideMarginMm: number
  readonly crownErrorMm: number
  readonly chinErrorMm: number
}

/** A point of the picture on the portrait, mm from its upper left corner. */
export const toPortraitMm = (crop: Crop, document: Pick<DocumentSpec, 'widthMm' | 'heightMm'>, point: Point): Point => {
  const axes = axesOf(crop.rollDeg)
  return {
    x: along(axes.right, crop.centre, point) / crop.pxPerMm + document.widthMm / 2,
    y: along(axes.down, crop.centre, point) / crop.pxPerMm + document.heightMm / 2,
  }
}

export const headOnPortrait = (measurements: Measurements, crop: Crop, document: DocumentSpec): HeadOnPortrait => {
  const at = (point: Point) => toPortraitMm(crop, document, point)
  const crown = crownOf(measurements, document)
  const crownAt = at(crown.point)
  const eyes = at(midpoint(measurements.rightEye, measurements.leftEye))
  // The chin's height counts, not how far aside the mesh's chin point lies.
  const chin = at(offset(measurements.faceCentre, axesOf(measurements.rollDeg), 0, measurements.chin.valuePx))
  const centre = at(measurements.faceCentre)
  const headWidthMm = measurements.faceWidthPx / crop.pxPerMm
  return {
    headHeightMm: chin.y - crownAt.y,
    headWidthMm,
    earToEarMm: measurements.earToEarWidthPx / crop.pxPerMm,
    eyeFromBottomMm: document.heightMm - eyes.y,
    topMarginMm: crownAt.y,
    hairMarginMm: at(measurements.hairCrown.point).y,
    bottomMarginMm: document.heightMm - chin.y,
    centreOffsetMm: centre.x - document.widthMm / 2,
    sideMarginMm: Math.min(centre.x, document.widthMm - centre.x) - headWidthMm / 2,
    crownErrorMm: crown.errorPx / crop.pxPerMm,
    chinErrorMm: measurements.chin.errorPx / crop.pxPerMm,
  }
}
