import { readFile } from 'node:fs/promises'
import { parseManifest } from '../manifest.ts'
import { pullModels } from '../pull.ts'

// A process of its own that a test can kill: pull-child.ts MANIFEST CACHE_DIR
const [manifestPath = '', cacheDir = ''] = process.argv.slice(2)
await pullModels({ cacheDir, manifest: parseManifest(JSON.parse(await readFile(manifestPath, 'utf8'))) })
