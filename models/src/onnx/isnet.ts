import { float16ToFloat32 } from './float16.ts'
import { dropFloatCasts, pruneTo, resizeByScale } from './passes.ts'
import {
  decodeModel,
  dimsOf,
  encodeModel,
  externalFloatTensor,
  FLOAT,
  FLOAT16,
  floatTensor,
  floatValue,
  modelOf,
  type TensorProto,
} from './proto.ts'

/** Where each big weight lies in the weights file; small ones stay in the graph. Pages, so that they can be mapped. */
const ALIGNMENT_BYTES = 4096

export interface IsnetParts {
  /** float32 weights, little-endian, each at a multiple of 4096 bytes. */
  readonly weights: readonly { readonly offset: number; readonly values: Float32Array }[]
  readonly weightsBytes: number
  /** The ONNX graph for a square input of `size` pixels, which finds its weights in `weightsFile` beside it. */
  graphFor(size: number, weightsFile: string): Uint8Array
}

const toFloat32 = (tensor: TensorProto): Float32Array => {
  const bytes = tensor.rawData
  if (tensor.dataType !== FLOAT16 || bytes == null || bytes.byteLength === 0) {
    throw new Error(`Expected float16 raw data for ${tensor.name} but received type ${tensor.dataType}`)
  }
  return float16ToFloat32(bytes)
}

/**
 * IS-Net as shipped (float16 weights, twelve outputs, input fixed at 1024) split into float32 weights, stored
 * once, and a small graph for any input size that is a multiple of 64. Only the output named `output` is kept.
 */
export const splitIsnet = (original: Uint8Array): IsnetParts => {
  const source = decodeModel(original).graph
  if (source == null) throw new Error('Expected a graph in the IS-Net file')
  const scaled = resizeByScale(dropFloatCasts(pruneTo(source, ['output'])), (scale) =>
    floatTensor(`scale_${scale}`, [4], Float32Array.of(1, 1, scale, scale)),
  )
  const graph = pruneTo(scaled, ['output'])

  const weights: { offset: number; values: Float32Array; name: string; dims: number[] }[] = []
  const small: TensorProto[] = []
  let weightsBytes = 0
  for (const tensor of graph.initializer ?? []) {
    const name = tensor.name ?? ''
    if (tensor.dataType === FLOAT) {
      small.push(tensor)
      continue
    }
    const values = toFloat32(tensor)
    if (values.byteLength < ALIGNMENT_BYTES) {
      small.push(floatTensor(name, dimsOf(tensor), values))
      continue
    }
    weights.push({ name, dims: dimsOf(tensor), values, offset: weightsBytes })
    weightsBytes += Math.ceil(values.byteLength / ALIGNMENT_BYTES) * ALIGNMENT_BYTES
  }

  return {
    weights,
    weightsBytes,
    graphFor(size, weightsFile) {
      if (size % 64 !== 0) throw new Error(`Expected a multiple of 64 for the IS-Net size but received ${size}`)
      const external = weights.map(({ name, dims, values, offset }) =>
        externalFloatTensor(name, dims, { location: weightsFile, offset, length: values.byteLength }),
      )
      return encodeModel(
        modelOf({
          name: 'isnet',
          node: graph.node ?? [],
          input: [floatValue('input', [1, 3, size, size])],
          output: [floatValue('output', [1, 1, size, size])],
          initializer: [...small, ...external],
        }),
      )
    },
  }
}
