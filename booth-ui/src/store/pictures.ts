import type { BinaryKind, VisitView } from '@quickid/booth-server/protocol'
import { createSignal, type Signal } from 'solid-js'
import type { PictureMessage } from '../connection/transport.ts'
import { keepsPreviews, showsCamera } from './snapshot.ts'

/**
 * The encoded pictures that the screen may show now, newest only. They live here and in the canvases that paint them,
 * nowhere else: no object URL, no cache. What is no longer valid is overwritten, then dropped.
 */
export interface Pictures {
  readonly newest: (kind: BinaryKind) => PictureMessage | null
  receive(picture: PictureMessage): void
  /** Call with every new view: forgets what that state may not show. */
  follow(view: VisitView | null): void
  clear(): void
}

const kinds: readonly BinaryKind[] = ['live', 'portrait', 'sheet']

export const createPictures = (): Pictures => {
  const slot = (): Signal<PictureMessage | null> => createSignal<PictureMessage | null>(null)
  const slots: Readonly<Record<BinaryKind, Signal<PictureMessage | null>>> = {
    live: slot(),
    portrait: slot(),
    sheet: slot(),
  }

  const replace = (kind: BinaryKind, picture: PictureMessage | null) => {
    const [get, set] = slots[kind]
    const old = get()
    if (old === picture) return
    set(picture)
    // A decoder may still be reading the one before; Blob took its own copy, so the bytes here can go.
    old?.jpeg.fill(0)
  }

  return {
    newest: (kind) => slots[kind][0](),
    receive(picture) {
      const [get] = slots[picture.kind]
      const current = get()
      if (current !== null && picture.sequence < current.sequence && picture.kind === 'live') {
        picture.jpeg.fill(0)
        return
      }
      replace(picture.kind, picture)
    },
    follow(view) {
      if (!showsCamera(view)) replace('live', null)
      if (!keepsPreviews(view)) {
        replace('portrait', null)
        replace('sheet', null)
      }
    },
    clear() {
      for (const kind of kinds) replace(kind, null)
    },
  }
}
