import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

interface Build {
  readonly bindingsFile: string
  compileKernels(args: readonly string[], sources?: Readonly<Record<string, string>>): Promise<string>
}

const { bindingsFile, compileKernels }: Build = await import(
  /* @vite-ignore */ new URL('../../../simd/build.mjs', import.meta.url).href
)

/** A module of its own, with one kernel. */
const compile = (kernel: string) =>
  compileKernels(['--noEmit'], {
    'simd/index.ts': "export { sample } from './sample'",
    'simd/sample.ts': `import { Floats } from './addresses'\n${kernel}`,
    'simd/addresses.ts': 'export type Floats = usize',
  })

describe('the bindings of the kernels', () => {
  it('are what the compiler makes of the kernels today: run `node booth-server/simd/build.mjs`', async () => {
    expect(await compileKernels(['--noEmit'])).toBe(readFileSync(bindingsFile, 'utf8'))
  })

  it('have a class’s fields, inherited ones first, at the offsets that the compiler gave them, and their comments', async () => {
    const bindings = await compile(`
      @unmanaged
      class Base { scale: f32 }
      @unmanaged
      class Sample extends Base {
        /** A double is aligned to eight bytes. */
        offset: f64
        isSet: bool
        values: Floats
      }
      /** What it does. */
      export function sample(args: Sample): f64 { return args.isSet ? args.offset : load<f32>(args.values) * args.scale }
    `)
    expect(bindings).toContain('  /** What it does. */\n  sample(args: {\n    readonly scale: number\n')
    expect(bindings).toContain('    /** A double is aligned to eight bytes. */\n    readonly offset: number\n')
    expect(bindings).toContain('    readonly isSet: boolean\n    readonly values: Floats\n  }): number\n')
    expect(bindings).toContain('view.setFloat32(0, args.scale, true)')
    expect(bindings).toContain('view.setFloat64(8, args.offset, true)')
    expect(bindings).toContain('view.setUint8(16, Number(args.isSet))')
    expect(bindings).toContain('view.setUint32(20, args.values, true)')
  })

  it('give a kernel of few numbers named fields too', async () => {
    const bindings = await compile(`
      /**
       * What it does.
       *
       * @param values one a cell
       * @returns their sum
       */
      export function sample(values: Floats, cells: i32): f32 { return load<f32>(values) * f32(cells) }
    `)
    expect(bindings).toContain('   * What it does.\n   *\n   * @returns their sum\n   */\n  sample(args: {\n')
    expect(bindings).toContain(
      '    /** One a cell. */\n    readonly values: Floats\n    readonly cells: number\n  }): number\n',
    )
    expect(bindings).toContain('sample: (args) => wasm.sample(args.values, args.cells),')
  })

  it.each([
    [
      'seven numbers',
      '(a: i32, b: i32, c: i32, d: i32, e: i32, f: i32, g: i32): i32 { return a+b+c+d+e+f+g }',
      /7 num/,
    ],
    ['a result that is no number', '(a: i32): bool { return a > 0 }', /returns bool/],
  ])('refuse a kernel of %s', async (_, kernel, message) => {
    await expect(compile(`export function sample${kernel}`)).rejects.toThrow(message)
  })
})
