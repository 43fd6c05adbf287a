/** `npm run protocol-reference`: writes PROTOCOL.md beside the schemas; `src` and `dist` are equally deep. */

import { writeFileSync } from 'node:fs'
import { protocolReference } from '../protocol/reference.ts'

writeFileSync(new URL('../../src/protocol/PROTOCOL.md', import.meta.url), protocolReference())
