export { blendFisher, fitGuide } from './colour-model'
export { labelComponents, labelNear, markLabels } from './components'
export { distances } from './distance'
export { fuseBlurs, layOn } from './foreground'
export { levelReached, listChest, listMasked } from './matte-levels'
export { listPolygon } from './polygon'
export { listClear, samplePrint, shrinkPixels } from './print-sample'
export { applyModel, halveCells, limitCloth, markAbove, markAreas, markDoubt, markSure, rowWhere } from './refine'
export {
  clipToPicture,
  filterFloats,
  filterPixels,
  narrowPixels,
  padFloats,
  padPixels,
  spreadFloats,
  widenPixels,
} from './resample'
export { averageBox, interpolateBox, splitPlanes } from './sample'
export {
  addMask,
  applyFate,
  finishTidy,
  halvePlane,
  markBody,
  markDifference,
  markFace,
  markLabel,
  markOthers,
  markSolid,
  measureReach,
  multiplyPlane,
  plateauGain,
  settleGaps,
  shareFaint,
} from './tidy'
export { compareColours, countColours, settleDoubt } from './tidy-doubt'
export { fillHoles, markGaps, markOpenHoles, measureGaps, measureHoles } from './tidy-holes'

/** Where the memory begins that no table of these functions lies in. */
export function freeFrom(): usize {
  return __heap_base
}
