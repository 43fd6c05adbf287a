import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
/** Hidden folders that belong to the project; every other one is a tool's. */
const ownHidden = ['.ci', '.config', '.decisions', '.github']

const walk = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name === 'node_modules' || entry.name === 'dist') return []
    const path = join(folder, entry.name)
    if (!entry.isDirectory()) return [relative(root, path)]
    return entry.name.startsWith('.') && !ownHidden.includes(entry.name) ? [] : walk(path)
  })

const files = walk(root)
const pages = files.filter((file) => file.endsWith('.md'))
/** Prose without its fenced blocks. */
const read = (page: string): string => readFileSync(join(root, page), 'utf8').replace(/^```[\s\S]*?^```/gm, '')

/** The anchors that GitHub gives to headings. */
const anchorsOf = (page: string): string[] =>
  [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  )

const brokenLinksOf = (page: string): string[] =>
  [...read(page).matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, link = '']) => {
    if (/^[a-z]+:/.test(link)) return []
    const [path = '', anchor] = link.split('#')
    const target = path === '' ? page : relative(root, resolve(root, dirname(page), path))
    if (!existsSync(join(root, target))) return [link]
    return anchor === undefined || anchorsOf(target).includes(anchor) ? [] : [link]
  })

const folders = [
  ...new Set(files.flatMap((file) => file.split('/').map((_, depth, parts) => parts.slice(0, depth).join('/')))),
]
const places = [...files, ...folders]

/** A file, `visit/loop.ts`, or a folder, `photo/` and `fleet/database`. */
const namedPlace = /`([\w./-]+\.(?:ts|tsx|mjs|cjs|service|rules)|[\w.-]+(?:\/[\w.-]+)+\/?|[\w.-]+\/)`/g
/** What is to be written (`NAME.ts`), and what builds and running programs write. */
const elsewhere = /[A-Z]{3}|^dist\/|^\.data\//

/** Files and folders that a page names in code: each must be one of the project's, wherever it lies. */
const missingPlacesOf = (page: string): string[] =>
  [...read(page).matchAll(namedPlace)].flatMap(([, named = '']) => {
    if (elsewhere.test(named)) return []
    const path = named.replace(/^(\.\.?\/)+/, '').replace(/\/$/, '')
    return places.some((place) => place === path || place.endsWith(`/${path}`)) ? [] : [named]
  })

describe('the pages', () => {
  it.each(pages)('%s links to pages and headings that are there', (page) => {
    expect(brokenLinksOf(page)).toEqual([])
  })

  it.each(pages)('%s names files and folders that are there', (page) => {
    expect(missingPlacesOf(page)).toEqual([])
  })

  it('are there for every module, and say how to extend it and what it can’t do', () => {
    const modules = ['booth-server/src', 'booth-server/src/photo'].flatMap((folder) =>
      readdirSync(join(root, folder), { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .filter(({ name }) => name !== 'photo')
        .map(({ name }) => `${folder}/${name}/README.md`),
    )
    expect(modules.filter((page) => !pages.includes(page))).toEqual([])
    const sayAll = (page: string) => ['Extending', 'Known limitations'].every((part) => read(page).includes(part))
    expect(modules.filter((page) => !sayAll(page))).toEqual([])
  })
})
