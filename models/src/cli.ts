import { defaultCacheDir } from './cache.ts'
import { isModelError, ModelError, reasonOf } from './error.ts'
import { type InventoryItem, listModels, verifyModels } from './inventory.ts'
import { type EntryId, entryOf, loadManifest } from './manifest.ts'
import { megabytes, reportTo } from './progress.ts'
import { pullModels } from './pull.ts'

const USAGE = `Usage: npm run models -- COMMAND

  list           what there is: state, size, licence and source of each model and photograph
  pull [ID ...]  fetch and make what is missing or damaged (all but the optional ones, or those named)
  verify         hash every file anew and name those that are missing or damaged

The models lie in $QUICKID_MODELS_DIR, else in $XDG_CACHE_HOME/quickid-booth/models (~/.cache/...).
Exit code: 0 all well, 1 something is missing, damaged or could not be fetched, 2 wrong use.
`

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

const run = (args: readonly string[], signal: AbortSignal): Promise<number> => {
  const [command, ...rest] = args
  if (command === 'list' && rest.length === 0) return list()
  if (command === 'verify' && rest.length === 0) return verify(signal)
  if (command === 'pull' && rest.every((arg) => !arg.startsWith('-'))) {
    const known = new Set<string>(loadManifest().entries.map((entry) => entry.id))
    const unknown = rest.find((id) => !known.has(id))
    if (unknown === undefined) return pull(rest, signal)
    process.stderr.write(`models: there is no ${unknown}; there are ${[...known].join(', ')}\n`)
    return Promise.resolve(2)
  }
  const isHelp = command === '--help' || command === 'help'
  ;(isHelp ? process.stdout : process.stderr).write(USAGE)
  return Promise.resolve(isHelp ? 0 : 2)
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
  process.exitCode = await run(process.argv.slice(2), stop.signal)
} catch (error) {
  const known = stop.signal.aborted ? stop.signal.reason : error
  process.stderr.write(`models: ${reasonOf(known)}\n`)
  if (!isModelError(known) && error instanceof Error) process.stderr.write(`${error.stack}\n`)
  process.exitCode = 1
}
