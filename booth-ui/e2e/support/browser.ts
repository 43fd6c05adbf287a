import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

export const executablePath = '/usr/bin/chromium'

export const browserArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--no-first-run',
  '--disable-sync',
] as const

/** Debian's Chromium, without a screen. */
export const launchBrowser = (): Promise<Browser> => {
  if (!existsSync(executablePath)) throw new Error('These tests need Chromium: apt-get install chromium')
  return chromium.launch({ executablePath, args: [...browserArguments] })
}
