#!/usr/bin/env node
/** Compiles the kernels to `dist/simd.wasm` and writes their TypeScript bindings. */
import { readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { dirname, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import asc from 'assemblyscript/asc'
import { createBindingsTransform } from './write-bindings.mjs'

const here = dirname(fileURLToPath(import.meta.url))
export const bindingsFile = fileURLToPath(new URL('../src/photo/imaging/kernel-bindings.generated.ts', import.meta.url))

/**
 * @param args for the compiler, beside those of asconfig.json
 * @param sources by their paths, in place of the kernels
 * @returns the text of the bindings
 */
export const compileKernels = async (args, sources) => {
  let bindings = ''
  const transform = createBindingsTransform((text) => {
    bindings = text
  })
  const folder = relative(process.cwd(), here) || '.'
  const what = sources
    ? ['simd/index.ts', '--enable', 'simd', '--runtime', 'stub']
    : ['--config', `${folder}/asconfig.json`]
  const { error, stderr } = await asc.main([...what, ...args], {
    transforms: [transform],
    ...(sources && { readFile: (name) => sources[name] ?? null, listFiles: () => [] }),
  })
  if (error) throw new Error(`The kernels don't compile: ${error.message}\n${stderr.toString()}`, { cause: error })
  return bindings
}

const textOf = (file) => {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const bindings = await compileKernels(['--target', 'release'])
  // Left alone where nothing changed: a build must not make its own sources newer.
  if (textOf(bindingsFile) !== bindings) writeFileSync(bindingsFile, bindings)
}
