import type { Attributes } from '../onnx/proto.ts'
import { intsAttribute, stringAttribute, stringsAttribute, type TfNode, type Weight } from './graph-model.ts'

/**
 * A tensor while the graph is walked. `dims` are TensorFlow's (NHWC when there are four); the ONNX tensor of the same
 * name is NCHW when there are four, and the same otherwise.
 */
export interface Tensor {
  readonly name: string
  readonly dims: readonly number[]
}

/** What an operator may do with the ONNX graph that is being made. */
export interface Emitter {
  /** Appends a node and returns its output. */
  emit(opType: string, inputs: readonly string[], dims: readonly number[], attributes?: Attributes): Tensor
  tensor(name: string): Tensor
  /** A constant of the TensorFlow graph. */
  weight(name: string): Weight
  floats(dims: readonly number[], values: Float32Array): string
  ints(values: readonly number[]): string
}

export type Operator = (node: TfNode, graph: Emitter) => Tensor

const NHWC_TO_NCHW: readonly number[] = [0, 3, 1, 2]
const NCHW_TO_NHWC: readonly number[] = [0, 2, 3, 1]

const input = (node: TfNode, index: number): string => {
  const name = node.input?.[index]
  if (name === undefined) throw new Error(`Expected input ${index} of ${node.op} ${node.name}`)
  return name
}

const floatsOf = (node: TfNode, weight: Weight): Float32Array => {
  if (weight.values instanceof Float32Array) return weight.values
  throw new Error(`Expected float weights for ${node.name}`)
}

const nhwc = (node: TfNode, dims: readonly number[]): readonly [number, number, number, number] => {
  const [batch, height, width, channels] = dims
  if (
    dims.length !== 4 ||
    batch === undefined ||
    height === undefined ||
    width === undefined ||
    channels === undefined
  ) {
    throw new Error(`Expected four dimensions for ${node.name} but received [${dims}]`)
  }
  return [batch, height, width, channels]
}

/** TensorFlow's SAME puts the odd pixel of padding at the end; VALID pads nothing. */
const window1d = (node: TfNode, size: number, kernel: number, stride: number) => {
  const padding = stringAttribute(node, 'padding')
  if (padding === 'VALID') return { size: Math.floor((size - kernel) / stride) + 1, before: 0, after: 0 }
  if (padding !== 'SAME') throw new Error(`Expected padding SAME or VALID for ${node.name} but received ${padding}`)
  const outputSize = Math.ceil(size / stride)
  const total = Math.max((outputSize - 1) * stride + kernel - size, 0)
  return { size: outputSize, before: Math.floor(total / 2), after: Math.ceil(total / 2) }
}

const windowOf = (node: TfNode, dims: readonly number[], kernelY: number, kernelX: number) => {
  const [, height, width] = nhwc(node, dims)
  const [, strideY = 1, strideX = 1] = intsAttribute(node, 'strides')
  if (intsAttribute(node, 'dilations').some((dilation) => dilation !== 1)) {
    throw new Error(`Expected no dilation for ${node.name}`)
  }
  const y = window1d(node, height, kernelY, strideY)
  const x = window1d(node, width, kernelX, strideX)
  return {
    height: y.size,
    width: x.size,
    attributes: {
      kernel_shape: [kernelY, kernelX],
      strides: [strideY, strideX],
      pads: [y.before, x.before, y.after, x.after],
    },
  }
}

/** [height, width, a, b] -> [b, a, height, width], the order of ONNX weights. */
const transposeWeights = (values: Float32Array, [height, width, a, b]: readonly [number, number, number, number]) => {
  const transposed = new Float32Array(values.length)
  let from = 0
  for (let position = 0; position < height * width; position += 1) {
    for (let indexA = 0; indexA < a; indexA += 1) {
      for (let indexB = 0; indexB < b; indexB += 1) {
        transposed[(indexB * a + indexA) * height * width + position] = values[from] ?? Number.NaN
        from += 1
      }
    }
  }
  return transposed
}

const prelu = (node: TfNode, graph: Emitter, value: Tensor, slopeName: string): Tensor => {
  const slope = floatsOf(node, graph.weight(slopeName))
  const channels = value.dims.at(-1)
  if (slope.length !== channels) throw new Error(`Expected ${channels} slopes for ${node.name}, a slope a channel`)
  return graph.emit('PRelu', [value.name, graph.floats([slope.length, 1, 1], slope)], value.dims)
}

const fusedConv2d: Operator = (node, graph) => {
  const value = graph.tensor(input(node, 0))
  const weight = graph.weight(input(node, 1))
  const dims = nhwc(node, weight.dims)
  const [kernelY, kernelX, inChannels, outChannels] = dims
  const fused = stringsAttribute(node, 'fused_ops')
  if (fused[0] !== 'BiasAdd' || (fused[1] !== undefined && fused[1] !== 'Prelu') || fused.length > 2) {
    throw new Error(`Expected BiasAdd or BiasAdd and Prelu fused into ${node.name} but received ${fused}`)
  }
  const window = windowOf(node, value.dims, kernelY, kernelX)
  const weights = transposeWeights(floatsOf(node, weight), dims)
  const bias = floatsOf(node, graph.weight(input(node, 2)))
  const convolved = graph.emit(
    'Conv',
    [value.name, graph.floats([outChannels, inChannels, kernelY, kernelX], weights), graph.floats([outChannels], bias)],
    [1, window.height, window.width, outChannels],
    window.attributes,
  )
  return fused[1] === 'Prelu' ? prelu(node, graph, convolved, input(node, 3)) : convolved
}

const depthwiseConv2d: Operator = (node, graph) => {
  const value = graph.tensor(input(node, 0))
  const weight = graph.weight(input(node, 1))
  const [kernelY, kernelX, channels, multiplier] = nhwc(node, weight.dims)
  const window = windowOf(node, value.dims, kernelY, kernelX)
  const outChannels = channels * multiplier
  const weights = transposeWeights(floatsOf(node, weight), [kernelY, kernelX, 1, outChannels])
  return graph.emit(
    'Conv',
    [value.name, graph.floats([outChannels, 1, kernelY, kernelX], weights)],
    [1, window.height, window.width, outChannels],
    { ...window.attributes, group: channels },
  )
}

const maxPool: Operator = (node, graph) => {
  const value = graph.tensor(input(node, 0))
  const [, , , channels] = nhwc(node, value.dims)
  const [, kernelY = 1, kernelX = 1] = intsAttribute(node, 'ksize')
  const window = windowOf(node, value.dims, kernelY, kernelX)
  return graph.emit('MaxPool', [value.name], [1, window.height, window.width, channels], window.attributes)
}

const add: Operator = (node, graph) => {
  const [left, right] = [graph.tensor(input(node, 0)), graph.tensor(input(node, 1))]
  if (String(left.dims) !== String(right.dims)) throw new Error(`Expected equal shapes for ${node.name}`)
  return graph.emit('Add', [left.name, right.name], left.dims)
}

const pad: Operator = (node, graph) => {
  const value = graph.tensor(input(node, 0))
  const dims = nhwc(node, value.dims)
  const paddings = graph.weight(input(node, 1)).values
  const before = (axis: number): number => paddings[axis * 2] ?? 0
  const after = (axis: number): number => paddings[axis * 2 + 1] ?? 0
  const pads = graph.ints([...NHWC_TO_NCHW.map(before), ...NHWC_TO_NCHW.map(after)])
  const padded = dims.map((dim, axis) => dim + before(axis) + after(axis))
  return graph.emit('Pad', [value.name, pads], padded)
}

const concat: Operator = (node, graph) => {
  const names = (node.input ?? []).slice(0, -1)
  const values = names.map((name) => graph.tensor(name))
  const [axis = -1] = graph.weight(input(node, names.length)).values
  const dims = nhwc(node, values[0]?.dims ?? [])
  const tfAxis = axis < 0 ? axis + 4 : axis
  const joined = dims.map((dim, index) =>
    index === tfAxis ? values.reduce((sum, value) => sum + (value.dims[index] ?? 0), 0) : dim,
  )
  const onnxAxis = NHWC_TO_NCHW.indexOf(tfAxis)
  return graph.emit(
    'Concat',
    values.map((value) => value.name),
    joined,
    { axis: onnxAxis },
  )
}

const reshape: Operator = (node, graph) => {
  const value = graph.tensor(input(node, 0))
  const target = [...graph.weight(input(node, 1)).values]
  const count = value.dims.reduce((product, dim) => product * dim, 1)
  const known = target.filter((dim) => dim > 0).reduce((product, dim) => product * dim, 1)
  const dims = target.map((dim) => (dim < 0 ? count / known : dim))
  if (dims.length === 4) throw new Error(`Expected ${node.name} to leave NHWC but it makes four dimensions`)
  const flat = value.dims.length === 4 ? toNhwc(value, graph) : value.name
  return graph.emit('Reshape', [flat, graph.ints(dims)], dims)
}

const elementwise =
  (opType: string): Operator =>
  (node, graph) => {
    const value = graph.tensor(input(node, 0))
    return graph.emit(opType, [value.name], value.dims)
  }

/** The name of `value` in TensorFlow's own order. A transposition that moves only ones is an onnxruntime no-op. */
export const toNhwc = (value: Tensor, graph: Emitter): string =>
  graph.emit('Transpose', [value.name], value.dims, { perm: NCHW_TO_NHWC }).name

export const toNchw = (name: string, dims: readonly number[], graph: Emitter): Tensor =>
  graph.emit('Transpose', [name], dims, { perm: NHWC_TO_NCHW })

/** Every operator that the face mesh and the iris model use. An operator that is not here fails the conversion. */
export const operators: Readonly<Record<string, Operator>> = {
  _FusedConv2D: fusedConv2d,
  DepthwiseConv2dNative: depthwiseConv2d,
  MaxPool: maxPool,
  AddV2: add,
  Pad: pad,
  ConcatV2: concat,
  Reshape: reshape,
  Prelu: (node, graph) => prelu(node, graph, graph.tensor(input(node, 0)), input(node, 1)),
  Sigmoid: elementwise('Sigmoid'),
  Identity: (node, graph) => graph.tensor(input(node, 0)),
}
