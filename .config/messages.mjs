#!/usr/bin/env node
/**
 * The texts of screen, sheet and console: JSON a language with ICU plurals (https://unicode-org.github.io/icu). `npm run
 * messages` checks each catalogue and writes its typed module: a key or an argument that a language lacks, or has beside
 * the others, stops it; one that a component misspells does not compile. English is the language of reference.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse, TYPE } from '@formatjs/icu-messageformat-parser'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const REFERENCE = 'en'
const GENERATED = 'words.generated.ts'

/** Where texts lie, and the sources that use them; none: every key is a code that the protocol names. */
export const catalogues = [
  { folder: 'booth-server/src/locales', sources: [] },
  { folder: 'booth-ui/src/i18n', sources: ['booth-ui/src'] },
  { folder: 'provisioning/console/src/words', sources: ['provisioning/console/src'] },
]

const isText = (node) => typeof node === 'string'
/** `[path, text]` of every leaf. */
const leavesOf = (tree, path = []) =>
  Object.entries(tree).flatMap(([key, node]) =>
    isText(node) ? [[[...path, key], node]] : leavesOf(node, [...path, key]),
  )

/** The arguments of a message and their TypeScript types; plurals count, everything else is put in as it is. */
const argumentsOf = (text) => {
  const found = new Map()
  const visit = (elements) => {
    for (const element of elements) {
      if (element.type === TYPE.argument) found.set(element.value, found.get(element.value) ?? 'string | number')
      if (element.type === TYPE.number || element.type === TYPE.plural) found.set(element.value, 'number')
      if (element.type === TYPE.select) found.set(element.value, 'string')
      for (const option of Object.values(element.options ?? {})) visit(option.value)
    }
  }
  visit(parse(text, { ignoreTag: true }))
  return found
}

const shapeOf = (text) =>
  [...argumentsOf(text)]
    .map(([name, type]) => `${name}: ${type}`)
    .sort()
    .join('; ')

export const readCatalogue = (folder) =>
  new Map(
    readdirSync(join(root, folder))
      .filter((name) => name.endsWith('.json') && name !== 'tsconfig.json')
      .sort(
        (one, other) =>
          Number(other.startsWith(`${REFERENCE}.`)) - Number(one.startsWith(`${REFERENCE}.`)) ||
          one.localeCompare(other),
      )
      .map((name) => [name.slice(0, -'.json'.length), JSON.parse(readFileSync(join(root, folder, name), 'utf8'))]),
  )

/** What is wrong with a catalogue's languages, a line each. */
export const faultsOf = (languages) => {
  const reference = new Map(leavesOf(languages.get(REFERENCE)).map(([path, text]) => [path.join('.'), text]))
  return [...languages].flatMap(([locale, tree]) => {
    const texts = new Map(leavesOf(tree).map(([path, text]) => [path.join('.'), text]))
    const missing = [...reference.keys()].filter((key) => !texts.has(key)).map((key) => `${locale}: ${key} is missing`)
    const others = [...texts].flatMap(([key, text]) => {
      if (!reference.has(key)) return [`${locale}: ${key} is in no other language`]
      if (text.trim() === '') return [`${locale}: ${key} is empty`]
      try {
        // A language without plurals may put a count in as it is.
        const names = (of) => [...argumentsOf(of).keys()].sort().join(', ')
        return names(text) === names(reference.get(key))
          ? []
          : [`${locale}: ${key} has other arguments: ${names(text) || 'none'}`]
      } catch (error) {
        return [`${locale}: ${key} is no ICU message: ${error.message}`]
      }
    })
    return [...missing, ...others]
  })
}

/** Keys that no source names: neither themselves nor, with an index, a group that they are in. */
export const unusedKeys = ({ folder, sources }) => {
  if (sources.length === 0) return []
  const text = sources
    .flatMap((source) => readdirSync(join(root, source), { recursive: true }).map((name) => join(source, String(name))))
    .filter((name) => /\.tsx?$/.test(name) && !/\.test\.|generated/.test(name))
    .map((name) => readFileSync(join(root, name), 'utf8'))
    .join('\n')
  const isNamed = (key) => new RegExp(`\\.${key}\\b|\\['${key}'\\]`).test(text)
  const isIndexed = (group) => new RegExp(`\\.${group}(\\[|\\)|,|$)`, 'm').test(text)
  return leavesOf(readCatalogue(folder).get(REFERENCE)).flatMap(([path]) =>
    isNamed(path.at(-1)) || path.slice(0, -1).some(isIndexed) ? [] : [path.join('.')],
  )
}

const property = (key) => (/^[A-Za-z_$][\w$]*$/.test(key) ? key : `'${key}'`)
const identifier = (locale) => locale.replace(/-(\w)/g, (_, letter) => letter.toUpperCase())

const typeOf = (tree, indent = '  ') =>
  Object.entries(tree)
    .map(([key, node]) => {
      if (!isText(node)) return `${indent}readonly ${property(key)}: {\n${typeOf(node, `${indent}  `)}\n${indent}}`
      const shape = shapeOf(node)
      return `${indent}readonly ${property(key)}: ${shape ? `(args: { ${shape} }) => string` : 'string'}`
    })
    .join('\n')

/** The typed module of a catalogue. */
export const moduleOf = (languages) => {
  const locales = [...languages.keys()]
  return `// Written by \`npm run messages\` from the JSON files beside it; do not edit.
import { IntlMessageFormat } from 'intl-messageformat'
${locales.map((locale) => `import ${identifier(locale)} from './${locale}.json' with { type: 'json' }`).join('\n')}

export interface Words {
${typeOf(languages.get(REFERENCE))}
}

/** Texts of one language: strings, and ICU messages, nested as in the JSON files. */
export interface MessageTree {
  readonly [key: string]: string | MessageTree
}

/** Each language's texts as they were translated. */
export const trees: { readonly [locale in ${locales.map((locale) => `'${locale}'`).join(' | ')}]: MessageTree } = {
${locales.map((locale) => `  ${property(locale)}: ${identifier(locale)},`).join('\n')}
}

const messageOf = (text: string, locale: string) => {
  let message: IntlMessageFormat | null = null
  return (args: Record<string, string | number>): string => {
    message ??= new IntlMessageFormat(text, locale, undefined, { ignoreTag: true })
    return String(message.format(args))
  }
}

const bind = (node: string | MessageTree, locale: string): unknown => {
  if (typeof node !== 'string') {
    return Object.fromEntries(Object.entries(node).map(([key, inner]) => [key, bind(inner, locale)]))
  }
  return node.includes('{') ? messageOf(node, locale) : node
}

/** A tree's texts as words: those with arguments are functions. */
export const wordsOf = (tree: MessageTree, locale: string): Words => bind(tree, locale) as Words

const bound = new Map<string, Words>()

/** The words of one language, made when they are first asked for. */
export const wordsIn = (locale: keyof typeof trees): Words => {
  const known = bound.get(locale) ?? wordsOf(trees[locale], locale)
  bound.set(locale, known)
  return known
}
`
}

export const generatedPathOf = ({ folder }) => join(root, folder, GENERATED)

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const catalogue of catalogues) {
    const languages = readCatalogue(catalogue.folder)
    const faults = [...faultsOf(languages), ...unusedKeys(catalogue).map((key) => `${key} is used nowhere`)]
    if (faults.length > 0) {
      process.stderr.write(`${catalogue.folder}:\n  ${faults.join('\n  ')}\n`)
      process.exitCode = 1
      continue
    }
    writeFileSync(generatedPathOf(catalogue), moduleOf(languages))
    process.stderr.write(`${relative(root, generatedPathOf(catalogue))}: ${[...languages.keys()].join(', ')}\n`)
  }
}
