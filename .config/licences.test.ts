import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { canCarry, inventoryFile, packagesOf, takeInventory } from './licences.mjs'

describe('a licence', () => {
  it.each([
    ['left-pad', 'MIT', true],
    ['left-pad', '(MIT OR GPL-3.0-only)', true],
    ['left-pad', 'MIT AND Apache-2.0', true],
    ['left-pad', 'MIT AND GPL-3.0-only', false],
    ['left-pad', 'AGPL-3.0-only', false],
    ['left-pad', 'LGPL-3.0-or-later', false],
    ['@img/sharp-libvips-linux-x64', 'LGPL-3.0-or-later', true],
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
  })

  it('holds nothing that can’t be carried, and stands in .github as it is today: npm run licences', () => {
    const { text, refused } = takeInventory()
    expect(refused).toEqual([])
    expect(readFileSync(inventoryFile, 'utf8')).toBe(text)
  })
})
