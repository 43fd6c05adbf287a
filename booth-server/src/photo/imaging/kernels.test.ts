import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { boxBlur } from './box-blur.ts'
import { withKernels } from './kernels.ts'

const COLOURS = 4096

/** By the definition, in double precision. */
const logRatios = (behind: Float32Array, on: Float32Array, unseen: number): number[] => {
  const sharesOf = (counts: Float32Array) => {
    const all = Math.max(
      1,
      counts.reduce((sum, count) => sum + count, 0),
    )
    let spread = [...counts]
    for (const stride of [1, 16, 256]) {
      const before = spread
      spread = before.map((count, at) => {
        const level = Math.floor(at / stride) % 16
        return count / 2 + (before[level > 0 ? at - stride : at]! + before[level < 15 ? at + stride : at]!) / 4
      })
    }
    return spread.map((count) => count / all + unseen)
  }
  const shareOn = sharesOf(on)
  return sharesOf(behind).map((share, colour) => Math.log(share / shareOn[colour]!))
}

describe('the memory of the kernels', () => {
  it('leaves the kernels’ own tables alone, whatever was put there before', () => {
    const counts = (step: number) => Float32Array.from({ length: COLOURS }, (_, at) => (at % step === 0 ? at % 97 : 0))
    const [behind, on] = [counts(7), counts(11)]
    withKernels((_, scratch) => scratch.put(new Uint8Array(3_000_000).fill(255)))
    const found = withKernels((kernels, scratch) => {
      const ratios = scratch.floats(COLOURS)
      kernels.logLikelihoodRatios({
        background: scratch.put(behind),
        foreground: scratch.put(on),
        unseen: 1e-4,
        ratios,
      })
      return scratch.readFloats(ratios, COLOURS)
    })
    logRatios(behind, on, 1e-4).forEach((ratio, colour) => {
      expect(found[colour]).toBeCloseTo(ratio, 4)
    })
  })

  it.each([8, 200])('grows with the work and holds what was put in, with %d MB beside it', (megabytes) => {
    const large = Uint8Array.from({ length: 12_000_000 }, (_, at) => at % 251)
    for (let round = 0; round < 2; round++) {
      const back = withKernels((_, scratch) => {
        const address = scratch.put(large)
        scratch.zeroedBytes(megabytes * 1_000_000)
        return scratch.readBytes(address, large.length)
      })
      expect(Buffer.compare(back, large)).toBe(0)
    }
  })

  it('goes on after a work that failed', () => {
    expect(() =>
      withKernels(() => {
        throw new Error('No such picture')
      }),
    ).toThrow('No such picture')
    expect(withKernels((_, scratch) => [...scratch.readBytes(scratch.put(Uint8Array.of(1, 2, 3)), 3)])).toEqual([
      1, 2, 3,
    ])
  })

  it('holds what was put in while other work runs inside, and is free again afterwards', () => {
    const lowest = () => withKernels((_, scratch) => scratch.bytes(1) as number)
    const before = lowest()
    const kept = withKernels((_, scratch) => {
      const address = scratch.put(Uint8Array.of(1, 2, 3))
      boxBlur(new Float32Array(10_000).fill(7), 100, 100, 3)
      return [...scratch.readBytes(address, 3)]
    })
    expect(kept).toEqual([1, 2, 3])
    expect(lowest()).toBe(before)
  })
})

describe('the arguments of a kernel', () => {
  it('arrive under their names, whatever their order, as every type that a kernel takes', () => {
    const toFrame = { f: 0.5, e: 1, d: 0, c: -1.5, b: 0, a: 1 }
    const clipped = withKernels((kernels, scratch) => {
      const alpha = scratch.put(Float32Array.of(2, 0.25, -1, 0.5, 0.75, 3, 1, 1))
      kernels.clipAlphaToFrame({ frameHeight: 1.5, frameWidth: 100, height: 2, width: 4, alpha, ...toFrame })
      return scratch.readFloats(alpha, 8)
    })
    // Column 0 lies left of the frame, row 1 below it.
    expect([...clipped]).toEqual([0, 0.25, 0, 0.5, 0, 0, 0, 0])
  })
})

describe('upperQuantile', () => {
  it('is the value that a share of them reaches, to a 4096th', () => {
    const values = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 300 })
    fc.assert(
      fc.property(values, fc.double({ min: 0.05, max: 0.95, noNaN: true }), (found, share) => {
        const level = withKernels((kernels, scratch) =>
          kernels.upperQuantile({ values: scratch.put(Float32Array.from(found)), count: found.length, share }),
        )
        const index = Math.floor(found.length * Math.fround(1 - Math.fround(share)))
        const sorted = [...found].sort((a, b) => a - b)
        const near = [index - 1, index, index + 1].map((at) => sorted[Math.min(Math.max(at, 0), found.length - 1)]!)
        expect(Math.min(...near.map((value) => Math.abs(value - level)))).toBeLessThan(1 / COLOURS)
      }),
      { numRuns: 200 },
    )
  })
})

describe('distanceTransform', () => {
  /** The 3 x 3 chamfer by the definition: forwards, then backwards, one pixel after the other. */
  const chamfer = (mask: Uint8Array, isSet: boolean, width: number, height: number, far: number): Float64Array => {
    const distance = Float64Array.from(mask, (value) => ((value !== 0) === isSet ? 0 : far))
    const at = (x: number, y: number) =>
      x < 0 || y < 0 || x >= width || y >= height ? Number.POSITIVE_INFINITY : distance[y * width + x]!
    const visit = (x: number, y: number, by: number) => {
      const aside = Math.min(at(x, y), at(x - by, y) + 1, at(x, y - by) + 1)
      distance[y * width + x] = Math.min(aside, at(x - 1, y - by) + Math.SQRT2, at(x + 1, y - by) + Math.SQRT2)
    }
    for (let pixel = 0; pixel < mask.length; pixel++) visit(pixel % width, Math.floor(pixel / width), 1)
    for (let pixel = mask.length - 1; pixel >= 0; pixel--) visit(pixel % width, Math.floor(pixel / width), -1)
    return distance
  }

  const distancesTo = (mask: Uint8Array, isSet: boolean, width: number, height: number, far: number) =>
    withKernels((kernels, scratch) => {
      const target = scratch.floats(mask.length)
      kernels.distanceTransform({ mask: scratch.put(mask), isSet, width, height, far, target })
      return scratch.readFloats(target, mask.length)
    })

  it('are within a tenth of the true distance', () => {
    const size = 41
    const mask = new Uint8Array(size * size)
    mask[20 * size + 20] = 1
    distancesTo(mask, true, size, size, 1000).forEach((value, at) => {
      const truth = Math.hypot((at % size) - 20, Math.floor(at / size) - 20)
      expect(Math.abs(value - truth)).toBeLessThanOrEqual(0.09 * truth + 1e-4)
    })
  })

  it('are far where there is nothing', () => {
    expect([...distancesTo(new Uint8Array(4), true, 2, 2, 9)]).toEqual([9, 9, 9, 9])
  })

  it.each([
    [64, 48, true],
    [64, 48, false],
    [37, 19, true],
    [3, 5, true],
    [1, 9, false],
  ])('are the chamfer’s at %d x %d, mask set: %s', (width, height, isSet) => {
    const mask = Uint8Array.from({ length: width * height }, (_, at) => ((at * 7919) % 41 === 0 ? 1 : 0))
    const found = distancesTo(mask, isSet, width, height, 99)
    chamfer(mask, isSet, width, height, 99).forEach((distance, at) => {
      expect(found[at]).toBeCloseTo(distance, 4)
    })
  })
})
