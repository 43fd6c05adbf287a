import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

interface Build {
  readonly bindingsFile: string
  compileKernels(args: readonly string[]): Promise<string>
}

describe('the bindings of the kernels', () => {
  it('are what the compiler makes of the kernels today: run `node booth-server/simd/build.mjs`', async () => {
    const build = new URL('../../../simd/build.mjs', import.meta.url)
    const { bindingsFile, compileKernels }: Build = await import(/* @vite-ignore */ build.href)
    expect(await compileKernels(['--noEmit'])).toBe(readFileSync(bindingsFile, 'utf8'))
  })
})
