#!/usr/bin/env node
/**
 * From a fresh checkout to a running command, with nothing but Node and npm: installs the dependencies, builds, fetches
 * the models, then runs what was asked for. Every step leaves a stamp only when it is finished, so that whatever was
 * interrupted (Ctrl-C, lost network, power) is done again by the next run, and what is done costs milliseconds.
 *
 * It uses no dependency, because it runs before there are any. Everything it says goes to stderr: the commands' own
 * stdout stays clean for pipes.
 */
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const stampDir = join(root, '.bootstrap')
const workspaces = ['models', 'printer', 'provisioning', 'booth-server', 'booth-ui']

/** What `npm run NAME` runs once everything is ready; `needs` are the steps before it. */
const commands = {
  start: {
    needs: ['dependencies', 'kernels', 'server', 'screen', 'models'],
    script: 'booth-server/dist/main.js',
    // glibc overwrites what is freed: copies of pictures that libraries made (privacy promise P3).
    env: { MALLOC_PERTURB_: '255' },
  },
  dev: { needs: ['dependencies', 'kernels', 'models'], run: runDevelopment },
  photo: { needs: ['dependencies', 'kernels', 'server', 'models'], script: 'booth-server/dist/cli/photo.js' },
  'contact-sheet': {
    needs: ['dependencies', 'kernels', 'server', 'models'],
    script: 'booth-server/dist/cli/contact-sheet.js',
  },
  outfits: { needs: ['dependencies', 'kernels', 'server', 'models'], script: 'booth-server/dist/cli/outfits.js' },
  bench: { needs: ['dependencies', 'kernels', 'server', 'models'], run: runBench },
  fuzz: { needs: ['dependencies', 'kernels', 'server', 'models'], script: 'booth-server/dist/cli/fuzz.js' },
  fleet: { needs: ['dependencies', 'server', 'console'], script: 'provisioning/dist/fleet/main.js' },
  enrol: { needs: ['dependencies', 'server'], script: 'provisioning/dist/agent/cli.js' },
  proof: { needs: () => everything, run: runProof },
  'staff-pin': { needs: ['dependencies', 'server'], script: 'booth-server/dist/cli/staff-pin.js' },
  models: { needs: ['dependencies', 'puller'], script: 'models/dist/cli.js' },
  deps: { needs: ['dependencies', 'cruiser'], run: runCruiser },
  build: { needs: ['dependencies', 'kernels', 'server', 'screen', 'console'] },
  ready: { needs: ['dependencies', 'kernels', 'server', 'screen', 'console', 'models'] },
  test: { needs: needsOfTests, run: runTests },
}

/** Programs that the tests use, and the Debian package that has each. */
const testPrograms = {
  ffmpeg: 'ffmpeg',
  chromium: 'chromium',
  ippeveprinter: 'cups-ipp-utils',
  ipptool: 'cups-ipp-utils',
  cupsd: 'cups-daemon',
  'avahi-daemon': 'avahi-daemon',
  'dbus-daemon': 'dbus',
  pdftoppm: 'poppler-utils',
  strace: 'strace',
  'systemd-analyze': 'systemd',
  'systemd-notify': 'systemd',
  'systemd-sysusers': 'systemd',
  'systemd-socket-activate': 'systemd',
  cage: 'cage',
  script: 'bsdutils',
  fswebcam: 'fswebcam',
}
const testFiles = { '/usr/share/fonts/opentype/noto': 'fonts-noto-cjk', '/usr/lib/postgresql': 'postgresql' }

const children = new Set()
let isInterrupted = false

const say = (text) => process.stderr.write(`${text}\n`)

class StepFailed extends Error {}

/** Runs a program with our terminal; resolves with its exit code. */
const run = (program, args, options = {}) =>
  new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: root, stdio: 'inherit', ...options })
    children.add(child)
    child.on('error', reject)
    child.on('exit', (code, signal) => {
      children.delete(child)
      resolve(code ?? (signal === 'SIGINT' ? 130 : 143))
    })
  })

/** Runs a program whose stdout is progress: shown on stderr. Throws unless it exits with 0. */
const step = async (what, program, args, options = {}) => {
  const code = await run(program, args, { stdio: ['ignore', 2, 2], ...options })
  if (isInterrupted) throw new StepFailed(`Interrupted while ${what}. The next run goes on from here.`)
  if (code !== 0) throw new StepFailed(`Stopped: ${what} ended with exit code ${code}; the reason stands above.`)
}

const stampOf = (name) => {
  try {
    return readFileSync(join(stampDir, name), 'utf8')
  } catch {
    return null
  }
}

const setStamp = (name, value) => {
  mkdirSync(stampDir, { recursive: true })
  writeFileSync(join(stampDir, name), value)
}

const hashOf = (parts) => createHash('sha256').update(JSON.stringify(parts)).digest('hex')

const walk = function* (folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.name === 'node_modules' || entry.name === 'dist' || entry.name.startsWith('.')) continue
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* walk(path)
    else yield path
  }
}

const dependencyHash = () =>
  hashOf([
    process.version,
    process.platform,
    process.arch,
    ...['package.json', 'package-lock.json', ...workspaces.map((name) => `${name}/package.json`)].map((file) =>
      readFileSync(join(root, file), 'utf8'),
    ),
  ])

/** No build reads a test or a page of prose. */
const isSource = (file) => !/\.md$|\.test\.tsx?$|\.test-d\.ts$/.test(file)

/** Names, sizes and times of every file that a build reads: cheap, and any edit shows. */
const sourceHash = (inputs) => {
  const files = [join(root, '.config/tsconfig.base.json'), join(root, 'package-lock.json')]
  for (const input of inputs) files.push(...[...walk(join(root, input))].filter(isSource))
  return hashOf(
    files.sort().map((file) => {
      const { size, mtimeMs } = statSync(file)
      return [relative(root, file), size, mtimeMs]
    }),
  )
}

const bin = {
  tsc: 'node_modules/typescript/bin/tsc',
  vite: 'node_modules/vite/bin/vite.js',
  vitest: 'node_modules/vitest/vitest.mjs',
}

/** What is built, each from the folders that it is made of. `outputs` that are missing are built again. */
const products = {
  // The server compiles the bindings that this writes.
  kernels: {
    inputs: ['booth-server/simd'],
    outputs: ['booth-server/dist/simd.wasm', 'booth-server/src/photo/imaging/kernel-bindings.generated.ts'],
    command: ['booth-server/simd/build.mjs'],
  },
  server: {
    inputs: ['models', 'printer', 'provisioning', 'booth-server/src'],
    outputs: ['booth-server/dist/main.js', 'provisioning/dist/fleet/main.js', 'models/dist/cli.js'],
    command: [bin.tsc, '-b', 'booth-server', 'provisioning', 'models'],
  },
  // What fetches the models, for tests that run from sources otherwise.
  puller: { inputs: ['models'], outputs: ['models/dist/cli.js'], command: [bin.tsc, '-b', 'models'] },
  screen: {
    inputs: ['booth-ui', 'booth-server/src/protocol', 'booth-server/src/locales'],
    outputs: ['booth-ui/dist/app/index.html'],
    command: [bin.vite, 'build', 'booth-ui', '--logLevel', 'warn'],
  },
  console: {
    inputs: ['provisioning/console', 'provisioning/fleet', 'provisioning/protocol'],
    outputs: ['provisioning/dist/console-page/index.html'],
    command: [bin.vite, 'build', 'provisioning/console', '--logLevel', 'warn'],
  },
}

const build = async (name) => {
  const { inputs, outputs, command } = products[name]
  const hash = sourceHash(inputs)
  if (stampOf(name) === hash && outputs.every((output) => existsSync(join(root, output)))) return
  say(`Building the ${name} ...`)
  rmSync(join(stampDir, name), { force: true })
  await step(`building the ${name}`, process.execPath, command)
  // The kernels' bindings are among the files that building writes.
  setStamp(name, sourceHash(inputs))
}

const steps = {
  async dependencies() {
    const hash = dependencyHash()
    if (stampOf('dependencies') === hash && existsSync(join(root, 'node_modules'))) return
    say('Installing dependencies (npm, versions of the lockfile), about a minute on a new machine ...')
    rmSync(join(stampDir, 'dependencies'), { force: true })
    const attempts = 3
    for (let attempt = 1; ; attempt++) {
      try {
        await step('installing the dependencies', 'npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'])
        break
      } catch (error) {
        if (isInterrupted || attempt === attempts) throw error
        say(`That failed; trying again in ${attempt * 5} s (attempt ${attempt + 1} of ${attempts}) ...`)
        await new Promise((resolve) => setTimeout(resolve, attempt * 5000))
      }
    }
    setStamp('dependencies', hash)
  },

  kernels: () => build('kernels'),
  server: () => build('server'),
  puller: () => build('puller'),
  screen: () => build('screen'),
  console: () => build('console'),

  /** The check of the layers reads TypeScript with a compiler of its own: the project's has no interface for it yet. */
  async cruiser() {
    const folder = join(root, '.config/deps')
    const hash = hashOf([readFileSync(join(folder, 'package-lock.json'), 'utf8')])
    if (stampOf('cruiser') === hash && existsSync(join(folder, 'node_modules'))) return
    say('Installing the check of the layers ...')
    await step('installing the check of the layers', 'npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: folder,
    })
    setStamp('cruiser', hash)
  },

  async models() {
    await build('puller')
    await step('fetching the models', process.execPath, [join(root, 'models/dist/cli.js'), 'pull'])
  },

  async system() {
    const missing = new Set()
    for (const [program, name] of Object.entries(testPrograms)) {
      const isFound = ['/usr/bin', '/usr/sbin', '/bin', '/sbin', '/usr/local/bin'].some((folder) =>
        existsSync(join(folder, program)),
      )
      if (!isFound) missing.add(name)
    }
    for (const [path, name] of Object.entries(testFiles)) if (!existsSync(path)) missing.add(name)
    if (missing.size === 0) return
    const names = [...missing]
    const isRoot = process.getuid?.() === 0
    const hasSudo = !isRoot && spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0
    const hasApt = existsSync('/usr/bin/apt-get')
    if (!hasApt || !(isRoot || hasSudo)) {
      throw new StepFailed(
        `The tests need these programs, and installing them needs root. Run this once, then npm test again:\n\n` +
          `  sudo apt-get update && sudo apt-get install -y --no-install-recommends ${names.join(' ')}\n`,
      )
    }
    say(`Installing system packages for the tests: ${names.join(' ')} ...`)
    const apt = (...args) => {
      const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
      const words = ['apt-get', '-qq', '-o', 'DPkg::Lock::Timeout=120', ...args]
      return isRoot
        ? step('installing system packages', words[0], words.slice(1), { env })
        : step('installing system packages', 'sudo', ['-n', '-E', ...words], { env })
    }
    await apt('update')
    await apt('install', '-y', '--no-install-recommends', ...names)
  },
}

const everything = ['system', 'dependencies', 'kernels', 'server', 'screen', 'console', 'models']

/** Tests run from sources, so few of them need what a booth needs: one that is named starts at once. */
function needsOfTests(args) {
  const names = args.filter((word) => !word.startsWith('-'))
  const isUnit = (name) => /\.test\.ts$/.test(name) && !/\.system\.test\.ts$/.test(name)
  if (args.includes('--project=unit')) return ['dependencies', 'kernels']
  if (names.length === 0 || args.includes('--project=e2e')) return everything
  if (names.some((name) => !name.endsWith('.test.ts') || /(^|\/)e2e\//.test(name))) return everything
  if (names.every(isUnit)) return ['dependencies', 'kernels']
  const isFleets = names.some((name) => name.includes('provisioning'))
  return ['system', 'dependencies', 'kernels', 'models', ...(isFleets ? ['console'] : [])]
}

const namesTests = (args) => args.some((word) => !word.startsWith('-') || word.startsWith('--project'))

/**
 * Three runs: what only computes, on all cores; what starts processes, models and peers; then the whole booth by itself,
 * so that none disturbs another's deadlines.
 */
async function runTests(args) {
  const tiers = [['--project=unit'], ['--project=system'], ['--project=e2e', '--no-file-parallelism']]
  const runs = namesTests(args) ? [args] : tiers.map((tier) => [...tier, ...args])
  let passed = 0
  let failed = 0
  let isBroken = false
  for (const [index, extra] of runs.entries()) {
    const report = join(stampDir, `tests-${index}.json`)
    rmSync(report, { force: true })
    const code = await run(process.execPath, [
      join(root, bin.vitest),
      'run',
      '--config',
      '.config/vitest.config.ts',
      '--root',
      '.',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
      ...extra,
    ])
    if (isInterrupted) return 130
    isBroken ||= code !== 0
    if (!existsSync(report)) {
      failed += 1
      continue
    }
    const result = JSON.parse(readFileSync(report, 'utf8'))
    passed += result.numPassedTests
    failed += result.numFailedTests
    // A file that can't even be loaded has no failed test of its own.
    if (code !== 0 && result.numFailedTests === 0) failed += Math.max(1, result.numFailedTestSuites)
  }
  process.stdout.write(`${passed} passed, ${failed} failed\n`)
  return isBroken || failed > 0 || passed === 0 ? 1 : 0
}

/** The server from its sources, anew after each change, behind Vite's page; virtual devices, records of its own. */
async function runDevelopment() {
  const env = {
    QUICKID_CAMERA: 'virtual:',
    QUICKID_PRINTER: 'virtual:',
    QUICKID_DATA_DIR: join(root, '.data/dev'),
    MALLOC_PERTURB_: '255',
    ...process.env,
  }
  const port = env.PORT ?? '8080'
  const server = spawn(
    process.execPath,
    ['--watch', '--watch-preserve-output', '--conditions=source', '--import', 'tsx', 'booth-server/src/main.ts'],
    { cwd: root, stdio: 'inherit', env },
  )
  const page = spawn(process.execPath, [join(root, bin.vite), 'booth-ui'], {
    cwd: root,
    stdio: 'inherit',
    env: { ...env, BOOTH_URL: `http://127.0.0.1:${port}` },
  })
  children.add(server).add(page)
  const ended = (process) => new Promise((resolve) => process.on('exit', (code) => resolve(code ?? 0)))
  const code = await Promise.race([ended(server), ended(page)])
  for (const process of [server, page]) process.kill('SIGTERM')
  await Promise.all([server, page].map((process) => process.exitCode ?? process.signalCode ?? ended(process)))
  return isInterrupted ? 130 : code
}

/** Against another commit it builds that one too; without, it is the bench itself. */
async function runBench(args) {
  const script = args.includes('--against') ? '.config/bench/against.mjs' : 'booth-server/dist/cli/bench.js'
  return await run(process.execPath, [join(root, script), ...args], { cwd: process.env.INIT_CWD ?? root })
}

/** The booth that is looked at runs from its build, the proof from its sources. */
async function runProof(args) {
  return await run(process.execPath, ['--conditions=source', '--import', 'tsx', 'booth-ui/e2e/proof.ts', ...args])
}

async function runCruiser() {
  const cruiser = join(root, '.config/deps/node_modules/dependency-cruiser/bin/dependency-cruise.mjs')
  const folders = ['booth-server/src', 'booth-server/simd', 'booth-ui/src', 'printer/src', 'models/src', 'provisioning']
  return await run(process.execPath, [cruiser, '--config', '.dependency-cruiser.cjs', ...folders])
}

const checkNode = () => {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return
  throw new StepFailed(
    `Node ${process.versions.node} is too old: install Node 20.19 or newer (24 LTS is best) and run this again.`,
  )
}

const main = async () => {
  const [name = 'start', ...args] = process.argv.slice(2)
  const command = commands[name]
  if (!command) throw new StepFailed(`Unknown command '${name}'. Known: ${Object.keys(commands).join(', ')}.`)
  checkNode()
  const needs = typeof command.needs === 'function' ? command.needs(args) : command.needs
  for (const need of needs) await steps[need]()
  if (command.run) return command.run(args)
  if (command.script) {
    const cwd = process.env.INIT_CWD ?? root
    return run(process.execPath, [join(root, command.script), ...args], {
      cwd,
      env: { ...process.env, ...command.env },
    })
  }
  return 0
}

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    isInterrupted = true
    // From a terminal the child has the Ctrl-C already; from a service manager it has not.
    for (const child of children) child.kill(signal)
  })
}

main().then(
  (code) => {
    process.exitCode = code
  },
  (error) => {
    say(error instanceof StepFailed ? error.message : String(error?.stack ?? error))
    process.exitCode = isInterrupted ? 130 : 1
  },
)
