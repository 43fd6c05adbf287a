import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createStaffPin } from '../access/pin.ts'
import { weakPinWords } from '../access/pin-strength.ts'
import { readSecret } from '../access/read-secret.ts'
import { isBoothError } from '../foundation/errors.ts'
import { databaseFileName, dataDirFrom } from '../records/data-dir.ts'
import { openRecords } from '../records/open-records.ts'

const usage = `Usage: npm run staff-pin -- [PIN] [--data DIR]
Sets the PIN behind which the venue's staff find the booth's controls. Without a PIN it is asked for, unseen: what
stands on a command line also stands in the shell's history. A running booth takes the new PIN at once.
`

/** Exit 0 = set, 2 = not set, with the reason on stderr. */
const main = async (argv: readonly string[]): Promise<number> => {
  const fail = (why: string): number => {
    process.stderr.write(`staff-pin: ${why}\n`)
    return 2
  }
  let parsed: ReturnType<typeof parse>
  try {
    parsed = parse(argv)
  } catch (error) {
    return fail(`${error instanceof Error ? error.message : String(error)}\n${usage}`)
  }
  const { values, positionals } = parsed
  if (values.help === true) {
    process.stdout.write(usage)
    return 0
  }
  if (positionals.length > 1) return fail(`expected one PIN\n${usage}`)
  try {
    const dataDir = dataDirFrom(process.env, argv)
    const pin = positionals[0] ?? (await ask())
    if (pin === null) return fail('cancelled, nothing changed')
    const records = openRecords({ path: join(dataDir, databaseFileName), appVersion: '0.0.0', role: 'tool' })
    try {
      const outcome = await createStaffPin({ values: records.values }).set(pin)
      if (!outcome.ok) return fail(`not set: ${weakPinWords[outcome.reason]}`)
    } finally {
      records.close()
    }
    process.stdout.write(`The staff PIN is set, in ${dataDir}\n`)
    return 0
  } catch (error) {
    if (isBoothError(error)) return fail(error.message)
    throw error
  }
}

const parse = (argv: readonly string[]) =>
  parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: { data: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
  })

/** Twice on a terminal, where a slip can't be seen. */
const ask = async (): Promise<string | null> => {
  const first = await readSecret('New staff PIN: ', process.stdin, process.stderr)
  if (first === null || !process.stdin.isTTY) return first
  const again = await readSecret('Once more: ', process.stdin, process.stderr)
  if (again === first) return first
  if (again !== null) process.stderr.write('The two differ.\n')
  return null
}

process.exitCode = await main(process.argv.slice(2))
