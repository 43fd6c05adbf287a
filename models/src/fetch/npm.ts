import { execFile } from 'node:child_process'
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type Static, Type } from 'typebox'
import Value from 'typebox/value'

const run = promisify(execFile)

/** npm looks for the project's `.npmrc` from here upwards. */
const PACKAGE_DIR = fileURLToPath(new URL('../..', import.meta.url))
/** `npm config` refuses to work in a workspace, which this folder is in a checkout. */
const NOT_THE_WORKSPACE = '--no-workspaces'
const MAX_OUTPUT_BYTES = 16 * 1024 * 1024

/** Runs the npm that runs us, else the one on the path, so that its version and configuration are the user's own. */
const npm = async (args: readonly string[], signal: AbortSignal | undefined): Promise<string> => {
  const script = process.env.npm_execpath
  const isScript = script?.endsWith('npm-cli.js') === true
  const [command, all] = isScript
    ? [process.execPath, [script, ...args, NOT_THE_WORKSPACE]]
    : ['npm', [...args, NOT_THE_WORKSPACE]]
  const options = { cwd: PACKAGE_DIR, maxBuffer: MAX_OUTPUT_BYTES, ...(signal && { signal }) }
  try {
    return (await run(command, all, options)).stdout
  } catch (error) {
    signal?.throwIfAborted()
    const stderr = String((error as { stderr?: unknown }).stderr ?? '')
    const lines = stderr.split('\n').filter((line) => /npm error|ERR!/.test(line) && !/complete log/.test(line))
    const reason = lines.map((line) => line.replace(/^npm (error|ERR!) ?/, '').trim()).filter((line) => line !== '')
    throw new Error(reason.slice(0, 3).join('; ') || String((error as Error).message), { cause: error })
  }
}

/** Old mirrors state no integrity; the manifest's own is checked in any case. */
const DistSchema = Type.Object({ tarball: Type.String(), integrity: Type.Optional(Type.String()) })
export type Dist = Static<typeof DistSchema>

/** Where the tarball of a package lies, and its digest if any, as the user's registry states them. */
export const viewDist = async (name: string, version: string, signal?: AbortSignal): Promise<Dist> => {
  const output = await npm(['view', `${name}@${version}`, 'dist', '--json'], signal)
  const parsed: unknown = output.trim() === '' ? undefined : JSON.parse(output)
  if (!Value.Check(DistSchema, parsed)) throw new Error(`${name}@${version} was not found in the registry`)
  return parsed
}

const ConfigSchema = Type.Object({
  ca: Type.Optional(Type.Union([Type.Null(), Type.String(), Type.Array(Type.String())])),
  cafile: Type.Optional(Type.Union([Type.Null(), Type.String()])),
  'strict-ssl': Type.Optional(Type.Boolean()),
  proxy: Type.Optional(Type.Union([Type.Null(), Type.Boolean(), Type.String()])),
  'https-proxy': Type.Optional(Type.Union([Type.Null(), Type.String()])),
  noproxy: Type.Optional(Type.Union([Type.Null(), Type.String(), Type.Array(Type.String())])),
})

/** How npm reaches its registry. Credentials are no part of it: where they are needed, npm itself downloads. */
export interface NpmNetwork {
  /** PEM certificates to trust in place of Node's own. */
  readonly ca?: readonly string[]
  readonly isStrictSsl: boolean
  readonly httpProxy?: string
  readonly httpsProxy?: string
  /** Host names and domain suffixes that are reached without a proxy. */
  readonly noProxy: readonly string[]
}

const listOf = (value: string | readonly string[] | null | undefined): string[] =>
  (typeof value === 'string' ? value.split(',') : [...(value ?? [])]).map((part) => part.trim()).filter(Boolean)

export const readNpmNetwork = async (signal?: AbortSignal): Promise<NpmNetwork> => {
  const parsed: unknown = JSON.parse(await npm(['config', 'list', '--json'], signal))
  const config = Value.Check(ConfigSchema, parsed) ? parsed : {}
  const inline = typeof config.ca === 'string' ? [config.ca] : (config.ca ?? [])
  const ca = config.cafile ? [...inline, await readFile(config.cafile, 'utf8')] : inline
  const httpProxy = typeof config.proxy === 'string' ? config.proxy : (process.env.HTTP_PROXY ?? process.env.http_proxy)
  const httpsProxy = config['https-proxy'] ?? process.env.HTTPS_PROXY ?? process.env.https_proxy ?? httpProxy
  return {
    isStrictSsl: config['strict-ssl'] !== false,
    noProxy: [...listOf(config.noproxy), ...listOf(process.env.NO_PROXY ?? process.env.no_proxy)],
    ...(ca.length > 0 && { ca }),
    ...(httpProxy && { httpProxy }),
    ...(httpsProxy && { httpsProxy }),
  }
}

/** Has npm download the tarball, with whatever credentials and proxies it knows, to `path`. Can't be resumed. */
export const packTarball = async (name: string, version: string, path: string, signal?: AbortSignal): Promise<void> => {
  const dir = `${path}.pack`
  await rm(dir, { recursive: true, force: true })
  await mkdir(dir, { recursive: true })
  try {
    await npm(['pack', `${name}@${version}`, '--pack-destination', dir, '--ignore-scripts'], signal)
    const [packed] = (await readdir(dir)).filter((file) => file.endsWith('.tgz'))
    if (packed === undefined) throw new Error(`npm pack ${name}@${version} made no file`)
    await rename(join(dir, packed), path)
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}
