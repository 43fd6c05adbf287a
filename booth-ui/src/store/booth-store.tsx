import { codeWords } from '@quickid/booth-server/locales'
import type { ActionRequest, ClientMessage, DocumentSummary, Locale, VisitView } from '@quickid/booth-server/protocol'
import {
  type Accessor,
  batch,
  createContext,
  createMemo,
  createSignal,
  onCleanup,
  type ParentProps,
  useContext,
} from 'solid-js'
import type { PictureMessage, Transport } from '../connection/transport.ts'
import { type Dictionary, dictionaries } from '../i18n/dictionary.ts'
import { createPictures, type Pictures } from './pictures.ts'
import { emptySnapshot, reduce, requestIdOf, type Snapshot, type SnapshotEvent, showsCamera } from './snapshot.ts'

/** What every component reads and sends through. The context below owns the signals. */
export interface Booth {
  readonly snapshot: Accessor<Snapshot>
  readonly view: Accessor<VisitView | null>
  readonly pictures: Pictures
  readonly send: (message: ClientMessage) => boolean
  /** Asks for a staff action; how it goes stands in the snapshot, under `requestIdOf(request)`. */
  readonly act: (request: ActionRequest) => void
  readonly locale: Accessor<Locale>
  readonly setLocale: (locale: Locale) => void
  readonly isHighContrast: Accessor<boolean>
  readonly setHighContrast: (isHigh: boolean) => void
  /** The staff's overlay: the keypad, or behind it the panel. */
  readonly isStaffOpen: Accessor<boolean>
  readonly setStaffOpen: (isOpen: boolean) => void
  /** The screen's own words. */
  readonly words: Accessor<Dictionary>
  /** The protocol's words for its codes. */
  readonly codes: Accessor<(typeof codeWords)[Locale]>
  readonly documentById: (id: string) => DocumentSummary | undefined
}

const BoothContext = createContext<Booth>()

export const useBooth = (): Booth => {
  const booth = useContext(BoothContext)
  if (booth === undefined) throw new Error('useBooth outside of BoothProvider')
  return booth
}

export interface BoothProviderProps extends ParentProps {
  /** Given the language to ask for at every hello. */
  readonly transport: (locale: Accessor<Locale>) => Transport
  readonly nowMs?: () => number
}

export const BoothProvider = (props: BoothProviderProps) => {
  const [snapshot, setSnapshot] = createSignal<Snapshot>(emptySnapshot)
  // Null = nobody chose: the booth's own language.
  const [chosenLocale, setChosenLocale] = createSignal<Locale | null>(null)
  const [isHighContrast, setHighContrast] = createSignal(false)
  const [isStaffOpen, setStaffOpen] = createSignal(false)
  const pictures = createPictures()
  const nowMs = props.nowMs ?? (() => performance.now())

  const locale = createMemo<Locale>(() => chosenLocale() ?? snapshot().hello?.locale ?? 'en')
  const view = createMemo(() => snapshot().view)
  const words = createMemo(() => dictionaries[locale()])
  const codes = createMemo(() => codeWords[locale()])
  const documents = createMemo(() => new Map(snapshot().hello?.catalogue.documents.map((each) => [each.id, each])))

  // A frame that came between two states is not painted; it is answered when the camera is shown again, so that the
  // server, which waits for each answer, goes on.
  let unansweredFrame: number | null = null
  const receive = (picture: PictureMessage) => {
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

  const transport = props.transport(locale)
  const resetLocale = () => {
    setChosenLocale(null)
    transport.send({ kind: 'set-locale', locale: locale() })
  }

  transport.start({
    onState: (state) => dispatch({ kind: 'connection', state }),
    onMessage: (message) => dispatch({ kind: 'message', message, atMs: nowMs() }),
    onPicture: receive,
  })
  onCleanup(() => {
    transport.stop()
    pictures.clear()
  })

  const booth: Booth = {
    snapshot,
    view,
    pictures,
    send: (message) => transport.send(message),
    act: (request) => {
      const requestId = requestIdOf(request)
      if (transport.send({ kind: 'staff-action', requestId, request })) dispatch({ kind: 'action-started', requestId })
    },
    locale,
    setLocale: (next) => {
      setChosenLocale(next)
      transport.send({ kind: 'set-locale', locale: next })
    },
    isHighContrast,
    setHighContrast,
    isStaffOpen,
    setStaffOpen,
    words,
    codes,
    documentById: (id) => documents().get(id),
  }
  return <BoothContext.Provider value={booth}>{props.children}</BoothContext.Provider>
}

/** The view as the member for `state`, or false: for `<Match when={...}>`. */
export const inState = <const S extends VisitView['state']>(
  view: VisitView | null,
  ...states: readonly S[]
): Extract<VisitView, { state: S }> | false =>
  view !== null && (states as readonly string[]).includes(view.state)
    ? (view as Extract<VisitView, { state: S }>)
    : false
