import { Command } from 'commander'
import { defaultCacheDir } from './cache.ts'
import { isModelError, ModelError, reasonOf } from './error.ts'
import { type InventoryItem, listModels, verifyModels } from './inventory.ts'
import { type EntryId, entryOf, loadManifest } from './manifest.ts'
import { megabytes, reportTo } from './progress.ts'
import { pullModels } from './pull.ts'

const table = (rows: readonly (readonly string[])[]): string => {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

const stateText = (item: InventoryItem): string =>
  item.state === 'missing' && item.isOptional ? 'missing (optional)' : item.state

const list = async (): Promise<number> => {
  const items = await listModels()
  const rows = items.map((item) => [
    item.id,
    megabytes(item.sizeBytes),
    stateText(item),
    item.licence.model,
    item.source,
  ])
  process.stdout.write(`${table([['ID', 'SIZE', 'STATE', 'LICENCE', 'SOURCE'], ...rows])}\n\nIn ${defaultCacheDir()}\n`)
  return 0
}

const verify = async (signal: AbortSignal): Promise<number> => {
  let isBad = false
  for (const item of await verifyModels({ signal })) {
    for (const { path, state } of item.files) {
      if (state.state === 'ready') process.stdout.write(`ready    ${path}\n`)
      else if (state.state === 'damaged') process.stdout.write(`damaged  ${path}: ${state.reason}\n`)
      else process.stdout.write(`missing  ${path}${item.isOptional ? ' (optional)' : ''}\n`)
      isBad ||= state.state === 'damaged' || (state.state === 'missing' && !item.isOptional)
    }
  }
  if (isBad) process.stderr.write('models: run `npm run models -- pull` to fetch or make them again\n')
  return isBad ? 1 : 0
}

const pull = async (ids: readonly string[], signal: AbortSignal): Promise<number> => {
  const manifest = loadManifest()
  const named = ids.map((id): EntryId => entryOf(manifest, id).id)
  const { report, end } = reportTo(process.stderr)
  try {
    const pulled = await pullModels({ report, signal, ...(named.length > 0 && { ids: named }) })
    end()
    for (const { id, outcome } of pulled) process.stdout.write(`${outcome.padEnd(8)}  ${id}\n`)
    return 0
  } finally {
    end()
  }
}

/** Wrong use ends with 2; `commander` itself says 1. */
const WRONG_USE = 2

const commandLine = (signal: AbortSignal, onDone: (exitCode: number) => void): Command => {
  const program = new Command('npm run models --')
    .description('The ONNX models of the darkroom and the photographs of the virtual camera: fetched, made, verified.')
    .helpCommand(false)
    .showHelpAfterError()
    .exitOverride(({ exitCode }) => {
      throw new WrongUse(exitCode === 0 ? 0 : WRONG_USE)
    })
    .addHelpText(
      'after',
      `
The models lie in $QUICKID_MODELS_DIR, else in $XDG_CACHE_HOME/quickid-booth/models (~/.cache/...).
Exit code: 0 all well, 1 something is missing, damaged or could not be fetched, 2 wrong use.`,
    )
  program
    .command('list')
    .description('what there is: state, size, licence and source of each model and photograph')
    .allowExcessArguments(false)
    .action(async () => onDone(await list()))
  program
    .command('pull')
    .description('fetch and make what is missing or damaged (all but the optional ones, or those named)')
    .argument('[ids...]')
    .action(async (ids: readonly string[]) => {
      const known = new Set<string>(loadManifest().entries.map((entry) => entry.id))
      const unknown = ids.find((id) => !known.has(id))
      if (unknown === undefined) return onDone(await pull(ids, signal))
      program.error(`models: there is no ${unknown}; there are ${[...known].join(', ')}`)
    })
  program
    .command('verify')
    .description('hash every file anew and name those that are missing or damaged')
    .allowExcessArguments(false)
    .action(async () => onDone(await verify(signal)))
  return program
}

class WrongUse extends Error {
  readonly exitCode: number
  constructor(exitCode: number) {
    super('wrong use')
    this.exitCode = exitCode
  }
}

// A reader that has seen enough (`| head`) is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

const stop = new AbortController()
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.once(name, () => stop.abort(new ModelError('model.fetch-failed', 'Stopped; the next run goes on from here')))
}

try {
  await commandLine(stop.signal, (exitCode) => {
    process.exitCode = exitCode
  }).parseAsync()
} catch (error) {
  if (error instanceof WrongUse) process.exitCode = error.exitCode
  else {
    const known = stop.signal.aborted ? stop.signal.reason : error
    process.stderr.write(`models: ${reasonOf(known)}\n`)
    if (!isModelError(known) && error instanceof Error) process.stderr.write(`${error.stack}\n`)
    process.exitCode = 1
  }
}
