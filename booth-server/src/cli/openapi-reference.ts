/** `npm run openapi`: writes the reference of the booth's HTTP side beside the package. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createBooth } from '../booth.ts'
import { createLogger } from '../foundation/log.ts'
import { boothOpenApi, openApiFile } from '../routes/openapi.ts'
import { defaultSettings } from '../settings/read-settings.ts'

const dataDir = await mkdtemp(join(tmpdir(), 'quickid-openapi-'))
const booth = await createBooth(defaultSettings, {
  dataDir,
  runDirectory: join(dataDir, 'run'),
  appVersion: '0.0.0',
  uiDir: join(dataDir, 'no-screen'),
  log: createLogger({ level: 'silent' }),
})
await writeFile(openApiFile, await boothOpenApi(booth.app))
await booth.stop()
await rm(dataDir, { recursive: true, force: true })
