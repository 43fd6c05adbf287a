import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm'
import { type GraphModel, loadGraphModel } from '@tensorflow/tfjs-converter'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { defaultCacheDir } from '../cache.ts'
import { fetchTarball } from '../fetch/package-tarball.ts'
import { readTarball } from '../fetch/tarball.ts'
import { withLock } from '../lock.ts'
import { entryOf, loadManifest, type OnnxEntry } from '../manifest.ts'
import { resolveModel } from '../resolve.ts'
import { differenceOf, inputOf, noise, openSession, pulled, runModel } from '../testing/models.ts'
import { parseGraphModel } from './graph-model.ts'
import { tfjsToOnnx } from './to-onnx.ts'

const IDS = ['facemesh', 'iris'] as const
type ConvertedId = (typeof IDS)[number]
const sources = new Map<string, Buffer>()

const recipeOf = (id: ConvertedId) => {
  const entry = entryOf(loadManifest(), id) as OnnxEntry
  if (entry.recipe.kind !== 'tfjs-to-onnx' || 'entry' in entry.source) throw new Error(`expected ${id} to be converted`)
  return { recipe: entry.recipe, source: entry.source }
}

const sourceOf = (id: ConvertedId) => {
  const { recipe } = recipeOf(id)
  const [graph, weights] = [sources.get(recipe.graph), sources.get(recipe.weights)]
  if (graph === undefined || weights === undefined) throw new Error(`expected the sources of ${id}`)
  return { json: graph.toString(), weights }
}

/** The original, in the runtime that it was made for. */
const openOriginal = (id: ConvertedId): Promise<GraphModel> => {
  const { json, weights } = sourceOf(id)
  const model = JSON.parse(json)
  return loadGraphModel({
    load: async () => ({
      modelTopology: model.modelTopology,
      signature: model.signature,
      weightSpecs: model.weightsManifest[0].weights,
      weightData: new Uint8Array(weights).buffer,
    }),
  })
}

const runOriginal = (original: GraphModel, id: ConvertedId, values: Float32Array, dims: readonly number[]) => {
  const names = recipeOf(id).recipe.outputs.map((output) => output.node)
  const results = original.execute(tf.tensor(values, [...dims]), names)
  const list = Array.isArray(results) ? results : [results]
  return recipeOf(id).recipe.outputs.map((output, index) => ({
    name: output.name,
    dims: list[index]?.shape,
    values: list[index]?.dataSync() as Float32Array,
  }))
}

beforeAll(async () => {
  await pulled([...IDS, 'photograph-1'])
  const cacheDir = defaultCacheDir()
  const { source } = recipeOf('facemesh')
  const wanted = new Set(IDS.flatMap((id) => recipeOf(id).source.files.map((file) => file.path)))
  // The lock is held while the tarball is read: a puller beside us throws away the tarballs that it used.
  await withLock(cacheDir, async () => {
    const tarball = await fetchTarball(source, { cacheDir })
    await readTarball(
      tarball,
      (file) => wanted.has(file),
      async (file, bytes) => void sources.set(file, bytes),
    )
  })
  const wasm = new URL('.', import.meta.resolve('@tensorflow/tfjs-backend-wasm'))
  setWasmPaths(wasm.pathname)
  await tf.setBackend('wasm')
  await tf.ready()
})

describe.each(IDS)('%s, converted', (id) => {
  // Coordinates reach 192: float32 holds them to 1e-5, and the sums of the two runtimes differ in their order.
  const TOLERANCE = 2e-3

  const compare = async (values: Float32Array) => {
    const model = await resolveModel(id)
    const [input] = model.inputs
    const original = runOriginal(await openOriginal(id), id, values, input?.dims ?? [])
    const session = await openSession(model.path)
    const converted = await runModel(session, model, values)
    for (const output of original) {
      expect(output.dims, output.name).toEqual(model.outputs.find((each) => each.name === output.name)?.dims)
      expect(differenceOf(converted[output.name] ?? [], output.values), output.name).toBeLessThan(TOLERANCE)
    }
    return original
  }

  it('computes what the original runtime does on noise', async () => {
    const [input] = (await resolveModel(id)).inputs
    await compare(noise((input?.dims ?? []).reduce((product, dim) => product * dim, 1)))
  })

  it('computes what the original runtime does on a photograph', async () => {
    const model = await resolveModel(id)
    const face = { left: 90, top: 130, width: 340, height: 340 }
    const eye = { left: 120, top: 240, width: 90, height: 90 }
    const [first] = await compare(await inputOf('photograph-1', model, id === 'iris' ? eye : face))
    // Not two runtimes that agree on nothing: the values spread over the picture.
    const spread = Math.max(...(first?.values ?? [])) - Math.min(...(first?.values ?? []))
    expect(spread).toBeGreaterThan((model.inputs[0]?.dims[1] ?? 0) / 3)
  })
})

describe('the conversion', () => {
  const options = () => {
    const { recipe } = recipeOf('iris')
    return { name: 'iris', input: recipe.input, outputs: recipe.outputs }
  }
  const spoilt = (spoil: (node: { op: string; name: string }) => void): string => {
    const model = parseGraphModel(sourceOf('iris').json)
    for (const node of model.modelTopology.node) spoil(node)
    return JSON.stringify(model)
  }

  it('names an operator that it does not know', () => {
    const json = spoilt((node) => {
      if (node.op === 'MaxPool') node.op = 'FractionalMaxPool'
    })
    expect(() => tfjsToOnnx(json, sourceOf('iris').weights, options())).toThrow('FractionalMaxPool')
  })

  it('refuses weights that are too short, and such as are too long', () => {
    const { json, weights } = sourceOf('iris')
    expect(() => tfjsToOnnx(json, weights.subarray(0, -4), options())).toThrow('bytes of weights')
    expect(() => tfjsToOnnx(json, Buffer.concat([weights, Buffer.alloc(4)]), options())).toThrow('bytes of weights')
  })

  it('refuses what is no graph model', () => {
    expect(() => tfjsToOnnx('{"format":"layers-model"}', Buffer.alloc(0), options())).toThrow('graph model')
  })
})
