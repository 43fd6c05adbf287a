import { resolveModel } from '@quickid/models'
import { describe, expect, it } from 'vitest'
import { spellOutProviders } from '../../darkroom/execution-providers.ts'
import { createInference, type ModelFile } from './inference.ts'
import { loadModels } from './models.ts'

const { signal } = new AbortController()
const opened = (executionProviders: readonly string[]) => {
  const lines: string[] = []
  const inference = createInference({
    executionProviders,
    threads: 1,
    log: (level, text) => lines.push(`${level}: ${text}`),
  })
  return { inference, lines }
}
const meshFile = async (path?: string): Promise<ModelFile> => {
  const found = await resolveModel('facemesh')
  const input = found.inputs[0]!
  return {
    path: path ?? found.path,
    label: 'facemesh',
    inputName: input.name,
    inputDims: input.dims,
    layout: 'NHWC',
    normalisation: found.normalisation,
  }
}

describe('execution providers', () => {
  it('that this machine has not are told in the log, and the next one serves', async () => {
    const { inference, lines } = opened(['tensorrt', 'cuda', 'no-such-provider'])
    const model = await inference.load('facemesh', () => meshFile())
    expect(model.provider).toBe('cpu')
    expect(lines).toHaveLength(3)
    for (const [index, name] of ['tensorrt', 'cuda', 'no-such-provider'].entries()) {
      expect(lines[index]).toMatch(new RegExp(`^warn: Execution provider ${name} is not usable for facemesh \\(.+\\)`))
    }
    const { presence } = await model.run(new Float32Array(192 * 192 * 3), ['presence'], signal)
    expect(presence).toHaveLength(1)
  })

  it('a model that nothing can load is an error that names it, and is tried again', async () => {
    const { inference } = opened([])
    await expect(inference.load('facemesh', () => meshFile('/nowhere/at.onnx'))).rejects.toThrow(
      /facemesh can't be loaded/,
    )
    expect((await inference.load('facemesh', () => meshFile())).provider).toBe('cpu')
  })
})

describe('spellOutProviders', () => {
  it.each([
    [['auto'], 'linux', false, ['cpu']],
    [['auto'], 'linux', true, ['cuda', 'cpu']],
    [['tensorrt', 'auto'], 'linux', true, ['tensorrt', 'cuda', 'cpu']],
    [['auto'], 'darwin', false, ['coreml', 'cpu']],
    [['auto', 'webgpu'], 'win32', false, ['dml', 'cpu', 'webgpu']],
    [['webgpu'], 'linux', true, ['webgpu']],
  ] as const)('%j on %s, NVIDIA %s: %j', (configured, platform, hasNvidia, expected) => {
    expect(spellOutProviders(configured, platform, hasNvidia)).toEqual(expected)
  })
})

describe('the matting model', () => {
  it('comes in the size that the machine manages in the time, with the smallest for small pictures', async () => {
    const { inference } = opened([])
    const rich = await loadModels(inference, { budgetMs: 1e9 })
    expect(rich.isnetSizes).toEqual([1024, 384])
    const poor = await loadModels(inference, { budgetMs: 0 })
    expect(poor.isnetSizes).toEqual([384])
    expect(poor.smallMatting).toBeNull()
  })
})
