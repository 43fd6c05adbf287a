export { defaultCacheDir } from './cache.ts'
export { isModelError, ModelError, type ModelErrorCode } from './error.ts'
export { type InventoryFile, type InventoryItem, type InventoryOptions, listModels, verifyModels } from './inventory.ts'
export type { Crop, EntryId, IsnetSize, Licence, ModelId, Normalisation, PhotographId } from './manifest.ts'
export type { ProgressEvent, Report } from './progress.ts'
export { type Pulled, type PullOptions, pullModels } from './pull.ts'
export {
  type ModelFile,
  type PhotographFile,
  type ResolveOptions,
  resolveModel,
  resolvePhotograph,
  type TensorSpec,
} from './resolve.ts'
