import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { type Static, Type } from 'typebox'
import Value from 'typebox/value'
import { ModelError, reasonOf } from './error.ts'

const closed = { additionalProperties: false } as const
const Sha256 = Type.String({ pattern: '^[0-9a-f]{64}$' })
const FileName = Type.String({ pattern: '^[a-z0-9][a-z0-9.-]*$' })
/** Models that a caller may ask for by `resolveModel`. `isnet-original` is what `isnet` is made from. */
const ModelIdSchema = Type.Union([
  Type.Literal('blazeface-back'),
  Type.Literal('facemesh'),
  Type.Literal('iris'),
  Type.Literal('isnet'),
  Type.Literal('isnet-original'),
])
const PhotographIdSchema = Type.Union([Type.Literal('photograph-1'), Type.Literal('photograph-2')])
/** Square input sizes, in pixels, that `isnet` comes in, the smallest first: the one list of them. */
export const isnetSizes = [384, 512, 640, 768, 1024] as const
const IsnetSizeSchema = Type.Enum([...isnetSizes])

export type ModelId = Static<typeof ModelIdSchema>
export type PhotographId = Static<typeof PhotographIdSchema>
export type IsnetSize = (typeof isnetSizes)[number]
export type EntryId = ModelId | PhotographId

const LicenceSchema = Type.Object(
  {
    package: Type.String({ description: 'as the package states it' }),
    model: Type.String({ description: 'SPDX identifier of what is taken from the package' }),
    upstream: Type.String({ description: 'who published what is taken, and where' }),
  },
  closed,
)

const PackageSourceSchema = Type.Object(
  {
    package: Type.String(),
    version: Type.String({ pattern: '^\\d+\\.\\d+\\.\\d+$' }),
    integrity: Type.String({ pattern: '^sha512-', description: 'of the tarball, as npm states it' }),
    sizeBytes: Type.Integer({ minimum: 1, description: 'of the tarball' }),
    files: Type.Array(Type.Object({ path: Type.String(), sha256: Sha256 }, closed), { minItems: 1 }),
  },
  closed,
)

/** Made from another entry of the manifest, which is pulled first and kept. */
const EntrySourceSchema = Type.Object({ entry: ModelIdSchema }, closed)

const NamedNodeSchema = Type.Object({ name: Type.String(), node: Type.String() }, closed)

const RecipeSchema = Type.Union([
  Type.Object({ kind: Type.Literal('copy') }, closed),
  Type.Object(
    {
      kind: Type.Literal('chunks'),
      index: Type.String({ description: 'JSON file that lists the chunks of each resource with their offsets' }),
      resource: Type.String(),
      folder: Type.String({ description: 'where the chunks lie in the package, named by their SHA-256' }),
    },
    closed,
  ),
  Type.Object(
    {
      kind: Type.Literal('tfjs-to-onnx'),
      graph: Type.String(),
      weights: Type.String(),
      input: NamedNodeSchema,
      outputs: Type.Array(NamedNodeSchema, { minItems: 1 }),
    },
    closed,
  ),
  Type.Object({ kind: Type.Literal('isnet'), sizes: Type.Array(IsnetSizeSchema, { minItems: 1 }) }, closed),
  Type.Object({ kind: Type.Literal('photograph') }, closed),
])

const ResultFileSchema = Type.Object(
  { name: FileName, sizeBytes: Type.Integer({ minimum: 1 }), sha256: Sha256 },
  closed,
)

const TensorSchema = Type.Object(
  {
    name: Type.String(),
    dims: Type.Array(Type.Union([Type.Integer({ minimum: 1 }), Type.Literal('size')])),
    layout: Type.Union([Type.Literal('NHWC'), Type.Literal('NCHW'), Type.Literal('flat')]),
    meaning: Type.String(),
  },
  closed,
)

/** value = (pixel - offset) * scale, for pixels of 0..255 in the stated channel order. */
const NormalisationSchema = Type.Object(
  { channels: Type.Literal('RGB'), offset: Type.Number(), scale: Type.Number(), range: Type.String() },
  closed,
)

const common = {
  title: Type.String(),
  optional: Type.Optional(Type.Boolean({ description: 'not pulled unless named, or needed to make another entry' })),
  source: Type.Union([PackageSourceSchema, EntrySourceSchema]),
  recipe: RecipeSchema,
  licence: LicenceSchema,
  files: Type.Array(ResultFileSchema, { minItems: 1 }),
}

const OnnxEntrySchema = Type.Object(
  {
    id: ModelIdSchema,
    kind: Type.Literal('onnx'),
    ...common,
    model: Type.String({ description: 'file to load; {size} stands for the chosen input size' }),
    inputs: Type.Array(TensorSchema, { minItems: 1 }),
    outputs: Type.Array(TensorSchema, { minItems: 1 }),
    normalisation: NormalisationSchema,
  },
  closed,
)

const CropSchema = Type.Object(
  {
    left: Type.Integer({ minimum: 0 }),
    top: Type.Integer({ minimum: 0 }),
    width: Type.Integer({ minimum: 1 }),
    height: Type.Integer({ minimum: 1 }),
  },
  closed,
)

const PhotographEntrySchema = Type.Object(
  { id: PhotographIdSchema, kind: Type.Literal('photograph'), ...common, crop: CropSchema },
  closed,
)

export const ManifestSchema = Type.Object(
  {
    format: Type.Literal(1),
    entries: Type.Array(Type.Union([OnnxEntrySchema, PhotographEntrySchema]), { minItems: 1 }),
  },
  closed,
)

export type Manifest = Static<typeof ManifestSchema>
export type OnnxEntry = Static<typeof OnnxEntrySchema>
export type PhotographEntry = Static<typeof PhotographEntrySchema>
export type Entry = OnnxEntry | PhotographEntry
export type PackageSource = Static<typeof PackageSourceSchema>
export type Recipe = Static<typeof RecipeSchema>
export type ResultFile = Static<typeof ResultFileSchema>
export type Licence = Static<typeof LicenceSchema>
export type Normalisation = Static<typeof NormalisationSchema>
export type Crop = Static<typeof CropSchema>
export type ManifestTensor = Static<typeof TensorSchema>

/** @throws ModelError `model.manifest`, naming the place, when `value` is no manifest. */
export const parseManifest = (value: unknown): Manifest => {
  if (!Value.Check(ManifestSchema, value)) {
    const [first] = Value.Errors(ManifestSchema, value)
    throw new ModelError(
      'model.manifest',
      `The models' manifest is wrong at ${first?.instancePath || '/'}: ${first?.message}`,
    )
  }
  const ids = value.entries.map((entry) => entry.id)
  const twice = ids.find((id, index) => ids.indexOf(id) !== index)
  if (twice !== undefined) throw new ModelError('model.manifest', `The models' manifest has two entries named ${twice}`)
  return value
}

const MANIFEST_URL = new URL('../manifest.json', import.meta.url)
let loaded: Manifest | undefined

/** The manifest of this package, read and checked once. */
export const loadManifest = (): Manifest => {
  if (loaded !== undefined) return loaded
  let parsed: unknown
  try {
    parsed = JSON.parse(readFileSync(MANIFEST_URL, 'utf8'))
  } catch (error) {
    throw new ModelError('model.manifest', `Can't read the models' manifest: ${reasonOf(error)}`, { cause: error })
  }
  loaded = parseManifest(parsed)
  return loaded
}

export const entryOf = (manifest: Manifest, id: string): Entry => {
  const found = manifest.entries.find((entry) => entry.id === id)
  if (found === undefined) {
    const known = manifest.entries.map((entry) => entry.id).join(', ')
    throw new ModelError('model.manifest', `Expected one of ${known} but received ${id}`)
  }
  return found
}

/**
 * Names the folder of an entry's files in the cache: it changes with whatever the bytes depend on, so that a changed
 * manifest never reads the files of an older one.
 */
export const contentKey = (entry: Entry): string =>
  createHash('sha256')
    .update(JSON.stringify([entry.id, entry.source, entry.recipe, entry.files]))
    .digest('hex')
    .slice(0, 16)
