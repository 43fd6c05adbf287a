import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type Browser, chromium } from 'playwright-core'

const consoleSource = resolve(dirname(fileURLToPath(import.meta.url)), '../../console')

/** Builds the console's page as a release does, into the given directory. */
export const buildConsolePage = async (outDir: string): Promise<void> => {
  const vite = join(dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin/vite.js')
  const env = { ...process.env, NODE_ENV: 'production' }
  await promisify(execFile)(
    process.execPath,
    [vite, 'build', consoleSource, '--outDir', outDir, '--logLevel', 'warn'],
    { env },
  )
}

const executablePath = '/usr/bin/chromium'

/** Debian's Chromium, without a screen. */
export const launchBrowser = (): Promise<Browser> => {
  if (!existsSync(executablePath)) throw new Error('These tests need Chromium: apt-get install chromium')
  return chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
  })
}
