/**
 * `npm run proof -- memory`: what is left of a face when a visit is over, in the memory of every process of booth and
 * browser and in every file, for every way in which a visit can end. `--against COMMIT` puts another commit's booth beside
 * it. Exit code 0: nothing is left here; 1: something is.
 */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { parseArgs, promisify } from 'node:util'
import { allEndings, settingsForEndings } from './memory/endings.ts'
import { findsTable, tableOf } from './memory/report.ts'
import { startRig } from './memory/rig.ts'
import { type Leftovers, leftoversOf, needlesOfFrames } from './memory/scan.ts'

const usage = `Looks for pieces of a visit's pictures after its end.

  npm run proof -- memory [--ending NAME] [--against COMMIT] [--gpu]

Frames with a noise of their own come through ffmpeg; server, darkrooms and ffmpeg are searched 1 s after the end, Chromium
10 s after it, files both times, for JPEG, RGB, RGBA, BGRA, YUV planes, float planes and PDF. Takes ten minutes, and as
much for COMMIT. Needs the right to read other processes' memory: root, or their parent's user.

  --ending   only endings whose name holds this
  --against  another commit of this repository, built below .bootstrap/against
  --gpu      Chromium draws with SwiftShader, as it would with a GPU
`

interface Options {
  readonly ending: string
  readonly gpu: boolean
}

const say = (text: string) => process.stderr.write(`${text}\n`)

const wantedEndings = ({ ending }: Options) => allEndings.filter(({ name }) => name.includes(ending))

const lookAt = async (name: string, options: Options, checkout?: string): Promise<Leftovers[]> => {
  const rig = await startRig({
    settings: settingsForEndings,
    hasGpu: options.gpu,
    ...(checkout !== undefined && { checkout }),
  })
  const found: Leftovers[] = []
  try {
    const frames = await needlesOfFrames(rig)
    say(`${name}: ${frames.size} needles`)
    for (const ending of wantedEndings(options)) {
      found.push(await leftoversOf(rig, ending, frames))
      say(`${name}: ${ending.name}, ${Math.round((found.at(-1)?.scannedBytes ?? 0) / 1e6)} MB searched`)
      await ending.mend?.(rig)
    }
  } catch (error) {
    // What was found so far counts, and the exit code says that it is not all.
    say(`${rig.boothLog().slice(-3000)}\n${name} broke off: ${error instanceof Error ? error.message : String(error)}`)
  } finally {
    await rig.stop()
  }
  return found
}

const buildOther = async (commit: string): Promise<string> => {
  const script = fileURLToPath(new URL('../../.config/bench/other-checkout.mjs', import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, [script, commit])
  return stdout.trim()
}

const main = async (): Promise<number> => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      ending: { type: 'string', default: '' },
      against: { type: 'string' },
      gpu: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help || positionals[0] !== 'memory') {
    process.stdout.write(usage)
    return values.help ? 0 : 2
  }
  const { against } = values
  const theirs = against === undefined ? null : await lookAt(against, values, await buildOther(against))
  if (theirs) process.stdout.write(`Left by ${against}:\n${findsTable(theirs)}\n\n`)
  const ours = await lookAt('this checkout', values)
  process.stdout.write(`${tableOf(ours, theirs && { name: against ?? '', leftovers: theirs })}\n`)
  const isClean = ours.every(({ server, children, browser, files }) =>
    [server, children, browser, files].every((finds) => finds.length === 0),
  )
  const isWhole = ours.length === wantedEndings(values).length
  if (!isClean) process.stdout.write(`\nLeft by this checkout:\n${findsTable(ours)}\n`)
  return isClean && isWhole ? 0 : 1
}

process.exitCode = await main()
