#!/usr/bin/env node
/**
 * `npm run licences`: writes `.github/THIRD-PARTY.md`, what a booth or a fleet runs that others made, with its licence.
 * Fails on one that the project can't carry (GPL, AGPL) or doesn't know. Packages are read from the lockfile and from
 * what is installed; models and fonts are listed here, since no registry states theirs reliably.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
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
  { name: /^@img\/sharp-libvips-/, licence: 'LGPL-3.0-or-later', why: 'libvips, linked dynamically and replaceable' },
  { name: /^@fontsource/, licence: 'OFL-1.1', why: 'a font' },
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

/** The packages that the workspaces need at run time, with all that those need, as the lockfile has them. */
export const packagesOf = (lock) => {
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
    for (const name of Object.keys(lock.packages[workspace]?.dependencies ?? {})) visit(name, workspace, workspace)
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

/** The text of the inventory, and the packages whose licence can't be carried. */
export const takeInventory = () => {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
  const packages = packagesOf(lock)
    .map((each) => ({ ...each, licence: licenceOf(each) }))
    .sort((one, other) => one.name.localeCompare(other.name, 'en') || one.version.localeCompare(other.version, 'en'))
  const { entries: models } = JSON.parse(readFileSync(join(root, 'models/manifest.json'), 'utf8'))
  const refused = packages.filter(({ name, licence }) => !canCarry(name, licence))
  const special = packages.flatMap(({ name, licence }) => {
    const found = byPackage.find((each) => each.name.test(name))
    return found ? [{ name, licence, why: found.why }] : []
  })
  const text = `# Third parties

What a booth or a fleet runs that others made. Written by \`npm run licences\`, which fails on a licence that the project
can't carry; a test checks that this page is fresh. What only tests and builds use is not in it. The project itself is
Apache-2.0.

## Models

Fetched and converted by \`models\`; \`models/manifest.json\` has where each comes from, and its hash.

${table(
  ['model', 'licence', 'by', 'licence of the package that carries it'],
  models.map(({ id, licence }) => [`\`${id}\``, licence.model, licence.upstream, licence.package]),
)}

## With terms of their own

${table(
  ['package', 'licence', 'what'],
  special.map(({ name, licence, why }) => [`\`${name}\``, licence, why]),
)}

Debian's programs that a booth runs as programs of their own (ffmpeg, CUPS, Chromium, cage, fswebcam, gphoto2) come under
their own licences and are not part of this.

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

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { text, refused } = takeInventory()
  for (const { name, version, licence } of refused) {
    process.stderr.write(`${name} ${version}: the licence '${licence}' can't be carried, or is not known here.\n`)
  }
  writeFileSync(inventoryFile, text)
  process.exitCode = refused.length > 0 ? 1 : 0
}
