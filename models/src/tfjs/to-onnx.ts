import {
  encodeModel,
  floatTensor,
  floatValue,
  int64Tensor,
  modelOf,
  type NodeProto,
  node as onnxNode,
  type TensorProto,
  type ValueInfoProto,
} from '../onnx/proto.ts'
import { parseGraphModel, readWeights, shapeAttribute, type TfNode } from './graph-model.ts'
import { type Emitter, operators, type Tensor, toNchw, toNhwc } from './operators.ts'

/** The name that a tensor gets in the ONNX file, and the TensorFlow node that it is. */
export interface NamedNode {
  readonly name: string
  readonly node: string
}

export interface TfjsToOnnxOptions {
  readonly name: string
  readonly input: NamedNode
  /** What computes none of these is left out. */
  readonly outputs: readonly NamedNode[]
}

/**
 * A TensorFlow.js graph model as an ONNX model with the same input and outputs in the same order (NHWC), NCHW inside.
 * Weights stored as float16 become float32. A batch of -1 becomes 1. Fails on any operator it does not know.
 */
export const tfjsToOnnx = (json: string, weightBytes: Uint8Array, options: TfjsToOnnxOptions): Uint8Array => {
  const model = parseGraphModel(json)
  const weights = readWeights(model, weightBytes)
  const tfNodes = new Map(model.modelTopology.node.map((node) => [node.name, node]))

  const nodes: NodeProto[] = []
  const initializers: TensorProto[] = []
  const done = new Map<string, Tensor>()
  let inputValue: ValueInfoProto | undefined

  const emitter: Emitter = {
    emit(opType, inputs, dims, attributes) {
      const name = `t${nodes.length}`
      nodes.push(onnxNode(opType, inputs, name, attributes))
      return { name, dims }
    },
    tensor: (name) => {
      const found = done.get(name)
      if (found === undefined) throw new Error(`Expected ${name} to be computed before it is used`)
      return found
    },
    weight: (name) => {
      const found = weights.get(name)
      if (found === undefined) throw new Error(`Expected weights named ${name}`)
      return found
    },
    floats(dims, values) {
      const name = `w${initializers.length}`
      initializers.push(floatTensor(name, dims, values))
      return name
    },
    ints(values) {
      const name = `w${initializers.length}`
      initializers.push(int64Tensor(name, values))
      return name
    },
  }

  const placeholder = (node: TfNode): Tensor => {
    if (node.name !== options.input.node) throw new Error(`Expected the input ${options.input.node}, not ${node.name}`)
    const dims = shapeAttribute(node, 'shape').map((dim) => (dim < 0 ? 1 : dim))
    inputValue = floatValue(options.input.name, dims)
    return toNchw(options.input.name, dims, emitter)
  }

  const visit = (name: string): void => {
    if (done.has(name) || weights.has(name)) return
    const node = tfNodes.get(name)
    if (node === undefined) throw new Error(`Expected a node named ${name}`)
    for (const from of node.input ?? []) visit(from)
    const operator = operators[node.op]
    if (node.op === 'Placeholder') done.set(name, placeholder(node))
    else if (operator !== undefined) done.set(name, operator(node, emitter))
    else throw new Error(`Expected a known operator for ${name} but received ${node.op}`)
  }

  const outputs = options.outputs.map(({ name, node }) => {
    visit(node)
    const value = emitter.tensor(node)
    const ordered = value.dims.length === 4 ? toNhwc(value, emitter) : value.name
    nodes.push(onnxNode('Identity', [ordered], name))
    return floatValue(name, value.dims)
  })
  if (inputValue === undefined) throw new Error(`Expected the outputs to depend on ${options.input.node}`)
  return encodeModel(
    modelOf({ name: options.name, node: nodes, input: [inputValue], output: outputs, initializer: initializers }),
  )
}
