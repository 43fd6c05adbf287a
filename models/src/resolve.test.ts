import { beforeAll, describe, expect, it } from 'vitest'
import type { ModelId } from './manifest.ts'
import { resolveModel, resolvePhotograph } from './resolve.ts'
import { inputOf, openSession, pulled, runModel } from './testing/models.ts'
import { withTempDir } from './testing/registry.ts'

const MODELS: readonly ModelId[] = ['blazeface-back', 'facemesh', 'iris', 'isnet']

beforeAll(() => pulled([...MODELS, 'photograph-1', 'photograph-2']))

describe('resolveModel', () => {
  it.each(MODELS)('states the tensors that %s has', async (id) => {
    const model = await resolveModel(id)
    const session = await openSession(model.path)
    const stated = (tensors: typeof model.inputs) => tensors.map(({ name, dims }) => ({ name, shape: dims }))
    expect(session.inputMetadata).toMatchObject(stated(model.inputs))
    const metadata = new Map(session.outputMetadata.map((each) => [each.name, each]))
    for (const { name, shape } of stated(model.outputs)) expect(metadata.get(name)).toMatchObject({ shape })
    await session.release()
  })

  it('says what to do when nothing was pulled', () =>
    withTempDir(async (cacheDir) => {
      await expect(resolveModel('facemesh', { cacheDir })).rejects.toMatchObject({
        code: 'model.missing',
        message: expect.stringContaining('npm run models -- pull'),
      })
    }))
})

describe('the photographs, by what the manifest says of the tensors', () => {
  /** The best face of BlazeFace, decoded as `outputs[].meaning` says: its centre and width as parts of the picture. */
  const bestFace = async (id: 'photograph-1' | 'photograph-2') => {
    const model = await resolveModel('blazeface-back')
    const session = await openSession(model.path)
    const outputs = await runModel(session, model, await inputOf(id, model))
    let best = { logit: Number.NEGATIVE_INFINITY, x: 0, y: 0, width: 0, rightEyeX: 0, leftEyeX: 0 }
    for (const [scores, boxes, cells, anchors] of [
      ['Identity:0', 'Identity_2:0', 16, 2],
      ['Identity_1:0', 'Identity_3:0', 8, 6],
    ] as const) {
      outputs[scores]?.forEach((logit, index) => {
        if (logit <= best.logit) return
        const cell = Math.floor(index / anchors)
        const box = outputs[boxes]?.subarray(index * 16, index * 16 + 16) ?? []
        const anchorX = ((cell % cells) + 0.5) / cells
        const anchorY = (Math.floor(cell / cells) + 0.5) / cells
        const at = (offset: number): number => (box[offset] ?? Number.NaN) / 256
        best = {
          logit,
          x: anchorX + at(0),
          y: anchorY + at(1),
          width: at(2),
          rightEyeX: anchorX + at(4),
          leftEyeX: anchorX + at(6),
        }
      })
    }
    return best
  }

  it.each(['photograph-1', 'photograph-2'] as const)('%s shows a face where it should be', async (id) => {
    const face = await bestFace(id)
    expect(face.logit).toBeGreaterThan(1)
    expect(face.x).toBeGreaterThan(0.25)
    expect(face.x).toBeLessThan(0.75)
    expect(face.y).toBeGreaterThan(0.25)
    expect(face.y).toBeLessThan(0.75)
    expect(face.width).toBeGreaterThan(0.2)
    expect(face.rightEyeX).toBeLessThan(face.leftEyeX)
  })

  it('has a face for the mesh, and plain grey has none', async () => {
    const model = await resolveModel('facemesh')
    const session = await openSession(model.path)
    const face = await runModel(
      session,
      model,
      await inputOf('photograph-1', model, { left: 0, top: 150, width: 400, height: 400 }),
    )
    const grey = await runModel(session, model, new Float32Array(192 * 192 * 3).fill(0.5))
    expect(face.presence?.[0]).toBeGreaterThan(0.9)
    expect(grey.presence?.[0]).toBeLessThan(0.1)
    const y = (point: number): number => face.mesh?.[point * 3 + 1] ?? Number.NaN
    // 10 top of the forehead, 1 tip of the nose, 152 chin.
    expect(y(10)).toBeLessThan(y(1))
    expect(y(1)).toBeLessThan(y(152))
    expect((await resolvePhotograph('photograph-1')).crop).toEqual({ left: 180, top: 330, width: 560, height: 680 })
  })
})
