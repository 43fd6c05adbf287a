import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type OperatorClient, signInOperator } from '../fleet/operator-client.ts'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..')
const password = 'a long test password'

/** A command of this package, run from its sources as a process of its own. */
const run = (script: string, args: readonly string[], env: Record<string, string> = {}) => {
  const child = spawn(
    process.execPath,
    ['--conditions=source', '--import', 'tsx', join(root, 'provisioning', script), ...args],
    { cwd: root, env: { ...process.env, NODE_OPTIONS: '', ...env }, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  let output = ''
  const listeners = new Set<() => void>()
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += String(chunk)
      for (const listener of listeners) listener()
    })
  }
  const exited = once(child, 'close').then(([code]) => code as number | null)
  return {
    child,
    output: () => output,
    exited,
    /** Waits until the output matches. */
    saw: (pattern: RegExp) =>
      new Promise<RegExpExecArray>((done, fail) => {
        const look = () => {
          const match = pattern.exec(output)
          if (match === null) return
          listeners.delete(look)
          done(match)
        }
        listeners.add(look)
        exited.then(() => fail(new Error(`The process ended without ${pattern}:\n${output}`)))
        look()
      }),
  }
}

describe('npm run fleet and npm run enrol', () => {
  let dir: string
  let children: ChildProcess[]
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'quickid-cli-'))
    children = []
  })
  afterEach(async () => {
    for (const child of children.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null)) {
      child.kill('SIGKILL')
      await once(child, 'close')
    }
    rmSync(dir, { recursive: true, force: true })
  })

  const startFleet = async (env: Record<string, string> = {}) => {
    const fleet = run('fleet/main.ts', [], { FLEET_PORT: '0', FLEET_DATA_DIR: join(dir, 'fleet'), ...env })
    children.push(fleet.child)
    const [, url = ''] = await fleet.saw(/Fleet service on (\S+) \(pglite\)/)
    return { ...fleet, url }
  }
  const startEnrol = (args: readonly string[]) => {
    const command = run('agent/cli.ts', [...args, '--data', join(dir, 'booth')])
    children.push(command.child)
    return command
  }
  const acceptShown = async (operator: OperatorClient, shown: RegExpExecArray) => {
    const [booth] = await operator.booths()
    expect(booth?.confirmationCode).toBe(`${shown[1]}${shown[2]}`)
    if (booth !== undefined) await operator.accept(booth)
  }

  it('show the same digits and end in one clear sentence, also after a restart in between', async () => {
    const fleet = await startFleet({ FLEET_ADMIN_PASSWORD: password })
    const operator = await signInOperator(fleet.url, 'admin', password)
    const { code } = await operator.createClaim()

    const first = startEnrol([code, '--fleet', fleet.url])
    await first.saw(/ {4}(\d{3}) (\d{3})\n/)
    first.child.kill('SIGINT')
    expect(await first.exited).toBe(4)
    expect(first.output()).toContain('goes on where it was')

    const second = startEnrol([code, '--fleet', fleet.url])
    await acceptShown(operator, await second.saw(/ {4}(\d{3}) (\d{3})\n/))
    expect(await second.exited).toBe(0)
    expect(second.output()).toMatch(/This booth is enrolled at http:\/\/127\.0\.0\.1:\d+ as booth-[0-9a-z]{10}\.\n$/)
    expect(JSON.parse(readFileSync(join(dir, 'booth', 'device.json'), 'utf8'))).toMatchObject({ enrolled: true })
  })

  it('show the first password on a terminal, once, and to no log', async () => {
    const log = join(dir, 'log')
    const command = `${process.execPath} --conditions=source --import tsx ${join(root, 'provisioning/fleet/main.ts')} 2>${log}`
    // script (util-linux) gives the command a terminal for its stdout.
    const terminal = spawn('script', ['--quiet', '--return', '--flush', '--command', command, '/dev/null'], {
      cwd: root,
      env: { ...process.env, NODE_OPTIONS: '', FLEET_PORT: '0', FLEET_DATA_DIR: join(dir, 'fleet') },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    children.push(terminal)
    let shown = ''
    for await (const chunk of terminal.stdout) {
      shown += String(chunk)
      if (shown.includes('Fleet service on')) break
    }
    const password = /password\s+((?:\w{5}-){3}\w{5})\s/.exec(shown)?.[1] ?? ''
    await signInOperator(/Fleet service on (\S+)/.exec(shown)?.[1] ?? '', 'admin', password)
    expect(readFileSync(log, 'utf8')).toContain('Server listening')
    expect(readFileSync(log, 'utf8')).not.toContain(password)
    expect(existsSync(join(dir, 'fleet', 'first-password'))).toBe(false)
  })

  it('end with their terminal', async () => {
    const command = `${process.execPath} --conditions=source --import tsx ${join(root, 'provisioning/fleet/main.ts')}`
    const terminal = spawn('script', ['--quiet', '--return', '--flush', '--command', `exec ${command}`, '/dev/null'], {
      cwd: root,
      env: { ...process.env, NODE_OPTIONS: '', FLEET_PORT: '0', FLEET_DATA_DIR: join(dir, 'fleet') },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    children.push(terminal)
    for await (const chunk of terminal.stdout) if (String(chunk).includes('Fleet service on')) break
    const { pid } = terminal
    const [service] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').map(Number)
    terminal.kill('SIGKILL')
    await vi.waitFor(() => expect(() => process.kill(service ?? 0, 0)).toThrow('ESRCH'), {
      timeout: 30_000,
      interval: 100,
    })
  })

  it('leave the first password in a file of its owner’s where there is no terminal, and stop when asked', async () => {
    const fleet = await startFleet()
    const path = join(dir, 'fleet', 'first-password')
    expect(fleet.output()).toContain(`in the file ${path}`)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    const password = readFileSync(path, 'utf8').trim()
    expect(fleet.output()).not.toContain(password)
    await signInOperator(fleet.url, 'admin', password)
    const second = run('fleet/main.ts', [], { FLEET_PORT: '0', FLEET_DATA_DIR: join(dir, 'fleet') })
    expect(await second.exited).toBe(1)
    expect(second.output()).toContain('fleet.data-in-use')
    fleet.child.kill('SIGTERM')
    expect(await fleet.exited).toBe(0)

    const claim = run('fleet/main.ts', ['claim'], { FLEET_DATA_DIR: join(dir, 'fleet') })
    expect(await claim.exited).toBe(0)
    expect(claim.output()).toMatch(/^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$/m)
    expect(claim.output()).not.toMatch(/password/)

    const third = await startFleet({ FLEET_ADMIN_PASSWORD: 'another long password' })
    await signInOperator(third.url, 'admin', 'another long password')
    expect(existsSync(path)).toBe(false)
  })

  it('start with no password that nobody could read', async () => {
    mkdirSync(join(dir, 'fleet', 'first-password'), { recursive: true })
    const fleet = run('fleet/main.ts', [], { FLEET_PORT: '0', FLEET_DATA_DIR: join(dir, 'fleet') })
    expect(await fleet.exited).toBe(1)
    expect(fleet.output()).toMatch(/Can't write .*first-password/)
    rmSync(join(dir, 'fleet', 'first-password'), { recursive: true })
    const again = await startFleet()
    await signInOperator(again.url, 'admin', readFileSync(join(dir, 'fleet', 'first-password'), 'utf8').trim())
  })

  it.each([
    [[], 2, /--fleet URL/],
    [['--help'], 0, /Exit codes/],
    [['123', '--fleet', 'http://127.0.0.1:1'], 2, /Not enrolled: a claim has ten/],
    [['7K3MP-X0Q9D', '--fleet', 'http://fleet.example'], 2, /use https/],
    [['7K3MP-X0Q9D', '--fleet', 'http://127.0.0.1:1'], 3, /No answer from a fleet/],
    [['7K3MP-X0Q9D', '--flee', 'x'], 2, /--flee/],
  ] as const)('enrol %j ends with %i', async (args, code, sentence) => {
    const command = startEnrol(args)
    expect(await command.exited).toBe(code)
    expect(command.output()).toMatch(sentence)
  })
})

/** A password or a secret in a variable, an argument or a file: no output may hold it. */
const secret = 'hunter2'

describe('a setting or a file that can’t be', () => {
  let dir: string
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'quickid-cli-'))
    mkdirSync(join(dir, 'fleet'))
    mkdirSync(join(dir, 'booth'))
  })
  afterEach(() => rmSync(dir, { recursive: true, force: true }))

  /** One line that says what is wrong; no stack, and no secret. */
  const expectOneLine = async (command: ReturnType<typeof run>, code: number, says: RegExp) => {
    expect(await command.exited).toBe(code)
    expect(command.output()).toMatch(/^[^\n]+\n$/)
    expect(command.output()).toMatch(says)
    expect(command.output()).not.toContain(secret)
  }
  const startFleet = (env: Record<string, string> = {}) =>
    run('fleet/main.ts', [], { FLEET_PORT: '0', FLEET_DATA_DIR: join(dir, 'fleet'), ...env })
  const enrol = (fleet = 'http://127.0.0.1:1') =>
    run('agent/cli.ts', ['7K3MP-X0Q9D', '--fleet', fleet, '--data', join(dir, 'booth')])

  it.each([
    ['FLEET_SECRET', secret, /FLEET_SECRET must hold 32 bytes as base64url: restore it/],
    ['FLEET_PORT', secret, /FLEET_PORT must be a port number/],
    ['FLEET_HOST', '203.0.113.7', /FLEET_HOST 203\.0\.113\.7 is no address of this machine/],
    ['FLEET_ADMIN_PASSWORD', secret, /FLEET_ADMIN_PASSWORD must have at least 12/],
    ['FLEET_PUBLIC_URL', `https://fleet:${secret}@fleet.example`, /FLEET_PUBLIC_URL must be https/],
    ['FLEET_TRUST_PROXY', `127.0.0.1,${secret}`, /FLEET_TRUST_PROXY must be addresses or networks/],
    ['FLEET_DATA_DIR', '/dev/null/fleet', /Can't make the folder \/dev\/null\/fleet: ENOTDIR/],
    ['DATABASE_URL', `mysql://fleet:${secret}@localhost/fleet`, /DATABASE_URL must begin with postgresql/],
    ['DATABASE_URL', `postgresql://fleet:${secret}@localhost:port/fleet`, /DATABASE_URL can not be read; write it as/],
    ['DATABASE_URL', `postgresql://fleet:${secret}@127.0.0.1:1/fleet`, /no connection: ECONNREFUSED.*DATABASE_URL/],
  ])('npm run fleet says so in a line: %s=%s', (name, value, says) =>
    expectOneLine(startFleet({ [name]: value }), 1, says),
  )

  it.each([
    ['an empty secret', () => writeFileSync(join(dir, 'fleet/fleet-secret'), ''), /fleet-secret must hold 32 bytes/],
    ['a wrong secret', () => writeFileSync(join(dir, 'fleet/fleet-secret'), secret), /fleet-secret must hold 32 bytes/],
    ['a folder for a secret', () => mkdirSync(join(dir, 'fleet/fleet-secret')), /Can't read \S+fleet-secret: EISDIR/],
    ['a file for a database', () => writeFileSync(join(dir, 'fleet/database'), secret), /folder \S+database: EEXIST/],
    [
      'a damaged database',
      () => {
        mkdirSync(join(dir, 'fleet/database'))
        writeFileSync(join(dir, 'fleet/database/PG_VERSION'), secret)
      },
      /The database failed: .*Check the folder "database" in FLEET_DATA_DIR/,
    ],
  ])('npm run fleet says so in a line: %s', async (_, make, says) => {
    make()
    await expectOneLine(startFleet(), 1, says)
  })

  it('npm run fleet says which port is taken', async () => {
    const server = createServer()
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    const { port } = server.address() as AddressInfo
    await expectOneLine(startFleet({ FLEET_PORT: String(port) }), 1, new RegExp(`FLEET_PORT ${port} is taken`))
    server.close()
  })

  it.each([
    ['an empty key', 'device-key.pem', '', /device-key\.pem is empty, .*enrol this booth anew/],
    ['a wrong key', 'device-key.pem', secret, /device-key\.pem is not a private key in PEM: .*enrol this booth anew/],
    ['a wrong state', 'device.json', secret, /device\.json is not a device state: .*enrol this booth anew/],
    ['a state cut short', 'device.json', `{"fleetUrl":"${secret}"`, /device\.json is not a device state/],
  ])('npm run enrol says so in a line, with exit code 5: %s', async (_, name, text, says) => {
    writeFileSync(join(dir, 'booth', name), text)
    await expectOneLine(enrol(), 5, says)
  })

  it('npm run enrol says why a key can’t be read, with exit code 5', async () => {
    mkdirSync(join(dir, 'booth/device-key.pem'))
    await expectOneLine(enrol(), 5, /Can't read \S+device-key\.pem: EISDIR/)
  })

  it.each([
    [`https://booth:${secret}@fleet.example`, /Expected a URL without user name/],
    [`ftp://booth:${secret}@fleet.example`, /Expected an https URL/],
    [`https://fleet.example/?token=${secret}`, /Expected a URL without path or query/],
    [`https://booth:${secret}@[`, /The fleet needs a URL such as/],
  ])('npm run enrol says so in a line, with exit code 2: %s', (fleet, says) => expectOneLine(enrol(fleet), 2, says))
})
