/** `npm run value-lists`: writes the values that a generation record may name into the fleet's protocol. */

import { writeFileSync } from 'node:fs'
import { valueListsFile, valueListsSource } from './value-lists-source.ts'

writeFileSync(valueListsFile, await valueListsSource())
