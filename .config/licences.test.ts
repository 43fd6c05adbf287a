import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { canCarry, inventoryFile, inventoryOf, packagesOf, takeInventory } from './licences.mjs'

describe('a licence', () => {
  it.each([
    ['left-pad', 'MIT', true],
    ['left-pad', '(MIT OR GPL-3.0-only)', true],
    ['left-pad', 'MIT AND Apache-2.0', true],
    ['left-pad', 'MIT AND GPL-3.0-only', false],
    ['left-pad', 'AGPL-3.0-only', false],
    ['left-pad', 'LGPL-3.0-or-later', false],
    ['@img/sharp-libvips-linux-x64', 'LGPL-3.0-or-later', true],
    ['@fontsource-variable/inter', 'OFL-1.1', true],
    ['@fontsource-variable/any-other', 'OFL-1.1', false],
    ['left-pad', 'unknown', false],
    ['left-pad', 'SEE LICENSE IN LICENSE.md', false],
  ])('of %s, %s, can be carried: %s', (name, expression, expected) => {
    expect(canCarry(name, expression)).toBe(expected)
  })
})

describe('the inventory', () => {
  it('follows what is needed at run time, from the nearest copy, and not what only builds need', () => {
    const lock = {
      packages: {
        printer: { dependencies: { a: '1' }, devDependencies: { d: '1' } },
        'node_modules/a': { version: '1.0.0', license: 'MIT', dependencies: { b: '1' } },
        'node_modules/a/node_modules/b': { version: '1.5.0', license: 'ISC' },
        'node_modules/b': { version: '2.0.0', license: 'GPL-3.0-only' },
        'node_modules/d': { version: '1.0.0', license: 'MIT' },
      },
    }
    const names = packagesOf(lock).map(({ name, version }) => `${name} ${version}`)
    expect(names).toEqual(['a 1.0.0', 'b 1.5.0'])
    const withBuilt = packagesOf(lock, { printer: ['d'] }).map(({ name }) => name)
    expect(withBuilt).toEqual(['a', 'b', 'd'])
  })

  it('names a package and a model whose licence can’t be carried', () => {
    const lock = {
      packages: {
        printer: { dependencies: { a: '1' } },
        'node_modules/a': { version: '1.0.0', license: 'AGPL-3.0-only' },
      },
    }
    const model = {
      id: 'oracle',
      source: { package: 'a', version: '1.0.0' },
      licence: { model: 'CC-BY-NC-4.0', upstream: 'somebody', package: 'MIT' },
    }
    expect(inventoryOf({ lock, models: [model] }).refused).toEqual([
      { what: 'a 1.0.0', licence: 'AGPL-3.0-only' },
      { what: 'the model oracle', licence: 'CC-BY-NC-4.0' },
    ])
  })

  it('holds nothing that can’t be carried, and stands in .github as it is today: npm run licences', () => {
    const { text, refused } = takeInventory()
    expect(text).toMatch(/`solid-js` \|.*provisioning/)
    expect(refused).toEqual([])
    expect(readFileSync(inventoryFile, 'utf8')).toBe(text)
  })
})
