/** Paints over what a canvas shows, then takes its size: a canvas of no size holds no pixels. */
export const clearCanvas = (canvas: HTMLCanvasElement): void => {
  const context = canvas.getContext('2d', { alpha: false })
  context?.fillRect(0, 0, canvas.width, canvas.height)
  canvas.width = canvas.height = 0
}
