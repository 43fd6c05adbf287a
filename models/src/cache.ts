import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type FileHandle, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { type Static, Type } from 'typebox'
import Value from 'typebox/value'
import { contentKey, type Entry, type ResultFile } from './manifest.ts'

/** `$QUICKID_MODELS_DIR`, else `$XDG_CACHE_HOME/quickid-booth/models`, else below `~/.cache`. Shared by checkouts. */
export const defaultCacheDir = (env: NodeJS.ProcessEnv = process.env): string =>
  env.QUICKID_MODELS_DIR || join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'quickid-booth', 'models')

/** Where the files of `entry` lie: a folder named for its content, so a changed manifest starts an empty one. */
export const entryDir = (cacheDir: string, entry: Entry): string => join(cacheDir, entry.id, contentKey(entry))

/**
 * Remembers that a file was hashed and found right, and what the file system said of it then. The change time can't be
 * set by a program, so a file altered behind a restored modification time shows all the same.
 */
const StampSchema = Type.Object({
  files: Type.Record(
    Type.String(),
    Type.Object({ sha256: Type.String(), sizeBytes: Type.Number(), mtimeMs: Type.Number(), ctimeMs: Type.Number() }),
  ),
})
type Stamp = Static<typeof StampSchema>

const STAMP_FILE = 'verified.json'

const readStamp = async (dir: string): Promise<Stamp> => {
  try {
    const parsed: unknown = JSON.parse(await readFile(join(dir, STAMP_FILE), 'utf8'))
    return Value.Check(StampSchema, parsed) ? parsed : { files: {} }
  } catch {
    return { files: {} } // no stamp, or a torn one: the files are hashed again
  }
}

/**
 * Writes by way of a `.part` file that is flushed to disk before it takes its name: a crash leaves old or new. `check`
 * sees the path of the finished part and may throw to keep it from taking its name.
 */
export const writeAtomically = async (
  path: string,
  write: (handle: FileHandle) => Promise<void>,
  check?: (partPath: string) => Promise<void>,
): Promise<void> => {
  await mkdir(dirname(path), { recursive: true })
  const part = `${path}.${randomUUID()}.part`
  try {
    const handle = await open(part, 'w')
    try {
      await write(handle)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await check?.(part)
    await rename(part, path)
    await syncDir(dirname(path))
  } catch (error) {
    await rm(part, { force: true })
    throw error
  }
}

/** Makes a rename in `dir` survive a power cut. */
const syncDir = async (dir: string): Promise<void> => {
  const handle = await open(dir, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

export const sha256OfFile = async (path: string, signal?: AbortSignal): Promise<string> => {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20, ...(signal && { signal }) })) {
    hash.update(chunk as Buffer)
  }
  return hash.digest('hex')
}

export type FileState =
  | { readonly state: 'ready' }
  | { readonly state: 'missing' }
  | { readonly state: 'damaged'; readonly reason: string }

export interface CheckedFile {
  readonly file: ResultFile
  readonly path: string
  readonly state: FileState
}

const statOf = async (path: string) => {
  try {
    return await stat(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/**
 * The state of the files of `entry`, of `names` alone when given. A file that is as it was when it was last hashed is
 * taken as right; any other is hashed, and `full` hashes all. What was found is remembered beside the files.
 */
export const checkFiles = async (
  cacheDir: string,
  entry: Entry,
  options: { full?: boolean; names?: readonly string[]; signal?: AbortSignal } = {},
): Promise<readonly CheckedFile[]> => {
  const dir = entryDir(cacheDir, entry)
  const stamp = await readStamp(dir)
  const files: Stamp['files'] = { ...stamp.files }
  const checked: CheckedFile[] = []
  let isChanged = false
  for (const file of entry.files) {
    if (options.names !== undefined && !options.names.includes(file.name)) continue
    const path = join(dir, file.name)
    const found = await statOf(path)
    if (found === undefined) {
      checked.push({ file, path, state: { state: 'missing' } })
      continue
    }
    const seen = { sha256: file.sha256, sizeBytes: found.size, mtimeMs: found.mtimeMs, ctimeMs: found.ctimeMs }
    const known = stamp.files[file.name]
    if (options.full !== true && known !== undefined && Value.Equal(known, seen)) {
      checked.push({ file, path, state: { state: 'ready' } })
      continue
    }
    const state = await hashState(path, file, found.size, options.signal)
    checked.push({ file, path, state })
    if (state.state === 'ready') files[file.name] = seen
    else delete files[file.name]
    isChanged = true
  }
  if (isChanged) await remember(dir, { files })
  return checked
}

const hashState = async (
  path: string,
  file: ResultFile,
  sizeBytes: number,
  signal: AbortSignal | undefined,
): Promise<FileState> => {
  if (sizeBytes !== file.sizeBytes) {
    return { state: 'damaged', reason: `expected ${file.sizeBytes} bytes but found ${sizeBytes}` }
  }
  const sha256 = await sha256OfFile(path, signal)
  if (sha256 === file.sha256) return { state: 'ready' }
  return { state: 'damaged', reason: `expected SHA-256 ${file.sha256} but found ${sha256}` }
}

/** A cache that can't be written to still serves: only the memory of the check is lost, and the next one hashes again. */
const remember = async (dir: string, stamp: Stamp): Promise<void> => {
  try {
    await writeAtomically(join(dir, STAMP_FILE), (handle) => handle.writeFile(JSON.stringify(stamp)))
  } catch (error) {
    if (!['EACCES', 'EROFS', 'EPERM', 'ENOSPC', 'ENOENT'].includes((error as NodeJS.ErrnoException).code ?? ''))
      throw error
  }
}
