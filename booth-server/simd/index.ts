export { blurVectors } from './box-blur'
export { blendFisher, fitGuide } from './colour-model'
export { labelComponents, labelNear, markLabels } from './components'
export { distances } from './distance'
export { fuseBlurs, layOn } from './foreground'
export { applyModel, halveCells, limitCloth, markAbove, markAreas, markDoubt, markSure } from './refine'
export { clipToPicture, filterFloats, filterPixels, narrowPixels, padFloats, padPixels, spreadFloats, widenPixels } from './resample'
export { averageBox, interpolateBox, listClear, samplePrint, shrinkPixels, splitPlanes } from './sample'
export {
  applyFate,
  countColours,
  fillHoles,
  finishTidy,
  halvePlane,
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
