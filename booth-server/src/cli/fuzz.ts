/** `npm run fuzz`: damaged pictures through the darkroom's process. `--help` states its contract. */

import { writeFile } from 'node:fs/promises'
import { fuzz } from './bench/fuzz.ts'
import { createCommand, numberWithin, runCommand } from './command.ts'

interface FuzzCommandOptions {
  readonly count: number
  readonly seed: number
  readonly first: number
  readonly save?: string
}

const MAX_NUMBER = 1_000_000_000

const command = createCommand(
  'fuzz',
  'Sends damaged JPEG, PNG, WebP, AVIF, HEIC, TIFF, GIF and SVG files through the booth’s darkroom process. Each must ' +
    'end in a portrait or in an error code of its own; a child that dies, a deadline that passes, an error without a ' +
    'code and memory that grows are findings.',
)
  .option('--count <n>', 'files', numberWithin(1, MAX_NUMBER, true), 10_000)
  .option('--seed <n>', 'the same seed makes the same files', numberWithin(0, MAX_NUMBER, true), 1)
  .option('--first <n>', 'number of the first file, to try one again', numberWithin(0, MAX_NUMBER, true), 0)
  .option(
    '--save <file>',
    'writes the last file that is tried, for a look at one finding (the files are drawn: nobody is on them)',
  )
  .addHelpText(
    'after',
    '\nJSON on stdout, progress on stderr. Exit code 0: nothing found. 1: findings. 2: it could not run.',
  )
  .action(async ({ save, ...options }: FuzzCommandOptions) => {
    const report = await fuzz({
      ...options,
      log: (line) => process.stderr.write(`${line}\n`),
      ...(save !== undefined && { onFile: (bytes: Buffer) => writeFile(save, bytes) }),
    })
    process.stdout.write(`${JSON.stringify(report, null, 2)}\n`)
    process.exit(report.isSound ? 0 : 1)
  })

await runCommand(command)
