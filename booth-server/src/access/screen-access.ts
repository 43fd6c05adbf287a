import type { Settings } from '../settings/settings.ts'
import { prepareRunDirectory } from './run-directory.ts'
import { isSameSecret, makeScreenKey, needsScreenKey, screenLink, writeKeyFile } from './screen-key.ts'
import { ScreenSessions } from './screen-session.ts'

/** What is looked at of a request. */
export interface Caller {
  readonly headers: { readonly cookie?: string | undefined; readonly authorization?: string | undefined }
  readonly socket: { readonly localPort?: number | undefined }
}

/** The page in the run directory. */
export interface KeyPage {
  readonly path: string
  /** Where it leads, with the key. */
  readonly link: string
}

export type GuardedSettings = Pick<Settings, 'host' | 'port' | 'camera' | 'printer' | 'metricsToken'>

/**
 * Who may act as the booth's screen. INVARIANT: where a key is needed, nobody has a session who has not shown the key
 * of some start since the run directory was made.
 */
export class ScreenAccess {
  readonly #settings: GuardedSettings
  readonly #runDirectory: string
  readonly #key: string | null
  #sessions: ScreenSessions | null = null
  #page: KeyPage | null = null

  constructor(settings: GuardedSettings, runDirectory: string) {
    this.#settings = settings
    this.#runDirectory = runDirectory
    this.#key = needsScreenKey(settings) ? makeScreenKey() : null
  }

  get isKeyNeeded(): boolean {
    return this.#key !== null
  }

  async start(): Promise<void> {
    await prepareRunDirectory(this.#runDirectory)
    if (this.isKeyNeeded) this.#sessions = await ScreenSessions.open(this.#runDirectory)
  }

  /** Writes the page that leads to the booth at that URL. */
  async publish(boothUrl: string): Promise<void> {
    const link = screenLink(boothUrl, this.#key)
    this.#page = { path: await writeKeyFile(this.#runDirectory, link), link }
  }

  /** Null until it is published. */
  get page(): KeyPage | null {
    return this.#page
  }

  /** Whether the caller has shown the key, or needs none. */
  isScreen({ headers, socket }: Caller): boolean {
    if (!this.isKeyNeeded) return true
    return this.#sessions?.has(headers.cookie, socket.localPort ?? 0) ?? false
  }

  /** The cookie for whoever knows the key; null for anybody else. */
  exchange(key: string, { socket }: Caller): string | null {
    if (this.#key === null || this.#sessions === null || !isSameSecret(key, this.#key)) return null
    return this.#sessions.cookie(socket.localPort ?? 0)
  }

  /** Whether the caller may read details of the booth's parts: the screen, and whoever has the `metricsToken`. */
  maySeeDetails(caller: Caller): boolean {
    if (this.isScreen(caller)) return true
    const { metricsToken } = this.#settings
    const [, given] = /^Bearer (\S+)$/i.exec(caller.headers.authorization ?? '') ?? []
    return metricsToken !== null && given !== undefined && isSameSecret(given, metricsToken)
  }
}
