import type { onnx as Onnx } from 'onnx-proto'
import onnxProto from 'onnx-proto'

/**
 * The ONNX messages. `onnx-proto` is CommonJS and hides its names from an ES import, so this file is the only one
 * that imports it.
 */
export const onnx = onnxProto.onnx

export type ModelProto = Onnx.IModelProto
export type GraphProto = Onnx.IGraphProto
export type NodeProto = Onnx.INodeProto
export type TensorProto = Onnx.ITensorProto
export type AttributeProto = Onnx.IAttributeProto
export type ValueInfoProto = Onnx.IValueInfoProto

/** `TensorProto.DataType` of the ONNX specification. */
export const FLOAT = 1
export const INT64 = 7
export const FLOAT16 = 10

/** `AttributeProto.AttributeType` of the ONNX specification. */
const ATTRIBUTE = { float: 1, int: 2, string: 3, tensor: 4, floats: 6, ints: 7 } as const

/** `TensorProto.DataLocation.EXTERNAL`. */
const EXTERNAL = 1

export type Attributes = Readonly<Record<string, number | string | readonly number[]>>

/** Integer attributes only: no operator that this package writes has a float attribute. */
const attribute = (name: string, value: number | string | readonly number[]): AttributeProto => {
  if (typeof value === 'string') return { name, type: ATTRIBUTE.string, s: Buffer.from(value) }
  if (typeof value === 'number') return { name, type: ATTRIBUTE.int, i: value }
  return { name, type: ATTRIBUTE.ints, ints: [...value] }
}

export const node = (opType: string, inputs: readonly string[], output: string, attributes: Attributes = {}) =>
  ({
    opType,
    name: output,
    input: [...inputs],
    output: [output],
    attribute: Object.entries(attributes).map(([name, value]) => attribute(name, value)),
  }) satisfies NodeProto

export const floatTensor = (name: string, dims: readonly number[], values: Float32Array): TensorProto => ({
  name,
  dims: [...dims],
  dataType: FLOAT,
  rawData: new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
})

export const int64Tensor = (name: string, values: readonly number[]): TensorProto => ({
  name,
  dims: [values.length],
  dataType: INT64,
  rawData: new Uint8Array(BigInt64Array.from(values, BigInt).buffer),
})

/** A tensor whose bytes stand in `location`, a file beside the model (ONNX external data). */
export const externalFloatTensor = (
  name: string,
  dims: readonly number[],
  data: { location: string; offset: number; length: number },
): TensorProto => ({
  name,
  dims: [...dims],
  dataType: FLOAT,
  dataLocation: EXTERNAL,
  externalData: Object.entries(data).map(([key, value]) => ({ key, value: String(value) })),
})

export const floatValue = (name: string, dims: readonly number[]): ValueInfoProto => ({
  name,
  type: { tensorType: { elemType: FLOAT, shape: { dim: dims.map((dimValue) => ({ dimValue })) } } },
})

/** protobufjs gives int64 fields as `Long` or as number, depending on the value. */
export const toNumber = (value: unknown): number => Number(String(value ?? 0))

export const dimsOf = (tensor: TensorProto): number[] => (tensor.dims ?? []).map(toNumber)

export const valueDims = (value: ValueInfoProto): number[] =>
  (value.type?.tensorType?.shape?.dim ?? []).map((dim) => toNumber(dim.dimValue))

export const intsOf = (from: NodeProto, name: string): number[] | undefined =>
  from.attribute?.find((candidate) => candidate.name === name)?.ints?.map(toNumber)

export const intOf = (from: NodeProto, name: string): number | undefined => {
  const found = from.attribute?.find((candidate) => candidate.name === name)
  return found === undefined ? undefined : toNumber(found.i)
}

export const decodeModel = (bytes: Uint8Array): ModelProto => onnx.ModelProto.decode(bytes)

export const encodeModel = (model: ModelProto): Uint8Array => onnx.ModelProto.encode(model).finish()

/** A model of one graph. `opset` 15 is the newest that IR version 8, the format that onnx-proto writes, came with. */
export const modelOf = (graph: GraphProto, opset = 15): ModelProto => ({
  irVersion: 8,
  opsetImport: [{ domain: '', version: opset }],
  producerName: 'quickid-booth',
  graph,
})
