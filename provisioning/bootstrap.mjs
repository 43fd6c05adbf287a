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
  start: { needs: ['dependencies', 'build', 'models'], script: 'booth-server/dist/main.js' },
  photo: { needs: ['dependencies', 'build', 'models'], script: 'booth-server/dist/cli/photo.js' },
  'contact-sheet': { needs: ['dependencies', 'build', 'models'], script: 'booth-server/dist/cli/contact-sheet.js' },
  outfits: { needs: ['dependencies', 'build', 'models'], script: 'booth-server/dist/cli/outfits.js' },
  bench: { needs: ['dependencies', 'build', 'models'], script: 'booth-server/dist/cli/bench.js' },
  fuzz: { needs: ['dependencies', 'build', 'models'], script: 'booth-server/dist/cli/fuzz.js' },
  fleet: { needs: ['dependencies', 'build'], script: 'provisioning/dist/fleet/main.js' },
  enrol: { needs: ['dependencies', 'build'], script: 'provisioning/dist/agent/cli.js' },
  'staff-pin': { needs: ['dependencies', 'build'], script: 'booth-server/dist/cli/staff-pin.js' },
  models: { needs: ['dependencies', 'build'], script: 'models/dist/cli.js' },
  build: { needs: ['dependencies', 'build'] },
  ready: { needs: ['dependencies', 'build', 'models'] },
  test: { needs: ['system', 'dependencies', 'build', 'models'], run: runTests },
}

/** Programs that the tests use, and the Debian package that has each. */
const testPrograms = {
  ffmpeg: 'ffmpeg',
  chromium: 'chromium',
  ippeveprinter: 'cups-ipp-utils',
  ipptool: 'cups-ipp-utils',
  'avahi-daemon': 'avahi-daemon',
  'dbus-daemon': 'dbus',
  pdftoppm: 'poppler-utils',
  strace: 'strace',
  'systemd-analyze': 'systemd',
  cage: 'cage',
}
const testFiles = { '/usr/share/fonts/opentype/noto': 'fonts-noto-cjk', '/usr/lib/postgresql': 'postgresql' }

let child = null
let isInterrupted = false

const say = (text) => process.stderr.write(`${text}\n`)

class StepFailed extends Error {}

/** Runs a program with our terminal; resolves with its exit code. */
const run = (program, args, options = {}) =>
  new Promise((resolve, reject) => {
    child = spawn(program, args, { cwd: root, stdio: 'inherit', ...options })
    child.on('error', reject)
    child.on('exit', (code, signal) => {
      child = null
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

/** Names, sizes and times of every file that a build reads: cheap, and any edit shows. */
const sourceHash = () => {
  const files = [join(root, '.config/tsconfig.base.json'), join(root, 'tsconfig.json'), join(root, 'package-lock.json')]
  for (const workspace of workspaces) files.push(...walk(join(root, workspace)))
  return hashOf(
    files.sort().map((file) => {
      const { size, mtimeMs } = statSync(file)
      return [relative(root, file), size, mtimeMs]
    }),
  )
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

  async build() {
    const hash = sourceHash()
    const products = ['booth-server/dist/main.js', 'booth-server/dist/simd.wasm', 'booth-ui/dist/app/index.html']
    const isBuilt = products.every((product) => existsSync(join(root, product)))
    if (isBuilt && stampOf('build') === hash) return
    say('Building the server ...')
    rmSync(join(stampDir, 'build'), { force: true })
    // First: it writes the kernels' bindings, which the server compiles.
    await step('building the kernels', process.execPath, [join(root, 'booth-server/simd/build.mjs')])
    await step('building the server', process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-b'])
    say('Building the screen ...')
    await step(
      'building the screen',
      process.execPath,
      [join(root, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn'],
      {
        cwd: join(root, 'booth-ui'),
      },
    )
    say('Building the operators’ console ...')
    await step('building the console', process.execPath, [
      join(root, 'node_modules/vite/bin/vite.js'),
      'build',
      'provisioning/console',
      '--logLevel',
      'warn',
    ])
    setStamp('build', hash)
  },

  async models() {
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

/** Two runs: the parts side by side, then the whole booth by itself, so that neither disturbs the other's deadlines. */
async function runTests(args) {
  const vitest = join(root, 'node_modules/vitest/vitest.mjs')
  const runs = args.length > 0 ? [args] : [['--project=!e2e'], ['--project=e2e', '--no-file-parallelism']]
  let passed = 0
  let failed = 0
  let isBroken = false
  for (const [index, extra] of runs.entries()) {
    const report = join(stampDir, `tests-${index}.json`)
    rmSync(report, { force: true })
    const code = await run(process.execPath, [
      vitest,
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
  for (const need of command.needs) await steps[need]()
  if (command.run) return command.run(args)
  if (command.script)
    return run(process.execPath, [join(root, command.script), ...args], { cwd: process.env.INIT_CWD ?? root })
  return 0
}

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    isInterrupted = true
    // From a terminal the child has the Ctrl-C already; from a service manager it has not.
    child?.kill(signal)
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
