/** `npm run settings-reference`: writes CONFIG.md and booth.schema.json beside the package. */

import { writeFileSync } from 'node:fs'
import { settingsJsonSchema, settingsReference } from '../settings/reference.ts'
import { referenceFiles } from '../settings/reference-files.ts'

writeFileSync(referenceFiles.markdown, settingsReference())
writeFileSync(referenceFiles.jsonSchema, settingsJsonSchema())
