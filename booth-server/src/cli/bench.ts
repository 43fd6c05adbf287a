/** `npm run bench`: the darkroom measured. See the usage below. */
import { parseArgs } from 'node:util'
import { benchMatting } from './bench/matting.ts'
import { isnetSizeOf } from './bench/options.ts'

const usage = `Measures the darkroom; JSON on stdout, progress on stderr.

  npm run bench -- matting [FOLDER]     mattes against known alpha, and the fringe of portraits (FOLDER: your own too)

  --isnet-size PX   384, 512, 640, 768 or 1024 (512)`

const fail = (message: string): never => {
  process.stderr.write(`${message}\n`)
  process.exit(2)
}

const readOptions = () => {
  try {
    return parseArgs({
      allowPositionals: true,
      options: { 'isnet-size': { type: 'string', default: '512' }, help: { type: 'boolean', default: false } },
    })
  } catch (error) {
    return fail(`${(error as Error).message}\n\n${usage}`)
  }
}

const { values, positionals } = readOptions()
if (values.help) {
  process.stdout.write(`${usage}\n`)
  process.exit(0)
}
const isnetSize = isnetSizeOf(values['isnet-size']) ?? fail(`--isnet-size doesn't know '${values['isnet-size']}'.`)
const log = (line: string) => process.stderr.write(`${line}\n`)
try {
  const [what, folder] = positionals
  if (what !== 'matting') fail(usage)
  const report = await benchMatting({ isnetSize, folder: folder ?? null, log })
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`)
} catch (error) {
  fail((error as Error).message)
}
