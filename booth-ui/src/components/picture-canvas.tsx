import type { BinaryKind } from '@quickid/booth-server/protocol'
import { createEffect, createSignal, onCleanup } from 'solid-js'
import { useBooth } from '../store/booth-store.tsx'
import { clearCanvas } from './clear-canvas.ts'
import { decodeJpeg } from './decode-jpeg.ts'

/**
 * A preview of the review, painted to a canvas and not set as an `<img>`: no URL, nothing for a cache or a "save
 * image" to hold. The canvas has the picture's own size; the style sheet scales it.
 */
export const PictureCanvas = (props: {
  readonly kind: Exclude<BinaryKind, 'live'>
  readonly label: string
  /** Width over height of the painted picture, for a frame that fits it. */
  readonly onAspect?: (aspect: number) => void
}) => {
  const booth = useBooth()
  let canvas: HTMLCanvasElement | undefined
  const [hasPicture, setHasPicture] = createSignal(false)
  let newest = 0

  createEffect(() => {
    const picture = booth.pictures.newest(props.kind)
    newest += 1
    const mine = newest
    if (picture === null) {
      setHasPicture(false)
      if (canvas !== undefined) clearCanvas(canvas)
      return
    }
    void decodeJpeg(picture.jpeg).then((pixels) => {
      if (pixels === null) return
      if (mine === newest && canvas !== undefined) {
        canvas.width = pixels.width
        canvas.height = pixels.height
        canvas.getContext('2d', { alpha: false })?.putImageData(pixels, 0, 0)
        setHasPicture(true)
        props.onAspect?.(pixels.width / pixels.height)
      }
      pixels.data.fill(0)
    })
  })
  onCleanup(() => {
    newest += 1
    if (canvas !== undefined) clearCanvas(canvas)
  })

  return (
    <canvas
      class="picture-canvas"
      classList={{ 'is-empty': !hasPicture() }}
      ref={canvas}
      width="1"
      height="1"
      role="img"
      aria-label={props.label}
      data-picture={props.kind}
      data-has-picture={hasPicture() ? 'true' : 'false'}
    />
  )
}
