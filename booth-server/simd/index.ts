// The kernels. What this file exports from elsewhere than ./memory is bound to TypeScript by write-bindings.mjs.
export { boxBlur } from './box-blur'
export {
  applyOverrides,
  composeCleanMatte,
  dilateWithin,
  downsamplePlane,
  excludeBystanders,
  initialiseOverrides,
  keepGaps,
  measureProtrusions,
  multiplyPlane,
  plateauGain,
  splitByLabel,
  subtractMask,
  thresholdSubject,
  translucentShare,
  uniteMasks,
} from './clean-matte'
export { dominantLabel, labelComponents, mapLabels } from './components'
export { distanceTransform } from './distance-transform'
export { fillHoles, markNeckGaps, markOpenHoles, measureHoles, measureNeckGaps } from './fill-holes'
export { blendFisher } from './fisher-discriminant'
export { compositeOver, estimateForeground } from './foreground'
export { fitGuidedFilter, guidedFilter } from './guided-filter'
export { gatherChest, gatherMasked, upperQuantile } from './matte-levels'
export { argumentsAddress, release, reserve, scratchTop } from './memory'
export { scanPolygon } from './polygon'
export { boxDownsample, gatherBackground, samplePortrait } from './portrait-sample'
export { applyLinearModel, boundClothAlpha } from './refine-matte'
export {
  clipAlphaToFrame,
  filterPlane,
  filterRgb,
  packRgb,
  padPlane,
  padRgb,
  unpackPlane,
  unpackRgb,
} from './resample'
export { colourHistograms, logLikelihoodRatios, resolveUnknownBand } from './resolve-unknown-band'
export { areaSample, bilinearSample, interleavedToPlanar } from './sample'
export { buildTrimap, downsampleTrimap, findMaskRow, markKnown, markUnknown, thresholdMask } from './trimap'
