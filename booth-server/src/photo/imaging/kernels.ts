import { readFileSync } from 'node:fs'
import { BoothError } from '../../foundation/errors.ts'
import {
  type Address,
  type Bytes,
  bindKernels,
  type Floats,
  type Ints,
  type KernelModule,
  type Kernels,
  type Samples,
  type Vectors,
  type Weights,
} from './kernel-bindings.generated.ts'

/** Space in the kernels' memory for one piece of work. What is reserved holds whatever was there before. */
export interface Scratch {
  bytes(count: number): Bytes
  ints(count: number): Ints
  floats(count: number): Floats
  vectors(count: number): Vectors
  /** @param bytes of a resampling's samples */
  samples(bytes: number): Samples
  zeroedBytes(count: number): Bytes
  zeroedInts(count: number): Ints
  zeroedFloats(count: number): Floats
  /** The address of a copy. */
  put(data: Uint8Array): Bytes
  put(data: Float32Array): Floats
  putVectors(data: Float32Array): Vectors
  putWeights(data: Int16Array | Float32Array): Weights
  /** Copies within the kernels' memory. */
  copy<A extends Address>(from: A, bytes: number, to: A): void
  /** Copies of what lies at an address. */
  readBytes(address: Bytes, count: number): Uint8Array
  readInts(address: Ints, count: number): Int32Array
  readIndices(address: Ints, count: number): Uint32Array
  readFloats(address: Floats, count: number): Float32Array
  /** Four floats a vector. */
  readVectors(address: Vectors, count: number): Float32Array
}

// The types of Node leave it to those of browsers, which a server must not see.
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object
  Instance: new (module: object) => { readonly exports: object }
}

/** A memory never shrinks: an instance that a huge picture has made larger than this goes after its work, bytes. */
const MOST_KEPT = 96_000_000

interface Instance {
  readonly wasm: KernelModule
  readonly kernels: Kernels
  readonly scratch: Scratch
}

let compiled: object | null = null
let loaded: Instance | null = null

const load = (): Instance => {
  // The same place, seen from `src` and from `dist`.
  compiled ??= new WebAssembly.Module(readFileSync(new URL('../../../dist/simd.wasm', import.meta.url)))
  const wasm = new WebAssembly.Instance(compiled).exports as KernelModule
  const kernels = 'argumentsAddress' in wasm ? bindKernels(wasm) : null
  if (!kernels || Object.keys(kernels).some((name) => !(name in wasm))) {
    throw new BoothError('internal.invariant', 'dist/simd.wasm is out of date: run node booth-server/simd/build.mjs')
  }
  return { wasm, kernels, scratch: createScratch(wasm) }
}

const createScratch = (wasm: KernelModule): Scratch => {
  const reserve = <A extends Address>(bytes: number) => wasm.reserve(bytes) as A
  const zeroed = <A extends Address>(bytes: number): A => {
    const address = reserve<A>(bytes)
    new Uint8Array(wasm.memory.buffer, address, bytes).fill(0)
    return address
  }
  const put = <A extends Address>(data: Uint8Array | Int16Array | Float32Array): A => {
    const address = reserve<A>(data.byteLength)
    new Uint8Array(wasm.memory.buffer).set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), address)
    return address
  }
  return {
    bytes: (count) => reserve(count),
    ints: (count) => reserve(4 * count),
    floats: (count) => reserve(4 * count),
    vectors: (count) => reserve(16 * count),
    samples: (bytes) => reserve(bytes),
    zeroedBytes: (count) => zeroed(count),
    zeroedInts: (count) => zeroed(4 * count),
    zeroedFloats: (count) => zeroed(4 * count),
    put,
    putVectors: (data) => put(data),
    putWeights: (data) => put(data),
    copy: (from, bytes, to) => new Uint8Array(wasm.memory.buffer).copyWithin(to, from, from + bytes),
    readBytes: (address, count) => new Uint8Array(wasm.memory.buffer, address, count).slice(),
    readInts: (address, count) => new Int32Array(wasm.memory.buffer, address, count).slice(),
    readIndices: (address, count) => new Uint32Array(wasm.memory.buffer, address, count).slice(),
    readFloats: (address, count) => new Float32Array(wasm.memory.buffer, address, count).slice(),
    readVectors: (address, count) => new Float32Array(wasm.memory.buffer, address, 4 * count).slice(),
  }
}

/** An address this many bytes further on, of the same content. */
export const advance = <A extends Address>(address: A, bytes: number): A => (address + bytes) as A

/**
 * Work for the vector kernels (booth-server/simd): put the data in, call kernels, read the results out. The space is
 * free again as soon as the work returns, so it can't wait for anything. What it holds is overwritten by later work and
 * dies with the process.
 */
export const withKernels = <T>(work: (kernels: Kernels, scratch: Scratch) => T): T => {
  loaded ??= load()
  const { wasm, kernels, scratch } = loaded
  const mark = wasm.scratchTop()
  try {
    return work(kernels, scratch)
  } finally {
    wasm.release(mark)
    if (wasm.memory.buffer.byteLength > MOST_KEPT) loaded = null
  }
}
