/** What the place knows of a screen's line. */
export interface PlacedScreen {
  /** Another screen has the place from now on. */
  supersede(): void
  /** Lines that came later wait for their hello too: this one, the oldest of them, has to go. */
  crowdOut(): void
}

/** What a hello says about the place. */
export interface PlaceClaim {
  /** The same in all lines of one loaded page; undefined = a line of its own. */
  readonly page?: string | undefined
  /** A person chose this screen. */
  readonly takesOver?: boolean | undefined
}

/** Lines without a hello yet. A screen says hello at once, so more of them are none. */
const MAX_SILENT = 4

/**
 * The one place before the booth, and who waits to claim it. INVARIANT: the place moves to another page only when it
 * is free or a person asks for it there; silence keeps nobody out, since the oldest silent line makes room.
 */
export class ScreenPlace<S extends PlacedScreen> {
  /** In the order in which they came. */
  readonly #silent = new Set<S>()
  #holder: S | null = null
  #page: string | undefined

  /** A line that has said nothing yet. */
  admit(screen: S): void {
    this.#silent.add(screen)
    const [oldest] = this.#silent
    if (this.#silent.size <= MAX_SILENT || oldest === undefined) return
    this.#silent.delete(oldest)
    oldest.crowdOut()
  }

  /** Whether the screen has the place now. */
  claim(screen: S, { page, takesOver = false }: PlaceClaim): boolean {
    this.#silent.delete(screen)
    const isOwn = this.#holder === screen || (page !== undefined && page === this.#page)
    if (this.#holder !== null && !isOwn && !takesOver) return false
    if (this.#holder !== screen) this.#holder?.supersede()
    this.#holder = screen
    this.#page = page
    return true
  }

  /** The line has ended. */
  leave(screen: S): void {
    this.#silent.delete(screen)
    if (this.#holder === screen) this.#holder = null
  }
}
