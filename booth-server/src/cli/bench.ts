/** `npm run bench`: the darkroom measured. See the usage below. */

import { parseArgs } from 'node:util'
import { isnetSizes } from '@quickid/models/resolve'
import { backdropIds } from './bench/backdrops.ts'
import { hairStyles } from './bench/drawn-hair.ts'
import { benchMatting } from './bench/matting.ts'
import { mattingChoiceOf, wholeNumberOf } from './bench/options.ts'
import { benchSpeed } from './bench/speed.ts'

const usage = `Measures the darkroom; JSON on stdout, progress on stderr.

  npm run bench -- [FOLDER]             time and memory on portraits of 0.4, 2 and 12 MP (and on the pictures of FOLDER),
                                        beside the models alone and beside @imgly/background-removal-node
  npm run bench -- matting [FOLDER]     mattes against known alpha, and the fringe of portraits (those of FOLDER too)

  --isnet-size PX   ${isnetSizes.join(', ')} (384 beside it, as in the booth), or auto: as the booth would choose here
                    (auto; for matting 512)
  --only NAMES      for matting: some of the drawn hair (short,long,curly,bald,bun,beard) and backdrops
                    (white,grey-blue,dark,leaves,blinds,window,room), by comma
  --runs N          warm runs a picture, 5 or more; their median counts (7)
  --no-peer         leaves the peer out; else it is installed once into the user's cache, some 200 MB

Leave the machine alone meanwhile. Exit code 0: measured, whatever came out. 2: could not be measured.`

const fail = (message: string): never => {
  process.stderr.write(`${message}\n`)
  process.exit(2)
}

const readOptions = () => {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        'isnet-size': { type: 'string' },
        only: { type: 'string', default: '' },
        runs: { type: 'string', default: '7' },
        'no-peer': { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
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
const isMatting = positionals[0] === 'matting'
const [folder = null, ...others] = isMatting ? positionals.slice(1) : positionals
if (others.length > 0) fail(`One folder at a time.\n\n${usage}`)
const wished = values['isnet-size'] ?? (isMatting ? '512' : 'auto')
const matting = mattingChoiceOf(wished) ?? fail(`--isnet-size doesn't know '${wished}'.`)
const runs = wholeNumberOf(values.runs, 5, 1000) ?? fail(`--runs wants a whole number from 5, not '${values.runs}'.`)
const only = values.only.split(',').filter(Boolean)
const hair = hairStyles.filter((style) => only.includes(style))
const backdrops = backdropIds.filter((id) => only.includes(id))
if (hair.length + backdrops.length < only.length) fail(`--only doesn't know all of '${values.only}'.`)
const log = (line: string) => process.stderr.write(`${line}\n`)
try {
  const report = isMatting
    ? await benchMatting({
        matting,
        folder,
        hair: hair.length > 0 ? hair : hairStyles,
        backdrops: backdrops.length > 0 ? backdrops : backdropIds,
        log,
      })
    : await benchSpeed({ matting, runs, withPeer: !values['no-peer'], folder, log })
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`)
  process.exit(0)
} catch (error) {
  fail((error as Error).message)
}
