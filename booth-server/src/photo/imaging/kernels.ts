import { readFileSync } from 'node:fs'
import type { SimdFunctions } from './kernel-functions.ts'

/** Space in the functions' memory for one piece of work. What it holds at first is whatever was there before. */
export interface Scratch {
  /** The address of this many bytes. */
  reserve(bytes: number): number
  /** The same, all of them 0. */
  clean(bytes: number): number
  /** The address of a copy. */
  put(data: Uint8Array | Int16Array | Float32Array): number
  copy(from: number, bytes: number, to: number): void
  /** Copies of what lies at an address. */
  bytesAt(address: number, count: number): Uint8Array
  intsAt(address: number, count: number): Int32Array
  indicesAt(address: number, count: number): Uint32Array
  floatsAt(address: number, count: number): Float32Array
}

interface Memory {
  readonly buffer: ArrayBuffer
  grow(pages: number): number
}

// The types of Node leave it to those of browsers, which a server must not see.
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object
  Instance: new (module: object) => { readonly exports: object }
}

type Exports = SimdFunctions & { readonly memory: Memory; freeFrom(): number }

/** Loops read and write up to a vector beyond their last pixel. */
const SLACK = 64
const PAGE = 65_536
/** A memory never shrinks: one that a huge picture has made larger than this goes after its work, bytes. */
const MOST_KEPT = 96_000_000

let compiled: object | null = null
let loaded: Exports | null = null

const load = (): Exports => {
  // The same place, seen from `src` and from `dist`.
  compiled ??= new WebAssembly.Module(readFileSync(new URL('../../../dist/simd.wasm', import.meta.url)))
  return new WebAssembly.Instance(compiled).exports as Exports
}

/**
 * Work for vector instructions, which the engine gives to no JavaScript: put the data in, call functions, copy the
 * results out. The space is the next work's as soon as this one returns, so it can't wait for anything.
 */
export const inSimd = <T>(work: (simd: SimdFunctions, scratch: Scratch) => T): T => {
  loaded ??= load()
  const { memory } = loaded
  let used = (loaded.freeFrom() + 2 * SLACK) & -SLACK
  const reserve = (bytes: number): number => {
    const address = used
    used = (used + bytes + 2 * SLACK - 1) & -SLACK
    const missing = used - memory.buffer.byteLength
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE))
    return address
  }
  const scratch: Scratch = {
    reserve,
    clean: (bytes) => {
      const address = reserve(bytes)
      new Uint8Array(memory.buffer, address, bytes).fill(0)
      return address
    },
    put: (data) => {
      const address = reserve(data.byteLength)
      new Uint8Array(memory.buffer).set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), address)
      return address
    },
    copy: (from, bytes, to) => new Uint8Array(memory.buffer).copyWithin(to, from, from + bytes),
    bytesAt: (address, count) => new Uint8Array(memory.buffer, address, count).slice(),
    intsAt: (address, count) => new Int32Array(memory.buffer, address, count).slice(),
    indicesAt: (address, count) => new Uint32Array(memory.buffer, address, count).slice(),
    floatsAt: (address, count) => new Float32Array(memory.buffer, address, count).slice(),
  }
  try {
    return work(loaded, scratch)
  } finally {
    if (memory.buffer.byteLength > MOST_KEPT) loaded = null
  }
}
