import { createEffect, onCleanup } from 'solid-js'
import { useBooth } from '../store/booth-store.tsx'
import { clearCanvas } from './clear-canvas.ts'
import { decodeJpeg } from './decode-jpeg.ts'

/**
 * Paints the camera's frames, newest only, and answers each painted one with `frame-painted`: the screen sets the
 * pace, so a slow screen gets fewer frames, never a queue of them.
 */
export const LiveCanvas = (props: { readonly label: string; readonly onFirstFrame?: () => void }) => {
  const booth = useBooth()
  let canvas: HTMLCanvasElement | undefined
  let isDecoding = false
  let isGone = false
  let lastSequence = -1
  /** The frame on the canvas, and room for the next. */
  let pixels: ImageData | null = null

  const paint = async () => {
    const frame = booth.pictures.newest('live')
    if (frame === null || isDecoding || isGone || frame.sequence === lastSequence) return
    isDecoding = true
    const isFirst = lastSequence < 0
    lastSequence = frame.sequence
    const decoded = await decodeJpeg(frame.jpeg, pixels)
    if (decoded !== null) pixels = decoded
    // Painting waits for the display, so that the answer means "seen", not "received".
    await new Promise(requestAnimationFrame)
    isDecoding = false
    if (decoded !== null && canvas !== undefined && !isGone && booth.pictures.newest('live') !== null) {
      if (canvas.width !== decoded.width || canvas.height !== decoded.height) {
        canvas.width = decoded.width
        canvas.height = decoded.height
      }
      canvas.getContext('2d', { alpha: false })?.putImageData(decoded, 0, 0)
      if (isFirst) props.onFirstFrame?.()
    }
    if (isGone) return void pixels?.data.fill(0)
    // A frame that can't be decoded is answered too, or the server would wait for it for ever.
    booth.send({ kind: 'frame-painted', sequence: frame.sequence })
    void paint()
  }

  createEffect(() => {
    // None while the server is away.
    if (booth.pictures.newest('live') === null)
      canvas?.getContext('2d', { alpha: false })?.clearRect(0, 0, canvas.width, canvas.height)
    void paint()
  })
  onCleanup(() => {
    isGone = true
    pixels?.data.fill(0)
    if (canvas !== undefined) clearCanvas(canvas)
  })

  return <canvas class="live-canvas" ref={canvas} width="16" height="9" role="img" aria-label={props.label} />
}
