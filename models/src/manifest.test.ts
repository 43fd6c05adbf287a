import { describe, expect, it } from 'vitest'
import { contentKey, entryOf, isnetSizes, loadManifest, type Manifest, parseManifest } from './manifest.ts'

const copy = (): Manifest => structuredClone(loadManifest())

describe('the manifest', () => {
  it('has a graph for every IS-Net size, and the weights once', () => {
    const isnet = entryOf(loadManifest(), 'isnet')
    if (isnet.recipe.kind !== 'isnet') throw new Error('expected the isnet recipe')
    expect(isnet.recipe.sizes).toEqual([...isnetSizes])
    const graphs = isnet.recipe.sizes.map((size) => `isnet-${size}.onnx`)
    expect(isnet.files.map((file) => file.name)).toEqual(['isnet.weights', ...graphs])
  })

  it('names in each converted model the tensors that its recipe makes', () => {
    const converted = loadManifest().entries.filter((entry) => entry.recipe.kind === 'tfjs-to-onnx')
    expect(converted.map((entry) => entry.id)).toEqual(['facemesh', 'iris'])
    for (const entry of converted) {
      if (entry.kind !== 'onnx' || entry.recipe.kind !== 'tfjs-to-onnx') throw new Error('expected a model')
      expect(entry.inputs.map((tensor) => tensor.name)).toEqual([entry.recipe.input.name])
      expect(entry.outputs.map((tensor) => tensor.name)).toEqual(entry.recipe.outputs.map((output) => output.name))
    }
  })

  it('takes nothing under a licence that would bind this project', () => {
    const licences = new Set(loadManifest().entries.map((entry) => entry.licence.model))
    expect([...licences].sort()).toEqual(['Apache-2.0', 'MIT'])
  })

  it.each<readonly [string, (manifest: Manifest) => void, RegExp]>([
    ['an unknown key', (manifest) => Object.assign(manifest.entries[0]!, { shape: [1] }), /entries\/0/],
    ['a short digest', (manifest) => Object.assign(manifest.entries[1]!.files[0]!, { sha256: 'abc' }), /entries\/1/],
    [
      'a path as file name',
      (manifest) => Object.assign(manifest.entries[0]!.files[0]!, { name: '../x' }),
      /entries\/0/,
    ],
    ['two entries of one name', (manifest) => manifest.entries.push(manifest.entries[0]!), /blazeface-back/],
  ])('with %s is refused, and the place named', (_name, spoil, expected) => {
    const manifest = copy()
    spoil(manifest)
    expect(() => parseManifest(manifest)).toThrow(expected)
    expect(() => parseManifest(manifest)).toThrow(expect.objectContaining({ code: 'model.manifest' }))
  })

  it('gives an entry another folder when what its bytes depend on changes, and only then', () => {
    const before = entryOf(loadManifest(), 'facemesh')
    const renamed = { ...before, title: 'another title' }
    const remade = { ...before, files: before.files.map((file) => ({ ...file, sha256: '0'.repeat(64) })) }
    expect(contentKey(renamed)).toBe(contentKey(before))
    expect(contentKey(remade)).not.toBe(contentKey(before))
  })
})
