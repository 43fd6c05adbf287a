import { readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { type IsnetSize, isnetSizes } from '../manifest.ts'
import { resolveModel } from '../resolve.ts'
import { differenceOf, inputOf, openSession, pulled, runModel } from '../testing/models.ts'
import { withTempDir } from '../testing/registry.ts'
import { splitIsnet } from './isnet.ts'
import { decodeModel, encodeModel, toNumber } from './proto.ts'

// Two runs at the full size take seconds and 2 GB: a machine that has neither may leave them out, by this name only.
const isSlowMachine = process.env.QUICKID_SKIP_SLOW_MODELS === '1'

const alphaAt = async (size: IsnetSize): Promise<Float32Array> => {
  const model = await resolveModel('isnet', { size })
  const session = await openSession(model.path)
  const { output } = await runModel(session, model, await inputOf('photograph-1', model))
  await session.release()
  return output ?? new Float32Array()
}

/** Intersection over union of the two mattes' figures, looked at on a grid of 256 x 256 points. */
const agreement = (a: Float32Array, sizeA: number, b: Float32Array, sizeB: number): number => {
  const isFigure = (alpha: Float32Array, size: number, x: number, y: number): boolean =>
    (alpha[Math.floor(((y + 0.5) * size) / 256) * size + Math.floor(((x + 0.5) * size) / 256)] ?? 0) > 0.5
  let both = 0
  let either = 0
  for (let y = 0; y < 256; y += 1) {
    for (let x = 0; x < 256; x += 1) {
      const [inA, inB] = [isFigure(a, sizeA, x, y), isFigure(b, sizeB, x, y)]
      if (inA && inB) both += 1
      if (inA || inB) either += 1
    }
  }
  return both / either
}

beforeAll(() => pulled(['isnet-original', 'isnet', 'photograph-1']))

describe('IS-Net, taken apart', () => {
  it.each(isnetSizes)('loads its weights from the file beside the graph at %i', async (size) => {
    const model = await resolveModel('isnet', { size })
    const session = await openSession(model.path)
    expect(session.inputMetadata).toMatchObject([{ name: 'input', type: 'float32', shape: [1, 3, size, size] }])
    expect(session.outputMetadata).toMatchObject([{ name: 'output', type: 'float32', shape: [1, 1, size, size] }])
    await session.release()
  })

  it('computes exactly what it does with its weights in the graph', async () => {
    const model = await resolveModel('isnet', { size: 384 })
    const graph = decodeModel(await readFile(model.path))
    const weights = await readFile(join(dirname(model.path), 'isnet.weights'))
    for (const tensor of graph.graph?.initializer ?? []) {
      const data = Object.fromEntries((tensor.externalData ?? []).map(({ key, value }) => [key, toNumber(value)]))
      if (data.length === undefined || data.offset === undefined) continue
      tensor.rawData = weights.subarray(data.offset, data.offset + data.length)
      tensor.dataLocation = 0
      tensor.externalData = []
    }
    await withTempDir(async (dir) => {
      const path = join(dir, 'whole.onnx')
      await writeFile(path, encodeModel(graph))
      const session = await openSession(path)
      const { output } = await runModel(session, model, await inputOf('photograph-1', model))
      await session.release()
      expect(differenceOf(output ?? [], await alphaAt(384))).toBe(0)
    })
  })

  it.skipIf(isSlowMachine)('agrees at 1024 with the original, and at 512 with 1024', async () => {
    const original = await resolveModel('isnet-original')
    const session = await openSession(original.path)
    const { output = new Float32Array() } = await runModel(session, original, await inputOf('photograph-1', original))
    await session.release()
    const full = await alphaAt(1024)
    // The original rounds its values to float16 between layers; a step of 8-bit alpha is 4e-3.
    expect(differenceOf(output, full)).toBeLessThan(4e-3)
    // Others stand behind the sitter here, and each size draws the line between them a little differently.
    expect(agreement(full, 1024, await alphaAt(512), 512)).toBeGreaterThan(0.9)
  })

  it('refuses a size that its five halvings do not divide', async () => {
    const parts = splitIsnet(await readFile((await resolveModel('isnet-original')).path))
    expect(() => parts.graphFor(500, 'isnet.weights')).toThrow('500')
  })
})
