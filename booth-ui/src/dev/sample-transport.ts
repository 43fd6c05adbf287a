import type { BinaryKind, ClientMessage, Locale, ServerMessage, VisitView } from '@quickid/booth-server/protocol'
import type { Transport, TransportEvents } from '../connection/transport.ts'
import { sampleCatalogue, sampleHello } from './sample-catalogue.ts'
import { sampleLive, samplePortrait, sampleSheet } from './sample-pictures.tsx'
import { wellStatus } from './sample-staff.ts'
import type { GalleryState } from './sample-states.ts'

/** A server that says one thing: the state of the gallery that it is made for. */
export class SampleTransport implements Transport {
  readonly #state: GalleryState
  readonly #locale: Locale
  #events: TransportEvents | null = null

  constructor(state: GalleryState, locale: Locale) {
    this.#state = state
    this.#locale = locale
  }

  start(events: TransportEvents): void {
    this.#events = events
    events.onState('open')
    this.say(sampleHello(this.#locale))
    this.say({ kind: 'booth', status: this.#state.status ?? wellStatus })
    this.say({ kind: 'visit', view: this.#state.view })
    if (this.#state.staff !== undefined) this.say({ kind: 'staff', view: this.#state.staff })
  }

  stop(): void {
    this.#events = null
  }

  takeOver(): void {
    this.#events?.onState('open')
  }

  /** A touch ends an idle warning; to all else the gallery stays as it is. */
  send(message: ClientMessage): boolean {
    if (message.kind === 'touch' && this.#state.view.idle !== undefined) {
      const { idle: _, ...view } = this.#state.view
      this.say({ kind: 'visit', view })
    }
    if (message.kind === 'set-locale') {
      this.say({ kind: 'catalogue', locale: message.locale, catalogue: sampleCatalogue(message.locale) })
    }
    if (message.kind === 'staff-sign-out') this.say({ kind: 'staff', view: null })
    return true
  }

  say(message: ServerMessage): void {
    this.#events?.onMessage(message)
  }

  /** What comes after the touches of the state. */
  answer(): void {
    for (const message of this.#state.answers ?? []) this.say(message)
    if (this.#state.connection !== undefined) this.#events?.onState(this.#state.connection)
  }

  /** The pictures of the state. */
  async showPictures(): Promise<void> {
    if (this.#state.hasNoPicture) return
    for (const [kind, jpeg] of await picturesOf(this.#state.view, this.#locale)) {
      this.#events?.onPicture({ kind, sequence: 0, jpeg })
    }
    // Previews are shown with the view that names them.
    if (this.#state.view.state === 'review') this.say({ kind: 'visit', view: this.#state.view })
  }
}

const picturesOf = async (view: VisitView, locale: Locale): Promise<readonly (readonly [BinaryKind, Uint8Array])[]> => {
  if (view.state === 'framing') return [['live', await sampleLive(view.guidance)]]
  if (view.state === 'countdown') return [['live', await sampleLive('ready')]]
  if (view.state !== 'review') return []
  const document = sampleHello(locale).catalogue.documents.find(({ id }) => id === view.documentId)
  if (document === undefined) throw new Error(`The gallery has no document ${view.documentId}`)
  const colour = document.backgrounds.find(({ id }) => id === view.edits.background)?.colour ?? '#dfe3e0'
  return [
    ['portrait', await samplePortrait(document, colour)],
    ['sheet', await sampleSheet(document, colour)],
  ]
}
