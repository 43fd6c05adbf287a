import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { catalogues, faultsOf, generatedPathOf, moduleOf, readCatalogue, unusedKeys } from './messages.mjs'

const sourcesIn = (folder: string, pattern: RegExp): [string, string][] =>
  readdirSync(folder, { recursive: true })
    .map((name) => join(folder, String(name)))
    .filter((name) => pattern.test(name) && !/node_modules|dist\//.test(name))
    .map((name) => [name, readFileSync(name, 'utf8')])

describe.each(catalogues)('the texts in $folder', (catalogue) => {
  it('have every key and argument in every language, and none that nobody uses', () => {
    expect(faultsOf(readCatalogue(catalogue.folder))).toEqual([])
    expect(unusedKeys(catalogue)).toEqual([])
  })

  it('are what their module was written from: npm run messages', () => {
    expect(readFileSync(generatedPathOf(catalogue), 'utf8')).toBe(moduleOf(readCatalogue(catalogue.folder)))
  })
})

describe('what is wrong with a catalogue', () => {
  const faults = (zh: object) =>
    faultsOf(
      new Map<string, object>([
        ['en', { a: 'A {count}', b: { c: 'C' } }],
        ['zh-CN', zh],
      ]),
    )
  it.each([
    [{ a: '甲 {count}', b: { c: '丙' } }, []],
    [{ a: '甲 {count, plural, other {#}}', b: { c: '丙' } }, []],
    [{ a: '甲 {count}' }, ['zh-CN: b.c is missing']],
    [{ a: '甲 {count}', b: { c: '丙', d: '丁' } }, ['zh-CN: b.d is in no other language']],
    [{ a: '甲 {many}', b: { c: '丙' } }, ['zh-CN: a has other arguments: many']],
    [{ a: '甲 {count}', b: { c: ' ' } }, ['zh-CN: b.c is empty']],
  ])('%j: %j', (zh, found) => {
    expect(faults(zh)).toEqual(found)
  })
})

describe('no code knows a language by name', () => {
  const folders = ['booth-ui/src', 'booth-server/src', 'provisioning/console/src']
  it('by asking for one', () => {
    const asking = folders
      .flatMap((folder) => sourcesIn(folder, /\.tsx?$/))
      .filter(([name, text]) => !/\.test\.ts$/.test(name) && /locale(\(\))? ?[!=]==? ?'/i.test(text))
    expect(asking.map(([name]) => name)).toEqual([])
  })

  it('by its direction: styles are logical', () => {
    const physical =
      /(margin|padding|border)-(left|right)\b|(^|[\s;{])(left|right):|text-align: (left|right)|float:|border-(top|bottom)-(left|right)-radius/m
    const pinned = folders.flatMap((folder) => sourcesIn(folder, /\.css$/)).filter(([, text]) => physical.test(text))
    expect(pinned.map(([name]) => name)).toEqual([])
  })
})
