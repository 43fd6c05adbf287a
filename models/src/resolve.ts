import { join } from 'node:path'
import { checkFiles, defaultCacheDir, entryDir } from './cache.ts'
import { ModelError } from './error.ts'
import {
  type Crop,
  type Entry,
  entryOf,
  type IsnetSize,
  type Licence,
  loadManifest,
  type Manifest,
  type ManifestTensor,
  type ModelId,
  type Normalisation,
  type PhotographId,
} from './manifest.ts'

export { type IsnetSize, isnetSizes } from './manifest.ts'

export interface TensorSpec {
  readonly name: string
  readonly dims: readonly number[]
  readonly layout: ManifestTensor['layout']
  readonly meaning: string
}

/** A model whose file was found right, with everything that is needed to run it. */
export interface ModelFile {
  readonly id: ModelId
  /** The `.onnx` file. Weights that lie in a file beside it are found by onnxruntime from this path. */
  readonly path: string
  readonly inputs: readonly TensorSpec[]
  readonly outputs: readonly TensorSpec[]
  /** input = (pixel of 0..255 - offset) * scale */
  readonly normalisation: Normalisation
  readonly licence: Licence
}

export interface PhotographFile {
  readonly path: string
  /** The part of the picture to show, in pixels of the file. */
  readonly crop: Crop
  readonly licence: Licence
}

export interface ResolveOptions {
  readonly cacheDir?: string
  readonly manifest?: Manifest
}

/** The size of IS-Net where none is asked for: a quarter of the full size's time, much of its detail. */
const DEFAULT_ISNET_SIZE: IsnetSize = 512

const requireReady = async (cacheDir: string, entry: Entry, names?: readonly string[]): Promise<void> => {
  for (const { path, state } of await checkFiles(cacheDir, entry, { ...(names && { names }) })) {
    if (state.state === 'ready') continue
    const what = state.state === 'missing' ? 'is missing' : `is damaged: ${state.reason}`
    throw new ModelError(
      state.state === 'missing' ? 'model.missing' : 'model.damaged',
      `${entry.id} can't be used, ${path} ${what}. Run \`npm run models -- pull\`.`,
    )
  }
}

const specOf = (tensor: ManifestTensor, size: number | undefined): TensorSpec => ({
  ...tensor,
  dims: tensor.dims.map((dim) => {
    if (dim !== 'size') return dim
    if (size === undefined) throw new ModelError('model.manifest', `${tensor.name} has a size that nothing states`)
    return size
  }),
})

/**
 * The file of a model and how to run it. Quick: a file that is as it was when it was last hashed is not hashed again.
 * @param options.size the input size of `isnet`; other models have one size
 * @throws ModelError `model.missing` or `model.damaged`, which says what to do
 */
export const resolveModel = async (
  id: ModelId,
  options: ResolveOptions & { readonly size?: IsnetSize } = {},
): Promise<ModelFile> => {
  const entry = entryOf(options.manifest ?? loadManifest(), id)
  if (entry.kind !== 'onnx') throw new ModelError('model.manifest', `${id} is no model`)
  const cacheDir = options.cacheDir ?? defaultCacheDir()
  const hasSizes = entry.recipe.kind === 'isnet'
  const size = hasSizes ? (options.size ?? DEFAULT_ISNET_SIZE) : undefined
  const name = entry.model.replace('{size}', String(size))
  if (!entry.files.some((file) => file.name === name)) {
    throw new ModelError('model.manifest', `${id} has no file ${name}`)
  }
  // The graphs of the other sizes are none of this caller's business; the weights are.
  const names = entry.files.map((file) => file.name).filter((file) => file === name || !file.endsWith('.onnx'))
  await requireReady(cacheDir, entry, names)
  return {
    id,
    path: join(entryDir(cacheDir, entry), name),
    inputs: entry.inputs.map((tensor) => specOf(tensor, size)),
    outputs: entry.outputs.map((tensor) => specOf(tensor, size)),
    normalisation: entry.normalisation,
    licence: entry.licence,
  }
}

/**
 * A photograph for the virtual camera.
 * @throws ModelError `model.missing` or `model.damaged`, which says what to do
 */
export const resolvePhotograph = async (id: PhotographId, options: ResolveOptions = {}): Promise<PhotographFile> => {
  const entry = entryOf(options.manifest ?? loadManifest(), id)
  const [file] = entry.files
  if (entry.kind !== 'photograph' || file === undefined) {
    throw new ModelError('model.manifest', `${id} is no photograph`)
  }
  const cacheDir = options.cacheDir ?? defaultCacheDir()
  await requireReady(cacheDir, entry)
  return { path: join(entryDir(cacheDir, entry), file.name), crop: entry.crop, licence: entry.licence }
}
