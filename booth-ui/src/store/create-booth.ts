import { type CodeWords, codeWords } from '@quickid/booth-server/locales'
import type { ActionRequest, ClientMessage, DocumentSummary, Locale, VisitView } from '@quickid/booth-server/protocol'
import { type Accessor, batch, createEffect, createMemo, createSignal, on, onCleanup } from 'solid-js'
import type { PictureMessage, Transport } from '../connection/transport.ts'
import { type Words, wordsIn } from '../i18n/words.generated.ts'
import { createPictures, type Pictures } from './pictures.ts'
import { emptySnapshot, reduce, requestIdOf, type Snapshot, type SnapshotEvent, showsCamera } from './snapshot.ts'

/** What every component reads and sends through. */
export interface Booth {
  readonly snapshot: Accessor<Snapshot>
  readonly view: Accessor<VisitView | null>
  readonly pictures: Pictures
  /** The visit is over and the page is about to make place for a fresh one: nothing that is touched now would last. */
  readonly isTurning: Accessor<boolean>
  readonly send: (message: ClientMessage) => boolean
  /** Takes the booth from the screen that has it. */
  readonly takeOver: () => void
  /** Asks for a staff action; how it goes stands in the snapshot, under `requestIdOf(request)`. */
  readonly act: (request: ActionRequest) => void
  readonly locale: Accessor<Locale>
  readonly setLocale: (locale: Locale) => void
  /** What the page is written in, for `lang` and `dir`; BCP 47. */
  readonly language: Accessor<string>
  readonly isHighContrast: Accessor<boolean>
  readonly setHighContrast: (isHigh: boolean) => void
  /** The staff's overlay: the keypad, or behind it the panel. */
  readonly isStaffOpen: Accessor<boolean>
  readonly setStaffOpen: (isOpen: boolean) => void
  /** The screen's own words. */
  readonly words: Accessor<Words>
  /** The protocol's words for its codes. */
  readonly codes: Accessor<CodeWords>
  readonly documentById: (id: string) => DocumentSummary | undefined
}

export interface BoothOptions {
  /** Given the language to ask for at every hello. */
  readonly transport: (locale: Accessor<Locale>) => Transport
  readonly nowMs?: () => number
  /**
   * Has the browser open the page anew in another process. Called after each visit that showed pictures: what the browser
   * still holds of them ends with the old one. Resolves when the page is about to go, rejects when it can't now.
   */
  readonly turnPage?: () => Promise<void>
  /** Replaces the words of the locale: the gallery's pseudo-language. */
  readonly translation?: Translation
}

export interface Translation {
  /** BCP 47. */
  readonly language: string
  readonly words: Words
  readonly codes: CodeWords
}

/**
 * Starts the transport and turns what it says into signals. `options` may be a component's props; the booth stops with
 * the owner that it is made under.
 */
export const createBooth = (options: BoothOptions): Booth => {
  const [snapshot, setSnapshot] = createSignal<Snapshot>(emptySnapshot)
  // Null = nobody chose: the booth's own language.
  const [chosenLocale, setChosenLocale] = createSignal<Locale | null>(null)
  const [isHighContrast, setHighContrast] = createSignal(false)
  const [isStaffOpen, setStaffOpen] = createSignal(false)
  // Pictures came since the page was loaded.
  let hasShown = false
  const [isTurning, setTurning] = createSignal(false)
  const pictures = createPictures()
  const nowMs = options.nowMs ?? (() => performance.now())

  const locale = createMemo<Locale>(() => chosenLocale() ?? snapshot().hello?.locale ?? 'en')
  const view = createMemo(() => snapshot().view)
  const words = createMemo(() => options.translation?.words ?? wordsIn(locale()))
  const codes = createMemo(() => options.translation?.codes ?? codeWords[locale()])
  const language = createMemo(() => options.translation?.language ?? locale())
  // A memo of its own: other messages leave the catalogue as it is, and whoever reads a document alone.
  const catalogue = createMemo(() => snapshot().catalogue)
  const documents = createMemo(() => new Map(catalogue()?.documents.map((each) => [each.id, each])))

  // A frame that came between two states is not painted; it is answered when the camera is shown again, so that the
  // server, which waits for each answer, goes on.
  let unansweredFrame: number | null = null
  const receive = (picture: PictureMessage) => {
    hasShown = true
    if (picture.kind !== 'live' || showsCamera(view())) return pictures.receive(picture)
    picture.jpeg.fill(0)
    unansweredFrame = picture.sequence
  }

  const dispatch = (event: SnapshotEvent) =>
    batch(() => {
      const before = snapshot()
      const after = reduce(before, event)
      setSnapshot(after)
      pictures.follow(after.view)
      // Nobody knows how long the server stays away. With the next hello it sends what is still to be shown.
      if (after.connection !== 'open') pictures.clear()
      if (unansweredFrame !== null && showsCamera(after.view)) {
        transport.send({ kind: 'frame-painted', sequence: unansweredFrame })
        unansweredFrame = null
      }
      const isNewVisitor = after.view?.state === 'attract' && before.view !== null && before.view.state !== 'attract'
      if (isNewVisitor) {
        // The next visitor chose neither language nor contrast.
        setHighContrast(false)
        if (chosenLocale() !== null) resetLocale()
      }
    })

  const transport = options.transport(locale)
  const resetLocale = () => {
    setChosenLocale(null)
    transport.send({ kind: 'set-locale', locale: locale() })
  }

  const isFree = createMemo(() => snapshot().connection === 'open' && view()?.state === 'attract' && !isStaffOpen())
  createEffect(
    on(isFree, (isNow) => {
      if (!isNow || !hasShown || options.turnPage === undefined) return
      setTurning(true)
      // A server that is away: the next connection or the next visit's end tries again.
      options.turnPage().catch(() => setTurning(false))
    }),
  )

  transport.start({
    onState: (state) => dispatch({ kind: 'connection', state }),
    onMessage: (message) => dispatch({ kind: 'message', message, atMs: nowMs() }),
    onPicture: receive,
  })
  onCleanup(() => {
    transport.stop()
    pictures.clear()
  })

  return {
    snapshot,
    view,
    pictures,
    isTurning,
    send: (message) => transport.send(message),
    takeOver: () => transport.takeOver(),
    act: (request) => {
      const requestId = requestIdOf(request)
      if (transport.send({ kind: 'staff-action', requestId, request })) dispatch({ kind: 'action-started', requestId })
    },
    locale,
    setLocale: (next) => {
      setChosenLocale(next)
      transport.send({ kind: 'set-locale', locale: next })
    },
    language,
    isHighContrast,
    setHighContrast,
    isStaffOpen,
    setStaffOpen,
    words,
    codes,
    documentById: (id) => documents().get(id),
  }
}
