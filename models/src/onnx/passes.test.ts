import { describe, expect, it } from 'vitest'
import { dropFloatCasts, pruneTo, resizeByScale } from './passes.ts'
import { floatTensor, floatValue, type GraphProto, INT64, type NodeProto, node } from './proto.ts'

const constant = (name: string, values: readonly number[]): NodeProto => ({
  ...node('Constant', [], name),
  attribute: [
    {
      name: 'value',
      type: 4,
      t: { dims: [values.length], dataType: INT64, rawData: new Uint8Array(BigInt64Array.from(values, BigInt).buffer) },
    },
  ],
})

/** input -> cast -> pool -> resize to `target` -> cast -> output, as exporters write it; `side` feeds nothing. */
const graphOf = (target: readonly number[]): GraphProto => ({
  input: [floatValue('input', [1, 3, 64, 64])],
  output: [floatValue('output', [1, 3, 64, 64]), floatValue('side', [1, 3, 64, 64])],
  node: [
    node('MaxPool', ['input.16'], 'pooled', {
      kernel_shape: [2, 2],
      strides: [2, 2],
      pads: [0, 0, 0, 0],
      ceil_mode: 1,
    }),
    node('Sigmoid', ['pooled'], 'side'),
    constant('target', target),
    node('Shape', ['pooled'], 'shape'),
    node('Concat', ['shape', 'target'], 'sizes', { axis: 0 }),
    node('Resize', ['pooled', '', '', 'sizes'], 'resized', { mode: 'linear' }),
    node('Cast', ['input'], 'input.16', { to: 10 }),
    node('Cast', ['resized'], 'output', { to: 1 }),
  ],
  initializer: [floatTensor('unused', [1], Float32Array.of(1))],
})

const scale = (by: number) => floatTensor(`scale_${by}`, [4], Float32Array.of(1, 1, by, by))
const operators = (graph: GraphProto) => (graph.node ?? []).map((each) => each.opType)

describe('pruneTo', () => {
  it('keeps what the output needs, in topological order', () => {
    const graph = pruneTo(graphOf([64, 64]), ['output'])
    expect(operators(graph)).toEqual(['Cast', 'MaxPool', 'Shape', 'Constant', 'Concat', 'Resize', 'Cast'])
    expect(graph.output?.map((value) => value.name)).toEqual(['output'])
    expect(graph.initializer).toEqual([])
  })

  it('names an output that is not there', () => {
    expect(() => pruneTo(graphOf([64, 64]), ['alpha'])).toThrow('alpha')
  })
})

describe('dropFloatCasts', () => {
  it('joins what the casts parted, and keeps the name of the output', () => {
    const graph = dropFloatCasts(pruneTo(graphOf([64, 64]), ['output']))
    expect(operators(graph)).not.toContain('Cast')
    expect(graph.node?.[0]?.input).toEqual(['input'])
    expect(graph.node?.at(-1)?.output).toEqual(['output'])
  })

  it('leaves no other cast out', () => {
    const graph = { ...graphOf([64, 64]), node: [node('Cast', ['input'], 'output', { to: INT64 })] }
    expect(() => dropFloatCasts(graph)).toThrow('7')
  })
})

describe('resizeByScale', () => {
  const pruned = (target: readonly number[]) => dropFloatCasts(pruneTo(graphOf(target), ['output']))

  it('states the scale that the sizes amount to', () => {
    const graph = pruneTo(resizeByScale(pruned([64, 64]), scale), ['output'])
    expect(operators(graph)).toEqual(['MaxPool', 'Resize'])
    expect(graph.node?.[1]?.input).toEqual(['pooled', '', 'scale_2'])
    expect(graph.initializer?.map((tensor) => tensor.name)).toEqual(['scale_2'])
  })

  it.each([[[48, 48]], [[64, 96]]])('refuses the size %j, which is no whole scale', (target) => {
    expect(() => resizeByScale(pruned(target), scale)).toThrow('whole scale')
  })
})
