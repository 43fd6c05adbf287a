import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { isIP } from 'node:net'
import { join } from 'node:path'
import type { Settings } from '../settings/settings.ts'
import { placeFile } from './run-directory.ts'
import { keyFilePage } from './screen-pages.ts'

/** The page in the run directory that leads to the booth with its key. */
export const keyFileName = 'screen.html'
/** The server writes it; the group, which is the kiosk's, reads. */
const KEY_FILE_MODE = 0o640
const KEY_BYTES = 32

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))

/**
 * Whether a screen must show the key. The one exception is a booth on loopback whose camera and printer are both
 * virtual: it has nothing to protect, and `npm start` alone shows the product.
 */
export const needsScreenKey = ({ host, camera, printer }: Pick<Settings, 'host' | 'camera' | 'printer'>): boolean =>
  !(isLoopback(host) && camera.startsWith('virtual:') && printer.startsWith('virtual:'))

export const makeScreenKey = (): string => randomBytes(KEY_BYTES).toString('base64url')

/** Whether somebody knows a secret, in a time that tells nothing about it. */
export const isSameSecret = (given: string, secret: string): boolean => {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(secret))
}

/** The address of a booth that listens on `host`, for a browser on its own machine. */
export const boothUrlOf = (host: string, port: number): string => {
  const reachable = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host
  return `http://${isIP(reachable) === 6 ? `[${reachable}]` : reachable}:${port}`
}

/** The address under which a browser exchanges the key for a session; without a key, the booth's own. */
export const screenLink = (boothUrl: string, key: string | null): string =>
  key === null ? `${boothUrl}/` : `${boothUrl}/screen?key=${key}`

/** Writes the page that leads to `link`. Returns its path. */
export const writeKeyFile = async (runDirectory: string, link: string): Promise<string> => {
  const path = join(runDirectory, keyFileName)
  await placeFile(path, keyFilePage(link), KEY_FILE_MODE)
  return path
}
