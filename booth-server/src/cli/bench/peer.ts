import { spawn } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { defaultCacheDir } from '@quickid/models'

/**
 * The peer of the benchmark. Its licence is AGPL-3.0: it is installed on demand into a folder of its own in the user's
 * cache, runs as a program of its own, and nothing of it is imported here or shipped.
 */
const PEER = { name: '@imgly/background-removal-node', version: '1.4.5' } as const

/** The peer pins a sharp whose binary has to be fetched by an install script; this one comes as a package. */
const SHARP = '0.33.5'

const INSTALL_TIMEOUT_MS = 600_000

const RUN_TIMEOUT_MS = 600_000

export type PeerRun =
  | { readonly ok: true; readonly coldMs: number; readonly warmMs: readonly number[]; readonly peakResidentMb: number }
  | { readonly ok: false; readonly reason: string }

export interface Peer {
  readonly name: string
  readonly version: string
  /** Removes the backdrop of a JPEG 1 + `warm` times in a process of its own. */
  run(jpeg: Uint8Array, warm: number): Promise<PeerRun>
}

/** Ours, run by the peer's process: reads the picture from stdin, writes one line of JSON. */
const runner = `import { readFileSync } from 'node:fs'
import { removeBackground } from '${PEER.name}'
const picture = new Blob([readFileSync(0)], { type: 'image/jpeg' })
const times = []
for (let run = 0; run <= Number(process.argv[2]); run++) {
  const startedMs = performance.now()
  const cut = await removeBackground(picture, { model: 'medium' })
  await cut.arrayBuffer()
  times.push(performance.now() - startedMs)
}
const [, peak] = /VmHWM:\\s*(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8')) ?? []
process.stdout.write('\\n' + JSON.stringify({ times, peakKb: Number(peak ?? 0) }) + '\\n')
process.exit(0)
`

const execute = (
  program: string,
  args: readonly string[],
  { cwd, input, timeoutMs }: { cwd: string; input?: Uint8Array; timeoutMs: number },
): Promise<{ code: number | null; stdout: string; stderr: string }> =>
  new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, stdio: 'pipe', timeout: timeoutMs, killSignal: 'SIGKILL' })
    let stdout = ''
    let stderr = ''
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk
    })
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk
    })
    child.stdin.on('error', () => {})
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, stdout, stderr }))
    child.stdin.end(input)
  })

const lastLine = (text: string) => text.trim().split('\n').at(-1)?.slice(0, 300) ?? ''

/** Installs the peer unless it is there. What fails is told, not thrown: the figures of our own stand without it. */
export const openPeer = async (
  log: (line: string) => void,
): Promise<{ ok: true; peer: Peer } | { ok: false; reason: string }> => {
  const folder = join(dirname(defaultCacheDir()), `bench-peer-${PEER.version}`)
  try {
    const installed = join(folder, 'node_modules', PEER.name, 'package.json')
    const isThere = await readFile(installed, 'utf8').then(
      (text) => (JSON.parse(text) as { version?: string }).version === PEER.version,
      () => false,
    )
    if (!isThere) {
      log(`Installing ${PEER.name} ${PEER.version} into ${folder} (about 200 MB) ...`)
      await mkdir(folder, { recursive: true })
      const manifest = {
        name: 'bench-peer',
        private: true,
        type: 'module',
        dependencies: { [PEER.name]: PEER.version },
        overrides: { sharp: SHARP },
      }
      await writeFile(join(folder, 'package.json'), JSON.stringify(manifest, null, 2))
      const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
      const { code, stderr } = await execute('npm', args, { cwd: folder, timeoutMs: INSTALL_TIMEOUT_MS })
      if (code !== 0) return { ok: false, reason: `npm install ended with ${code}: ${lastLine(stderr)}` }
    }
    await writeFile(join(folder, 'run.mjs'), runner)
  } catch (error) {
    return { ok: false, reason: (error as Error).message }
  }
  const run = async (jpeg: Uint8Array, warm: number): Promise<PeerRun> => {
    const { code, stdout, stderr } = await execute(process.execPath, ['run.mjs', String(warm)], {
      cwd: folder,
      input: jpeg,
      timeoutMs: RUN_TIMEOUT_MS,
    }).catch((error: Error) => ({ code: null, stdout: '', stderr: error.message }))
    if (code !== 0) return { ok: false, reason: `it ended with ${code}: ${lastLine(stderr)}` }
    const { times, peakKb } = JSON.parse(lastLine(stdout)) as { times: number[]; peakKb: number }
    return { ok: true, coldMs: times[0]!, warmMs: times.slice(1), peakResidentMb: peakKb / 1024 }
  }
  return { ok: true, peer: { name: PEER.name, version: PEER.version, run } }
}
