import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createLogger } from '../foundation/log.ts'
import { createServiceNotifier, type ServiceNotifier } from './service-notifier.ts'

let folder = ''
let systemd: ChildProcess
let received = ''
let lines: { level: string; msg: string; err?: { message: string } }[] = []
let notifier: ServiceNotifier | null = null
let socketPath = ''

/** What sd_notify messages have arrived: systemd-notify ends each with a BARRIER=1 of its own. */
const messages = (): string[] =>
  received
    .split('BARRIER=1')
    .map((message) => message.trim())
    .filter((message) => message !== '')
const count = (message: string): number => messages().filter((one) => one === message).length

/** The other end of NOTIFY_SOCKET: a real AF_UNIX datagram socket, opened by systemd's own listener and read by cat. */
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'quickid-notify-'))
  socketPath = join(folder, 'notify')
  received = ''
  lines = []
  systemd = spawn('systemd-socket-activate', ['--datagram', '--listen', socketPath, 'sh', '-c', 'exec cat <&3'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  systemd.once('error', (cause) => {
    throw new Error('systemd-socket-activate can’t be run: "apt-get install systemd"', { cause })
  })
  systemd.stdout!.on('data', (chunk: Buffer) => {
    received += chunk.toString()
  })
  await vi.waitFor(() => expect(existsSync(socketPath)).toBe(true), { timeout: 20_000 })
})

afterEach(async () => {
  notifier?.stopping()
  notifier = null
  if (systemd.exitCode === null && systemd.signalCode === null) {
    systemd.kill('SIGKILL')
    await once(systemd, 'exit')
  }
  rmSync(folder, { recursive: true, force: true })
})

const start = (isAlive: () => Promise<boolean>, env: NodeJS.ProcessEnv = {}): ServiceNotifier => {
  notifier = createServiceNotifier({
    env: { PATH: process.env.PATH, NOTIFY_SOCKET: socketPath, ...env },
    log: createLogger({ level: 'info', destination: { write: (line) => lines.push(JSON.parse(line)) } }),
    isAlive,
  })
  return notifier
}
const eventually = (check: () => void) => vi.waitFor(check, { timeout: 20_000, interval: 20 })

describe('the service notifier, over a real notification socket', () => {
  it('reports the booth’s own process as ready, and its stop', async () => {
    const notifier = start(async () => true)
    notifier.ready()
    await eventually(() => expect(messages()).toEqual([`READY=1\nMAINPID=${process.pid}\nSTATUS=The booth is open`]))
    notifier.stopping()
    await eventually(() => expect(messages().at(-1)).toBe('STOPPING=1'))
    expect(messages()).toHaveLength(2)
  })

  it('pings while the loops run, skips the pings while they don’t, and pings again once they do', async () => {
    let verdict: boolean | Error = true
    let checks = 0
    const isAlive = async () => {
      checks += 1
      if (verdict instanceof Error) throw verdict
      return verdict
    }
    start(isAlive, { WATCHDOG_USEC: '150000' }).ready()
    await eventually(() => expect(count('WATCHDOG=1')).toBeGreaterThanOrEqual(2))

    for (const [failure, msg] of [
      [false, 'Event loop check failed; skipping watchdog ping'],
      [new Error('database is locked'), 'Event loop check threw; skipping watchdog ping'],
    ] as const) {
      verdict = failure
      await eventually(() => expect(lines.map((line) => line.msg)).toContain(msg))
      // Pings that were sent before are let in first.
      await delay(300)
      const [pings, checked] = [count('WATCHDOG=1'), checks]
      await eventually(() => expect(checks).toBeGreaterThanOrEqual(checked + 3))
      await delay(300)
      expect(count('WATCHDOG=1')).toBe(pings)
      verdict = true
      await eventually(() => expect(count('WATCHDOG=1')).toBeGreaterThan(pings))
    }
    expect(lines.find(({ err }) => err)?.err?.message).toBe('database is locked')
  })

  it('sends no ping from a check that ends after the booth began to stop', async () => {
    let answer: (isAlive: boolean) => void = () => {}
    let asked = false
    const isAlive = () =>
      new Promise<boolean>((resolve) => {
        asked = true
        answer = resolve
      })
    const notifier = start(isAlive, { WATCHDOG_USEC: '90000' })
    notifier.ready()
    await eventually(() => expect(asked).toBe(true))
    notifier.stopping()
    answer(true)
    await eventually(() => expect(messages()).toContain('STOPPING=1'))
    await delay(300)
    expect(count('WATCHDOG=1')).toBe(0)
  })

  it('does not ping for a unit without a watchdog', async () => {
    start(async () => true).ready()
    await eventually(() => expect(messages()).toHaveLength(1))
    await delay(300)
    expect(messages()).toHaveLength(1)
  })

  it('sends nothing and runs nothing where there is no systemd', async () => {
    const notifier = start(() => Promise.reject(new Error('asked')), { NOTIFY_SOCKET: '', WATCHDOG_USEC: '30000' })
    notifier.ready()
    await delay(300)
    notifier.stopping()
    expect([received, lines]).toEqual(['', []])
  })

  it('logs what to do when systemd-notify is missing, and goes on', async () => {
    start(async () => true, { PATH: folder }).ready()
    await eventually(() => expect(lines.map(({ msg }) => msg).join()).toContain('install systemd'))
    expect(received).toBe('')
  })
})
