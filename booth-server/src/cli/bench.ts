/** `npm run bench`: time, memory and mattes, measured. `--help` states its contract. */

import type { MattingChoice } from '../darkroom/messages/matting-choice.ts'
import { backdropIds } from './bench/backdrops.ts'
import { hairStyles } from './bench/drawn-hair.ts'
import { benchMatting } from './bench/matting.ts'
import { benchSpeed } from './bench/speed.ts'
import { createCommand, listOf, numberWithin, runCommand } from './command.ts'
import { mattingOption } from './matting-option.ts'

interface SpeedOptions {
  readonly isnetSize: MattingChoice
  readonly runs: number
  readonly peer: boolean
}

interface MattingOptions {
  readonly isnetSize: MattingChoice
  readonly only: readonly string[]
}

const log = (line: string) => process.stderr.write(`${line}\n`)

/** The measurements on stdout; a worker or a session that is left open must not keep the process alive. */
const finish = (report: object): never => {
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`)
  process.exit(0)
}

/** Those of `known` that were named; all where none was. */
const chosen = <T extends string>(known: readonly T[], names: readonly string[]): readonly T[] => {
  const named = known.filter((name) => names.includes(name))
  return named.length > 0 ? named : known
}

const command = createCommand('bench', 'Measures the darkroom; JSON on stdout, progress on stderr.').addHelpText(
  'after',
  `
Without a command: time. \`speed --help\` and \`matting --help\` have the options.
With --against COMMIT: this checkout's times beside those of another commit (--against COMMIT --help).
Leave the machine alone meanwhile. Exit code 0: measured, whatever came out. 2: could not be measured.`,
)

command
  .command('speed', { isDefault: true })
  .description(
    'Time and memory on portraits of 0.4, 2 and 12 MP (and on the pictures of FOLDER), beside the models alone and ' +
      'beside @imgly/background-removal-node.',
  )
  .argument('[folder]', 'pictures of your own')
  .addOption(mattingOption('auto'))
  .option('--runs <n>', 'warm runs a picture; their median counts', numberWithin(5, 1000, true), 7)
  .option('--no-peer', 'leaves the peer out; else it is installed once into the user’s cache, some 200 MB')
  .action(async (folder: string | undefined, { isnetSize: matting, runs, peer: withPeer }: SpeedOptions) =>
    finish(await benchSpeed({ matting, runs, withPeer, folder: folder ?? null, log })),
  )

command
  .command('matting')
  .description('Mattes against known alpha, and the fringe of portraits (those of FOLDER too).')
  .argument('[folder]', 'pictures of your own')
  .addOption(mattingOption('512'))
  .option(
    '--only <names>',
    `some of the drawn hair (${hairStyles.join()}) and backdrops (${backdropIds.join()}), by comma`,
    listOf([...hairStyles, ...backdropIds]),
    [],
  )
  .action(async (folder: string | undefined, { isnetSize: matting, only }: MattingOptions) =>
    finish(
      await benchMatting({
        matting,
        folder: folder ?? null,
        hair: chosen(hairStyles, only),
        backdrops: chosen(backdropIds, only),
        log,
      }),
    ),
  )

await runCommand(command)
