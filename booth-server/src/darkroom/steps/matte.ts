import { upright } from '../raster/affine.ts'
import { resampleBox } from '../raster/resample.ts'
import { type Normalisation, sampleBox, type TensorLayout } from '../raster/sample.ts'
import type { Box, Landmarks, Matte, Picture, Point } from '../values.ts'
import { refineMatte } from './refine.ts'

export interface MattingModel {
  /** Input and output side, px. */
  readonly size: number
  readonly layout: TensorLayout
  readonly normalisation: Normalisation
  /** `size` x `size` opacities, 0..1. */
  run(input: Float32Array, signal: AbortSignal): Promise<Float32Array>
}

/** Mesh points: near the hairline, and the chin. */
const HAIRLINE = 10
const CHIN = 152
/** How far the matted region reaches, in distances from hairline to chin: hair and hats above, the print below. */
const REACH = { up: 1.6, down: 2.2, side: 2.1 } as const

const pointOf = ({ points }: Landmarks, index: number): Point => ({ x: points[3 * index]!, y: points[3 * index + 1]! })

/** Head and shoulders, whole pixels inside the picture: all of the model's resolution goes where the print will be. */
export const matteRegion = (landmarks: Landmarks, { width, height }: Picture): Box => {
  const top = pointOf(landmarks, HAIRLINE)
  const chin = pointOf(landmarks, CHIN)
  const length = Math.hypot(chin.x - top.x, chin.y - top.y)
  const centre = { x: (top.x + chin.x) / 2, y: (top.y + chin.y) / 2 }
  const left = Math.max(0, Math.floor(centre.x - REACH.side * length))
  const right = Math.min(width, Math.ceil(centre.x + REACH.side * length))
  const upper = Math.max(0, Math.floor(Math.min(top.y, chin.y) - REACH.up * length))
  const lower = Math.min(height, Math.ceil(Math.max(top.y, chin.y) + REACH.down * length))
  return { left, top: upper, width: right - left, height: lower - upper }
}

/** The person's opacity at the picture's own resolution: IS-Net on head and shoulders, then `refineMatte`. */
export const findMatte = async (
  { picture, landmarks }: { picture: Picture; landmarks: Landmarks },
  model: MattingModel,
  signal: AbortSignal,
): Promise<Matte> => {
  const region = matteRegion(landmarks, picture)
  const box = upright(region)
  const input = sampleBox({
    picture,
    box,
    size: model.size,
    layout: model.layout,
    normalisation: model.normalisation,
    outside: 128,
  })
  const coarse = await model.run(input, signal)
  const size = model.size
  const whole = { centre: { x: size / 2, y: size / 2 }, width: size, height: size, rollDeg: 0 }
  const alpha = resampleBox(
    { data: coarse, width: size, height: size, channels: 1 },
    whole,
    region.width,
    region.height,
    'cubic',
    'edge',
  )
  for (let at = 0; at < alpha.length; at++) alpha[at] = Math.min(Math.max(alpha[at]!, 0), 1)
  signal.throwIfAborted()
  return { alpha: refineMatte({ picture, landmarks, alpha, region }), region }
}
