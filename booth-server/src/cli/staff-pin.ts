/** `npm run staff-pin`: sets the PIN of the venue's staff. `--help` states its contract. */

import { join } from 'node:path'
import { createStaffPin } from '../access/pin.ts'
import { weakPinWords } from '../access/pin-strength.ts'
import { readSecret } from '../access/read-secret.ts'
import { databaseFileName, dataDirFrom } from '../records/data-dir.ts'
import { openRecords } from '../records/open-records.ts'
import { createCommand, fail, runCommand } from './command.ts'

/** Twice on a terminal, where a slip can't be seen. */
const ask = async (): Promise<string | null> => {
  const first = await readSecret('New staff PIN: ', process.stdin, process.stderr)
  if (first === null || !process.stdin.isTTY) return first
  const again = await readSecret('Once more: ', process.stdin, process.stderr)
  if (again === first) return first
  if (again !== null) process.stderr.write('The two differ.\n')
  return null
}

const setPin = async (pin: string, dataDir: string) => {
  const records = openRecords({ path: join(dataDir, databaseFileName), appVersion: '0.0.0', role: 'tool' })
  try {
    return await createStaffPin({ values: records.values }).set(pin)
  } finally {
    records.close()
  }
}

const command = createCommand(
  'staff-pin',
  'Sets the PIN behind which the venue’s staff find the booth’s controls. A running booth takes the new PIN at once.',
)
  .argument(
    '[pin]',
    'asked for where it is left out, unseen: what stands on a command line also stands in the shell’s history',
  )
  .option('--data <dir>', 'the booth’s data directory (QUICKID_DATA_DIR, else .data/booth in the checkout)')
  .addHelpText('after', '\nExit code 0: set. 2: not set; the reason is on stderr.')
  .action(async (typed: string | undefined, { data }: { readonly data?: string }) => {
    const dataDir = dataDirFrom(process.env, data === undefined ? [] : [`--data=${data}`])
    const pin = typed ?? (await ask()) ?? fail('The PIN is not set: cancelled, nothing changed.')
    const outcome = await setPin(pin, dataDir)
    if (!outcome.ok) fail(`The PIN is not set: ${weakPinWords[outcome.reason]}`)
    process.stdout.write(`The staff PIN is set, in ${dataDir}\n`)
  })

await runCommand(command)
