import {
  dimsOf,
  FLOAT,
  FLOAT16,
  type GraphProto,
  intOf,
  intsOf,
  type NodeProto,
  type TensorProto,
  valueDims,
} from './proto.ts'

/** Passes over a graph: each returns the new lists and changes nothing it was given. */

const inputsOf = (node: NodeProto): string[] => node.input ?? []
const outputOf = (node: NodeProto): string => node.output?.[0] ?? ''

/**
 * The graph that computes only `outputs`: nodes, weights and annotations that feed nothing else are dropped, and what
 * stays is put in topological order (tools that add casts append them at the end, against the specification).
 */
export const pruneTo = (graph: GraphProto, outputs: readonly string[]): GraphProto => {
  const producers = new Map(
    (graph.node ?? []).flatMap((node) => (node.output ?? []).map((name) => [name, node] as const)),
  )
  const wanted = new Set<string>()
  const nodes: NodeProto[] = []
  const visit = (name: string): void => {
    if (wanted.has(name)) return
    wanted.add(name)
    const node = producers.get(name)
    if (node === undefined) return
    for (const input of inputsOf(node)) visit(input)
    if (!nodes.includes(node)) nodes.push(node)
  }
  for (const name of outputs) visit(name)
  const kept = outputs.map((name) => {
    const found = graph.output?.find((value) => value.name === name)
    if (found === undefined) throw new Error(`Expected an output named ${name} but the graph has none`)
    return found
  })
  return {
    ...graph,
    node: nodes,
    output: kept,
    initializer: (graph.initializer ?? []).filter((tensor) => wanted.has(tensor.name ?? '')),
    valueInfo: [],
  }
}

/** Takes out the casts between float16 and float32, for a graph whose weights are about to be all float32. */
export const dropFloatCasts = (graph: GraphProto): GraphProto => {
  const alias = new Map<string, string>()
  const nodes: NodeProto[] = []
  const outputs = new Set((graph.output ?? []).map((value) => value.name))
  for (const node of graph.node ?? []) {
    const renamed = { ...node, input: inputsOf(node).map((name) => alias.get(name) ?? name) }
    if (node.opType !== 'Cast') {
      nodes.push(renamed)
      continue
    }
    const to = intOf(node, 'to')
    if (to !== FLOAT && to !== FLOAT16)
      throw new Error(`Expected a cast between floats but ${node.name} casts to ${to}`)
    alias.set(outputOf(node), renamed.input[0] ?? '')
  }
  // A cast that made a graph output leaves its producer under another name: give it the output's.
  const back = new Map([...alias].filter(([output]) => outputs.has(output)).map(([output, from]) => [from, output]))
  const rename = (name: string): string => back.get(name) ?? name
  return {
    ...graph,
    node: nodes.map((node) => ({
      ...node,
      input: inputsOf(node).map(rename),
      output: (node.output ?? []).map(rename),
    })),
  }
}

export interface SpatialSize {
  readonly height: number
  readonly width: number
}

const windowed = (node: NodeProto, size: SpatialSize, kernel: readonly number[]): SpatialSize => {
  const [strideY = 1, strideX = 1] = intsOf(node, 'strides') ?? []
  const [top = 0, left = 0, bottom = 0, right = 0] = intsOf(node, 'pads') ?? []
  const [dilationY = 1, dilationX = 1] = intsOf(node, 'dilations') ?? []
  const [kernelY = 1, kernelX = 1] = kernel
  const round = intOf(node, 'ceil_mode') === 1 ? Math.ceil : Math.floor
  return {
    height: round((size.height + top + bottom - dilationY * (kernelY - 1) - 1) / strideY) + 1,
    width: round((size.width + left + right - dilationX * (kernelX - 1) - 1) / strideX) + 1,
  }
}

/** The target size of a `Resize` whose `sizes` end in a constant [height, width]. */
const targetOf = (node: NodeProto, producers: ReadonlyMap<string, NodeProto>): SpatialSize => {
  const sizes = producers.get(inputsOf(node)[3] ?? '')
  const constant = producers.get(inputsOf(sizes ?? {}).at(-1) ?? '')
  const bytes = constant?.attribute?.[0]?.t?.rawData
  if (sizes?.opType !== 'Concat' || constant?.opType !== 'Constant' || bytes?.byteLength !== 16) {
    throw new Error(`Expected constant sizes for ${node.name}`)
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, 16)
  return { height: Number(view.getBigInt64(0, true)), width: Number(view.getBigInt64(8, true)) }
}

/**
 * Replaces the `sizes` of every `Resize`, which the exporter computes at run time from the shape of the input, by the
 * constant scale that they amount to. The graph then no longer depends on the size that it was exported for, and a
 * session has nothing to fold when it is opened. The values that come out are the same to the last bit.
 */
export const resizeByScale = (graph: GraphProto, scaleTensor: (scale: number) => TensorProto): GraphProto => {
  const producers = new Map((graph.node ?? []).map((node) => [outputOf(node), node]))
  const weights = new Map((graph.initializer ?? []).map((tensor) => [tensor.name ?? '', tensor]))
  const sizes = new Map<string, SpatialSize>()
  for (const input of graph.input ?? []) {
    const [, , height = 0, width = 0] = valueDims(input)
    sizes.set(input.name ?? '', { height, width })
  }
  const scales = new Map<string, TensorProto>()
  const nodes: NodeProto[] = []
  for (const node of graph.node ?? []) {
    const size = sizes.get(inputsOf(node)[0] ?? '')
    const output = outputOf(node)
    switch (node.opType) {
      case 'Conv': {
        const weight = weights.get(inputsOf(node)[1] ?? '')
        if (size !== undefined && weight !== undefined) sizes.set(output, windowed(node, size, dimsOf(weight).slice(2)))
        nodes.push(node)
        break
      }
      case 'MaxPool':
        if (size !== undefined) sizes.set(output, windowed(node, size, intsOf(node, 'kernel_shape') ?? []))
        nodes.push(node)
        break
      case 'Resize': {
        if (size === undefined) throw new Error(`Expected a known input size for ${node.name}`)
        const target = targetOf(node, producers)
        const scale = target.height / size.height
        if (!Number.isInteger(scale) || scale !== target.width / size.width) {
          throw new Error(`Expected a whole scale for ${node.name} but received ${scale}`)
        }
        const tensor = scales.get(String(scale)) ?? scaleTensor(scale)
        scales.set(String(scale), tensor)
        sizes.set(output, target)
        nodes.push({ ...node, input: [inputsOf(node)[0] ?? '', '', tensor.name ?? ''] })
        break
      }
      default:
        if (size !== undefined) sizes.set(output, size)
        nodes.push(node)
    }
  }
  return { ...graph, node: nodes, initializer: [...(graph.initializer ?? []), ...scales.values()] }
}
