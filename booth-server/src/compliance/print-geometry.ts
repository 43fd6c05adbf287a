import { hintForBand } from '../darkroom/steps/crop.ts'
import type { BandId } from '../darkroom/steps/crop-bands.ts'
import { crownOf } from '../darkroom/steps/crop-bands.ts'
import { along, axesOf, midpoint, offset } from '../darkroom/steps/measure-mesh.ts'
import type { Crop, Measurements, Point, RuleResult } from '../darkroom/values.ts'
import type { Band, DocumentSpec } from '../documents/document.ts'
import type { Rule } from './rule.ts'

/** Lengths on the print, mm, of the head as measured and the crop as made. */
export interface PrintedHead {
  readonly headHeightMm: number
  readonly headWidthMm: number
  readonly earToEarMm: number
  readonly eyeFromBottomMm: number
  /** Over the crown that the document measures to. */
  readonly topMarginMm: number
  /** Over the hair. */
  readonly hairMarginMm: number
  readonly bottomMarginMm: number
  /** Of the face's middle from the print's, to the right positive. */
  readonly centreOffsetMm: number
  readonly sideMarginMm: number
  readonly crownErrorMm: number
  readonly chinErrorMm: number
}

/** A point of the picture on the print, mm from its upper left corner. */
export const toPrint = (crop: Crop, document: Pick<DocumentSpec, 'widthMm' | 'heightMm'>, point: Point): Point => {
  const axes = axesOf(crop.rollDeg)
  return {
    x: along(axes.right, crop.centre, point) / crop.pxPerMm + document.widthMm / 2,
    y: along(axes.down, crop.centre, point) / crop.pxPerMm + document.heightMm / 2,
  }
}

export const printedHead = (measurements: Measurements, crop: Crop, document: DocumentSpec): PrintedHead => {
  const at = (point: Point) => toPrint(crop, document, point)
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

const rounded = (limit: number | undefined) => (limit === undefined ? null : Math.round(limit * 100) / 100)

/** Prints are cut no finer: a miss below this is none, mm. */
const TOLERANCE_MM = 0.05
/** A limit nearer than this share of the standard error is worth a look. */
const DOUBT = 0.3

/**
 * A length on the print against the document's band. `isBinding` false (advice, a convention): a miss is a warning.
 * Without a band the length is reported and passes: nothing is asked of it.
 */
export const judgeLength = (
  rule: Pick<Rule, 'source'> & { readonly id: BandId },
  length: { readonly valueMm: number; readonly limits: Band; readonly errorMm: number; readonly isBinding: boolean },
): RuleResult => {
  const { valueMm, limits, errorMm, isBinding } = length
  const over = limits.max === undefined ? Number.NEGATIVE_INFINITY : valueMm - limits.max
  const under = limits.min === undefined ? Number.NEGATIVE_INFINITY : limits.min - valueMm
  const miss = Math.max(over, under)
  const isMissed = miss > TOLERANCE_MM
  const isDoubtful = !isMissed && isBinding && miss > -DOUBT * errorMm
  const offMm = isMissed ? (over > under ? over : -under) : null
  return {
    id: rule.id,
    value: Math.round(valueMm * 100) / 100,
    unit: 'mm',
    min: rounded(limits.min),
    max: rounded(limits.max),
    verdict: isMissed ? (isBinding ? 'fail' : 'warn') : isDoubtful ? 'warn' : 'pass',
    hint: isMissed || isDoubtful ? hintForBand(rule.id, over > under ? 1 : -1) : null,
    offMm: offMm === null ? null : Math.round(offMm * 100) / 100,
    source: rule.source,
  }
}
