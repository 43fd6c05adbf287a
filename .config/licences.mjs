#!/usr/bin/env node
/**
 * `npm run licences`: writes `.github/THIRD-PARTY.md`, what a booth or a fleet runs that others made, with its licence.
 * Fails on one that the project can't carry (GPL, AGPL) or doesn't know. Packages are read from the lockfile and from
 * what is installed; models and fonts are listed here, since no registry states theirs reliably.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
export const inventoryFile = join(root, '.github/THIRD-PARTY.md')
const workspaces = ['booth-server', 'booth-ui', 'printer', 'models', 'provisioning']

const permissive = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC-BY-3.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'PostgreSQL',
  'Python-2.0',
  'Unlicense',
  'Zlib',
])
/** Allowed where they stand: a library that is linked and can be replaced, and fonts. */
const byPackage = [
  {
    name: /^@img\/sharp-libvips-/,
    licence: 'LGPL-3.0-or-later',
    what: 'libvips and its codecs, linked dynamically and replaceable',
    source: 'https://github.com/lovell/sharp-libvips',
  },
  {
    name: /^@fontsource-variable\/inter$/,
    licence: 'OFL-1.1',
    what: 'the font Inter, by Rasmus Andersson and others',
    source: 'https://github.com/rsms/inter',
  },
  {
    name: /^@fontsource-variable\/noto-sans-sc$/,
    licence: 'OFL-1.1',
    what: 'the font Noto Sans SC, by Adobe and Google',
    source: 'https://github.com/notofonts/noto-cjk',
  },
]
/** Stated where npm doesn't look: in a LICENSE file, or under an old name. */
const readByHand = { ipp: 'MIT', 'png-js': 'MIT' }

/** Whether an SPDX expression can be met: one side of OR, both of AND. */
export const canCarry = (name, expression) => {
  const special = byPackage.find((each) => each.name.test(name))
  if (special && expression.includes(special.licence)) return true
  const text = expression.replace(/[()]/g, '').trim()
  return text.split(/\s+OR\s+/).some((part) => part.split(/\s+AND\s+/).every((each) => permissive.has(each.trim())))
}

/** Booths and fleets are Debian on x64; the lockfile lists binaries for every other machine too. */
const runsOnBooths = ({ os = ['linux'], cpu = ['x64'], libc = ['glibc'] }) =>
  os.includes('linux') && cpu.includes('x64') && libc.includes('glibc')

/** Development dependencies that a build puts into the operators' page: whoever opens it runs them. */
const builtIntoPages = () => {
  const folder = 'provisioning/console/src'
  const sources = readdirSync(join(root, folder), { recursive: true }).filter((file) => /\.tsx?$/.test(file))
  const named = sources.flatMap((file) =>
    [...readFileSync(join(root, folder, file), 'utf8').matchAll(/^(?:import|export) .*?'((?:@[\w-]+\/)?[\w-]+)/gm)].map(
      ([, name]) => name,
    ),
  )
  const { devDependencies } = JSON.parse(readFileSync(join(root, 'provisioning/package.json'), 'utf8'))
  return { provisioning: Object.keys(devDependencies).filter((name) => named.includes(name)) }
}

/**
 * The packages that the workspaces need at run time, with all that those need, as the lockfile has them. `built` names
 * more for a workspace.
 */
export const packagesOf = (lock, built = {}) => {
  const found = new Map()
  const resolve = (name, from) => {
    for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
      const path = `${folder === '' ? '' : `${folder}/`}node_modules/${name}`
      if (lock.packages[path]) return path
      if (folder === '') return null
      if (!folder.includes('/node_modules/')) folder = ''
    }
  }
  const visit = (name, from, workspace) => {
    const path = resolve(name, from)
    if (path === null) return
    const entry = lock.packages[path]
    if (entry.link || !runsOnBooths(entry)) return
    const known = found.get(path)
    if (known) {
      if (known.workspaces.has(workspace)) return
      known.workspaces.add(workspace)
    } else {
      found.set(path, {
        name,
        version: entry.version,
        licence: entry.license ?? null,
        workspaces: new Set([workspace]),
      })
    }
    const needed = { ...entry.dependencies, ...entry.optionalDependencies, ...requiredPeers(entry) }
    for (const inner of Object.keys(needed)) visit(inner, path, workspace)
  }
  for (const workspace of workspaces) {
    const { dependencies = {} } = lock.packages[workspace] ?? {}
    for (const name of [...Object.keys(dependencies), ...(built[workspace] ?? [])]) visit(name, workspace, workspace)
  }
  return [...found].map(([path, each]) => ({ path, ...each }))
}

const requiredPeers = ({ peerDependencies = {}, peerDependenciesMeta = {} }) =>
  Object.fromEntries(Object.entries(peerDependencies).filter(([name]) => !peerDependenciesMeta[name]?.optional))

/** Packages whose lockfile entry states no licence say it in their own file. */
const licenceOf = ({ name, path, licence }) => {
  const known = readByHand[name] ?? licence
  if (known) return known
  const file = join(root, path, 'package.json')
  const stated = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
  return stated.license?.type ?? stated.license ?? 'unknown'
}

const table = (heads, rows) =>
  [
    `| ${heads.join(' | ')} |`,
    `| ${heads.map(() => '---').join(' | ')} |`,
    ...rows.map((row) => `| ${row.join(' | ')} |`),
  ].join('\n')

const nameAndVersion = ({ name, version }) => `${name} ${version}`

/** The package that a model's files come from; one that is made of another model's files comes from where those do. */
const carrierOf = ({ source }, models) =>
  source.entry
    ? carrierOf(
        models.find(({ id }) => id === source.entry),
        models,
      )
    : `${source.package} ${source.version}`

/** The text of the inventory, and what in it can't be carried. */
export const inventoryOf = ({ lock, models, built = {} }) => {
  const packages = packagesOf(lock, built)
    .map((each) => ({ ...each, licence: licenceOf(each) }))
    .sort((one, other) => nameAndVersion(one).localeCompare(nameAndVersion(other), 'en'))
  const refused = [
    ...packages
      .filter(({ name, licence }) => !canCarry(name, licence))
      .map((each) => ({ what: nameAndVersion(each), licence: each.licence })),
    ...models
      .filter(({ id, licence }) => !canCarry(id, licence.model))
      .map(({ id, licence }) => ({ what: `the model ${id}`, licence: licence.model })),
  ]
  const special = packages.flatMap(({ name, licence }) =>
    byPackage.filter((each) => each.name.test(name)).map(({ what, source }) => [`\`${name}\``, licence, what, source]),
  )
  const text = `# Third parties

What a booth or a fleet runs that others made. Written by \`npm run licences\`, which fails on a licence that the project
can't carry or doesn't know; a test checks that this page is fresh. What only tests and builds use is not in it. The project
itself is Apache-2.0.

## Models and photographs

Fetched from npm packages by \`models\`, and converted; \`models/manifest.json\` has the hash of each file.

${table(
  ['what', 'licence', 'by', 'carried by', 'licence of the carrier'],
  models.map((model) => {
    const { id, licence } = model
    return [`\`${id}\``, licence.model, licence.upstream, `\`${carrierOf(model, models)}\``, licence.package]
  }),
)}

## Packages with terms of their own

${table(['package', 'licence', 'what', 'source'], special)}

Debian's programs that a booth runs as programs of their own (ffmpeg, CUPS, Chromium, cage, fswebcam) come under their own
licences and are not part of this.

## Packages

${table(
  ['package', 'version', 'licence', 'used by'],
  packages.map(({ name, version, licence, workspaces: users }) => [
    `\`${name}\``,
    version,
    licence,
    [...users].sort().join(', '),
  ]),
)}
`
  return { text, refused }
}

/** The inventory of this checkout. */
export const takeInventory = () => {
  const read = (file) => JSON.parse(readFileSync(join(root, file), 'utf8'))
  return inventoryOf({
    lock: read('package-lock.json'),
    models: read('models/manifest.json').entries,
    built: builtIntoPages(),
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { text, refused } = takeInventory()
  for (const { what, licence } of refused) {
    process.stderr.write(`${what}: the licence '${licence}' can't be carried, or is not known here.\n`)
  }
  writeFileSync(inventoryFile, text)
  process.exitCode = refused.length > 0 ? 1 : 0
}
