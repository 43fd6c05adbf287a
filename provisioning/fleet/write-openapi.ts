/** `npm run openapi`: writes the fleet's reference. */
import { writeFile } from 'node:fs/promises'
import { fleetOpenApi, openApiFile } from './openapi.ts'

await writeFile(openApiFile, await fleetOpenApi())
