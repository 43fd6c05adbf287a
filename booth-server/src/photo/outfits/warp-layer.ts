import type { LayerRaster } from './rasterise.ts'
import type { WarpGrid } from './thin-plate-spline.ts'

/** A drawn layer on the portrait: premultiplied colour (three channels interleaved, 0..255) and alpha 0..1. */
export interface Layer {
  readonly colour: Float32Array
  readonly alpha: Float32Array
}

/**
 * Resamples the layer through the inverse map, bilinear: it was rasterised at nearly the portrait's scale, so one sample
 * a pixel neither blurs nor aliases.
 *
 * @param scale pixels of the layer a unit of the drawing, which the grid is in
 */
export const warpLayer = (layer: LayerRaster, scale: number, grid: WarpGrid, width: number, rows: number): Layer => {
  const colour = new Float32Array(width * rows * 3)
  const alpha = new Float32Array(width * rows)
  const { data, width: across, height: down } = layer
  const { cellPx, columns, x: gridX, y: gridY } = grid
  for (let y = 0, at = 0; y < rows; y++) {
    const cellY = (y + 0.5) / cellPx
    const row = cellY | 0
    const fy = cellY - row
    for (let x = 0; x < width; x++, at++) {
      const cellX = (x + 0.5) / cellPx
      const column = cellX | 0
      const fx = cellX - column
      const node = row * columns + column
      const below = node + columns
      const topY = gridY[node]! + (gridY[node + 1]! - gridY[node]!) * fx
      const lowY = gridY[below]! + (gridY[below + 1]! - gridY[below]!) * fx
      // Below its lower edge the garment goes on as it ends.
      const v = Math.min((topY + (lowY - topY) * fy) * scale - 0.5, down - 1.001)
      if (v < 0) continue
      const topX = gridX[node]! + (gridX[node + 1]! - gridX[node]!) * fx
      const lowX = gridX[below]! + (gridX[below + 1]! - gridX[below]!) * fx
      const u = (topX + (lowX - topX) * fy) * scale - 0.5
      if (u < 0 || u >= across - 1) continue
      const left = u | 0
      const above = v | 0
      const px = u - left
      const py = v - above
      const p = (above * across + left) * 4
      const q = p + across * 4
      const d = px * py
      const b = px - d
      const c = py - d
      const a = 1 - px - c
      const opacity = data[p + 3]! * a + data[p + 7]! * b + data[q + 3]! * c + data[q + 7]! * d
      if (opacity === 0) continue
      alpha[at] = opacity / 255
      colour[at * 3] = data[p]! * a + data[p + 4]! * b + data[q]! * c + data[q + 4]! * d
      colour[at * 3 + 1] = data[p + 1]! * a + data[p + 5]! * b + data[q + 1]! * c + data[q + 5]! * d
      colour[at * 3 + 2] = data[p + 2]! * a + data[p + 6]! * b + data[q + 2]! * c + data[q + 6]! * d
    }
  }
  return { colour, alpha }
}
