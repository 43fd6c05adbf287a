import { checkFiles, defaultCacheDir, type FileState } from './cache.ts'
import { type Entry, type EntryId, type Licence, loadManifest, type Manifest } from './manifest.ts'

export interface InventoryOptions {
  readonly cacheDir?: string
  readonly manifest?: Manifest
  readonly signal?: AbortSignal
}

export interface InventoryFile {
  readonly name: string
  readonly path: string
  readonly sizeBytes: number
  readonly state: FileState
}

export interface InventoryItem {
  readonly id: EntryId
  readonly title: string
  readonly kind: Entry['kind']
  /** Of all its files, as the manifest states it. */
  readonly sizeBytes: number
  /** The worst of its files. */
  readonly state: FileState['state']
  readonly files: readonly InventoryFile[]
  readonly isOptional: boolean
  readonly licence: Licence
  readonly source: string
}

const RANK = { ready: 0, missing: 1, damaged: 2 } as const

const take = async (options: InventoryOptions, full: boolean): Promise<readonly InventoryItem[]> => {
  const manifest = options.manifest ?? loadManifest()
  const cacheDir = options.cacheDir ?? defaultCacheDir()
  const items: InventoryItem[] = []
  for (const entry of manifest.entries) {
    const checked = await checkFiles(cacheDir, entry, { full, ...(options.signal && { signal: options.signal }) })
    const files = checked.map(({ file, path, state }) => ({ name: file.name, path, sizeBytes: file.sizeBytes, state }))
    items.push({
      id: entry.id,
      title: entry.title,
      kind: entry.kind,
      sizeBytes: files.reduce((sum, file) => sum + file.sizeBytes, 0),
      state: files.map((file) => file.state.state).reduce((a, b) => (RANK[a] >= RANK[b] ? a : b), 'ready'),
      files,
      isOptional: entry.optional === true,
      licence: entry.licence,
      source: 'entry' in entry.source ? entry.source.entry : `${entry.source.package}@${entry.source.version}`,
    })
  }
  return items
}

/** What is there. Files that are as they were when last hashed are not hashed again. */
export const listModels = (options: InventoryOptions = {}): Promise<readonly InventoryItem[]> => take(options, false)

/** What is there, every file hashed anew. */
export const verifyModels = (options: InventoryOptions = {}): Promise<readonly InventoryItem[]> => take(options, true)
