import { availableParallelism } from 'node:os'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import sharp from 'sharp'
import type { EntryId, PhotographId } from '../manifest.ts'
import { pullModels } from '../pull.ts'
import { type ModelFile, resolvePhotograph } from '../resolve.ts'

/** The shared cache, filled where something is missing. */
export const pulled = (ids: readonly EntryId[]) => pullModels({ ids })

export const openSession = (path: string): Promise<InferenceSession> =>
  InferenceSession.create(path, { logSeverityLevel: 3, intraOpNumThreads: Math.min(2, availableParallelism()) })

/** Runs a model of one input; the outputs by name. */
export const runModel = async (
  session: InferenceSession,
  model: ModelFile,
  values: Float32Array,
): Promise<Readonly<Record<string, Float32Array>>> => {
  const [input] = model.inputs
  if (input === undefined) throw new Error('expected an input')
  const names = model.outputs.map((output) => output.name)
  const results = await session.run({ [input.name]: new Tensor('float32', values, [...input.dims]) }, names)
  return Object.fromEntries(names.map((name) => [name, results[name]?.data as Float32Array]))
}

export interface Square {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** A part of a photograph (of its crop, unless `within` says more), as the normalised input of `model`. */
export const inputOf = async (id: PhotographId, model: ModelFile, within?: Square): Promise<Float32Array> => {
  const { path, crop } = await resolvePhotograph(id)
  const [input] = model.inputs
  const isNchw = input?.layout === 'NCHW'
  const size = input?.dims[isNchw ? 2 : 1] ?? 0
  const part = within ? { ...within, left: crop.left + within.left, top: crop.top + within.top } : crop
  const pixels = await sharp(path).extract(part).resize(size, size, { fit: 'fill' }).removeAlpha().raw().toBuffer()
  const { offset, scale } = model.normalisation
  const values = new Float32Array(pixels.length)
  for (let index = 0; index < pixels.length; index += 1) {
    const at = isNchw ? (index % 3) * size * size + Math.floor(index / 3) : index
    values[at] = ((pixels[index] ?? 0) - offset) * scale
  }
  return values
}

export const differenceOf = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  if (a.length !== b.length) throw new Error(`expected as many values: ${a.length}, ${b.length}`)
  let most = 0
  for (let index = 0; index < a.length; index += 1) most = Math.max(most, Math.abs((a[index] ?? 0) - (b[index] ?? 0)))
  return most
}

/** Values of 0..1 that are the same in every run (a linear congruential generator, Numerical Recipes' constants). */
export const noise = (length: number): Float32Array => {
  let state = 1
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  })
}
