/**
 * `npm run bench -- --against COMMIT`: builds that commit beside this checkout, runs the bench of both in turns, and says
 * the ratio of each measure beside the spread of COMMIT against itself.
 */
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { compare, tableOf } from './compare.mjs'
import { buildOther, outputOf, root } from './other-checkout.mjs'

const usage = `Measures this checkout against another commit of it, in turns.

  npm run bench -- --against COMMIT [--rounds N] [--runs N] [--isnet-size PX]

  --rounds N        rounds of one run of ours and two of COMMIT's (5)
  --runs N          warm runs a picture in each, 5 or more (5)
  --isnet-size PX   the matting model's grid in both (512)

The other commit is built below .bootstrap/against and kept there. Leave the machine alone meanwhile.
JSON on stdout, a table on stderr. Exit code 0: no measure is larger by more than 3 %, or than the spread of COMMIT
against itself if that is more. 1: one is. 2: could not be measured.`

const say = (text) => process.stderr.write(`${text}\n`)
const fail = (text) => {
  say(text)
  process.exit(2)
}

const readOptions = () => {
  try {
    return parseArgs({
      options: {
        against: { type: 'string' },
        rounds: { type: 'string', default: '5' },
        runs: { type: 'string', default: '5' },
        'isnet-size': { type: 'string', default: '512' },
        help: { type: 'boolean', default: false },
      },
    }).values
  } catch (error) {
    return fail(`${error.message}\n\n${usage}`)
  }
}

const options = readOptions()
if (options.help) {
  process.stdout.write(`${usage}\n`)
  process.exit(0)
}
const roundsWanted = Number(options.rounds)
if (!Number.isInteger(roundsWanted) || roundsWanted < 1)
  fail(`--rounds wants a whole number from 1, not '${options.rounds}'.`)

const { commit, folder: other } = await buildOther(options.against).catch((error) => fail(error.message))

const bench = async (folder) => {
  const args = ['--no-peer', '--runs', options.runs, '--isnet-size', options['isnet-size']]
  const output = await outputOf([join(folder, 'booth-server/dist/cli/bench.js'), ...args], folder)
  if (output === null) fail(`The bench of ${folder === root ? 'this checkout' : commit.slice(0, 12)} failed.`)
  return JSON.parse(output).results
}

const rounds = []
for (let index = 0; index < roundsWanted; index++) {
  say(`Round ${index + 1} of ${roundsWanted}`)
  // The order turns, so that neither always follows the other.
  const order = [
    ['theirs', 'ours', 'theirsAgain'],
    ['ours', 'theirs', 'theirsAgain'],
    ['theirs', 'theirsAgain', 'ours'],
  ]
  const round = {}
  for (const who of order[index % order.length]) round[who] = await bench(who === 'ours' ? root : other)
  rounds.push(round)
}
const rows = compare(rounds)
say(`\nThis checkout against ${commit.slice(0, 12)}, ${roundsWanted} rounds:\n\n${tableOf(rows)}\n`)
process.stdout.write(`${JSON.stringify({ against: commit, rounds: roundsWanted, rows }, null, 2)}\n`)
process.exit(rows.some(({ isSlower }) => isSlower) ? 1 : 0)
