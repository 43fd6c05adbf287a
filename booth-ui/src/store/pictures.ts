import type { BinaryKind, VisitView } from '@quickid/booth-server/protocol'
import { batch, createSignal, type Signal } from 'solid-js'
import type { PictureMessage } from '../connection/transport.ts'
import { keepsPreviews, showsCamera } from './snapshot.ts'

/**
 * The encoded pictures that the screen may show now, newest only. They live here and in the canvases that paint them,
 * nowhere else: no object URL, no cache. What is no longer valid is overwritten, then dropped.
 */
export interface Pictures {
  readonly newest: (kind: BinaryKind) => PictureMessage | null
  receive(picture: PictureMessage): void
  /**
   * Call with every new view: shows the previews that were made together with it, and forgets what its state may not
   * show. Previews come before their view and wait for it, so a verdict never stands beside another render's picture.
   */
  follow(view: VisitView | null): void
  clear(): void
}

type PreviewKind = Exclude<BinaryKind, 'live'>
const previewKinds: readonly PreviewKind[] = ['portrait', 'sheet']

export const createPictures = (): Pictures => {
  const slot = (): Signal<PictureMessage | null> => createSignal<PictureMessage | null>(null)
  const shown: Readonly<Record<BinaryKind, Signal<PictureMessage | null>>> = {
    live: slot(),
    portrait: slot(),
    sheet: slot(),
  }
  /** Previews whose view has not come yet. */
  const waiting: Record<PreviewKind, PictureMessage | null> = { portrait: null, sheet: null }

  const show = (kind: BinaryKind, picture: PictureMessage | null) => {
    const [get, set] = shown[kind]
    const old = get()
    if (old === picture) return
    set(picture)
    // A decoder may still be reading the one before; Blob took its own copy, so the bytes here can go.
    old?.jpeg.fill(0)
  }
  const wait = (kind: PreviewKind, picture: PictureMessage | null) => {
    waiting[kind]?.jpeg.fill(0)
    waiting[kind] = picture
  }
  const forgetPreviews = () => {
    for (const kind of previewKinds) {
      show(kind, null)
      wait(kind, null)
    }
  }

  return {
    newest: (kind) => shown[kind][0](),
    receive(picture) {
      const { kind, sequence, jpeg } = picture
      if (kind !== 'live') return wait(kind, picture)
      const current = shown.live[0]()
      if (current !== null && sequence < current.sequence) jpeg.fill(0)
      else show('live', picture)
    },
    follow(view) {
      batch(() => {
        if (!showsCamera(view)) show('live', null)
        if (view?.state === 'review') {
          for (const kind of previewKinds) {
            const picture = waiting[kind]
            if (picture?.sequence !== view.pictureNumber) continue
            waiting[kind] = null
            show(kind, picture)
          }
        } else if (!keepsPreviews(view)) forgetPreviews()
      })
    },
    clear() {
      show('live', null)
      forgetPreviews()
    },
  }
}
