/** `npm run fuzz`: damaged pictures through the darkroom. See the usage below. */

import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { fuzz } from './bench/fuzz.ts'
import { wholeNumberOf } from './bench/options.ts'

const usage = `Sends damaged JPEG, PNG, WebP, AVIF, HEIC, TIFF, GIF and SVG files through the booth's darkroom process. Each must end in
a portrait or in an error code of its own; a child that dies, a deadline that passes, an error without a code and
memory that grows are findings.

  npm run fuzz -- [options]

  --count N       files (10000)
  --seed N        the same seed makes the same files (1)
  --first N       number of the first file, to try one again (0)
  --save FILE     writes the last file that is tried, for a look at one finding (the files are drawn: nobody is on them)

JSON on stdout, progress on stderr. Exit code 0: nothing found. 1: findings. 2: it could not run.`

const fail = (message: string): never => {
  process.stderr.write(`${message}\n`)
  process.exit(2)
}

const readOptions = () => {
  try {
    return parseArgs({
      options: {
        count: { type: 'string', default: '10000' },
        seed: { type: 'string', default: '1' },
        first: { type: 'string', default: '0' },
        save: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    })
  } catch (error) {
    return fail(`${(error as Error).message}\n\n${usage}`)
  }
}

const { values } = readOptions()
if (values.help) {
  process.stdout.write(`${usage}\n`)
  process.exit(0)
}
const number = (name: 'count' | 'seed' | 'first', min: number): number =>
  wholeNumberOf(values[name], min, 1_000_000_000) ?? fail(`--${name} wants a whole number, not '${values[name]}'.`)
const options = { count: number('count', 1), seed: number('seed', 0), first: number('first', 0) }
const { save } = values
try {
  const report = await fuzz({
    ...options,
    log: (line) => process.stderr.write(`${line}\n`),
    ...(save !== undefined && { onFile: (bytes: Buffer) => writeFile(save, bytes) }),
  })
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`)
  process.exit(report.isSound ? 0 : 1)
} catch (error) {
  fail((error as Error).message)
}
