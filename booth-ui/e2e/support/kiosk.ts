import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { chromium, type Page } from 'playwright-core'

/** Chromium as the booth's unit starts it, but without a display: it opens `url` by itself. */
export interface Kiosk {
  readonly page: Page
  kill(): Promise<void>
}

const flags = [
  '--headless=new',
  '--no-sandbox',
  '--disable-gpu',
  '--kiosk',
  '--incognito',
  '--no-first-run',
  '--noerrdialogs',
  '--hide-crash-restore-bubble',
  '--disable-background-networking',
  '--disable-sync',
  '--password-store=basic',
  '--remote-debugging-port=0',
]

export const startKiosk = async (url: string, profile: string): Promise<Kiosk> => {
  const child = spawn('/usr/bin/chromium', [...flags, `--user-data-dir=${profile}`, url], {
    stdio: 'ignore',
    // A group of its own, so that the processes it starts end with it.
    detached: true,
  })
  const gone = once(child, 'exit')
  const kill = async () => {
    process.kill(-child.pid!, 'SIGKILL')
    await gone
  }
  try {
    const browser = await chromium.connectOverCDP(`http://127.0.0.1:${await debuggingPortIn(profile)}`)
    const pages = () => browser.contexts().flatMap((context) => context.pages())
    for (const deadline = Date.now() + 30_000; pages().length === 0; await delay(100)) {
      if (Date.now() > deadline) throw new Error('The browser opened no page')
    }
    return { page: pages()[0]!, kill }
  } catch (error) {
    await kill()
    throw error
  }
}

/** Chromium writes the port that it took into its profile. */
const debuggingPortIn = async (profile: string): Promise<string> => {
  for (const deadline = Date.now() + 30_000; Date.now() < deadline; await delay(100)) {
    const [port] = (await readFile(join(profile, 'DevToolsActivePort'), 'utf8').catch(() => '')).split('\n')
    if (port) return port
  }
  throw new Error('The browser did not start')
}
