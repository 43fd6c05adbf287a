import { Type } from 'typebox'
import Value from 'typebox/value'
import { float16ToFloat32 } from '../onnx/float16.ts'

/** The parts of a TensorFlow.js graph model (`model.json`) that the conversion reads. Strings in attributes are base64. */
const AttributeSchema = Type.Object({
  s: Type.Optional(Type.String()),
  i: Type.Optional(Type.Union([Type.String(), Type.Number()])),
  list: Type.Optional(
    Type.Object({
      s: Type.Optional(Type.Array(Type.String())),
      i: Type.Optional(Type.Array(Type.Union([Type.String(), Type.Number()]))),
    }),
  ),
  shape: Type.Optional(
    Type.Object({ dim: Type.Optional(Type.Array(Type.Object({ size: Type.Union([Type.String(), Type.Number()]) }))) }),
  ),
})

const NodeSchema = Type.Object({
  name: Type.String(),
  op: Type.String(),
  input: Type.Optional(Type.Array(Type.String())),
  attr: Type.Optional(Type.Record(Type.String(), AttributeSchema)),
})

const GraphModelSchema = Type.Object({
  format: Type.Literal('graph-model'),
  modelTopology: Type.Object({ node: Type.Array(NodeSchema) }),
  weightsManifest: Type.Array(
    Type.Object({
      weights: Type.Array(
        Type.Object({
          name: Type.String(),
          shape: Type.Array(Type.Integer()),
          dtype: Type.Union([Type.Literal('float32'), Type.Literal('int32')]),
          quantization: Type.Optional(Type.Object({ dtype: Type.Literal('float16') })),
        }),
      ),
    }),
  ),
})

export type GraphModel = Type.Static<typeof GraphModelSchema>
export type TfNode = Type.Static<typeof NodeSchema>

export interface Weight {
  readonly dims: readonly number[]
  readonly values: Float32Array | Int32Array
}

export const parseGraphModel = (json: string): GraphModel => {
  const parsed: unknown = JSON.parse(json)
  if (!Value.Check(GraphModelSchema, parsed)) {
    const [first] = Value.Errors(GraphModelSchema, parsed)
    throw new Error(`Expected a TensorFlow.js graph model: ${first?.instancePath} ${first?.message}`)
  }
  return parsed
}

/** Reads the weights, which lie in `bytes` one after another in the order of the manifest, without gaps. */
export const readWeights = (model: GraphModel, bytes: Uint8Array): ReadonlyMap<string, Weight> => {
  const weights = new Map<string, Weight>()
  let offset = 0
  for (const { name, shape, dtype, quantization } of model.weightsManifest.flatMap((group) => group.weights)) {
    const count = shape.reduce((product, dim) => product * dim, 1)
    const length = count * (quantization === undefined ? 4 : 2)
    if (offset + length > bytes.byteLength) throw new Error(`Expected ${offset + length} bytes of weights for ${name}`)
    // A copy: `Buffer.slice` would share memory, and a view of 4-byte numbers needs an aligned start.
    const slice = new Uint8Array(bytes.subarray(offset, offset + length))
    offset += length
    if (quantization !== undefined) weights.set(name, { dims: shape, values: float16ToFloat32(slice) })
    else if (dtype === 'int32') weights.set(name, { dims: shape, values: new Int32Array(slice.buffer) })
    else weights.set(name, { dims: shape, values: new Float32Array(slice.buffer) })
  }
  if (offset !== bytes.byteLength)
    throw new Error(`Expected ${offset} bytes of weights but received ${bytes.byteLength}`)
  return weights
}

const text = (base64: string): string => Buffer.from(base64, 'base64').toString()

export const stringAttribute = (node: TfNode, name: string): string => text(node.attr?.[name]?.s ?? '')

export const stringsAttribute = (node: TfNode, name: string): string[] => (node.attr?.[name]?.list?.s ?? []).map(text)

export const intsAttribute = (node: TfNode, name: string): number[] => (node.attr?.[name]?.list?.i ?? []).map(Number)

export const shapeAttribute = (node: TfNode, name: string): number[] =>
  (node.attr?.[name]?.shape?.dim ?? []).map((dim) => Number(dim.size))
