export { blendFisher, fitGuide } from './colour-model'
export { labelComponents, labelNear, markLabels } from './components'
export { distances } from './distance'
export { fuseBlurs, layOn } from './foreground'
export { listPolygon } from './polygon'
export { applyModel, halveCells, limitCloth, markAbove, markAreas, markDoubt, markSure, rowWhere } from './refine'
export { clipToPicture, filterFloats, filterPixels, narrowPixels, padFloats, padPixels, spreadFloats, widenPixels } from './resample'
export { averageBox, interpolateBox, listClear, samplePrint, shrinkPixels, splitPlanes } from './sample'
export {
  applyFate,
  compareColours,
  countColours,
  fillHoles,
  finishTidy,
  halvePlane,
  levelReached,
  listChest,
  listMasked,
  markBody,
  markDifference,
  markFace,
  markGaps,
  markLabel,
  markOpenHoles,
  markOthers,
  markSolid,
  measureGaps,
  measureHoles,
  measureReach,
  multiplyPlane,
  plateauGain,
  setWhere,
  settleDoubt,
  shareFaint,
} from './tidy'

/** Where the memory begins that no table of these functions lies in. */
export function freeFrom(): usize {
  return __heap_base
}
