import { BoothError } from '../../errors.ts'
import { middleOf, upright } from '../raster/affine.ts'
import type { Planes } from '../raster/colour-guide.ts'
import { type Normalisation, sampleBox, type TensorLayout } from '../raster/sample.ts'
import type { Box, DetectedFace, Landmarks, Matte, Picture, Point } from '../values.ts'
import { headHeightOfBox, roughHeadOf } from './head-frame.ts'
import { refineMatte } from './refine.ts'
import { tidyMatte } from './tidy.ts'

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

export interface MatteInput {
  readonly picture: Picture
  readonly landmarks: Landmarks
  /** Bystanders, in pixels of the picture: what is theirs goes. */
  readonly others?: readonly DetectedFace[]
}

/**
 * The person's opacity at the picture's own resolution: IS-Net on head and shoulders, one whole person out of its
 * answer (tidy.ts), then the picture's own colours in the band of doubt (refine.ts). The region is squeezed to the
 * model's square, as the model was trained.
 */
export const findMatte = async (
  { picture, landmarks, others = [] }: MatteInput,
  model: MattingModel,
  signal: AbortSignal,
): Promise<Matte> => {
  const region = matteRegion(landmarks, picture)
  const { size, layout, normalisation } = model
  const input = sampleBox({ picture, box: upright(region), size, layout, normalisation, outside: 128 })
  const alpha = await model.run(input, signal)
  const head = roughHeadOf(landmarks)
  const coarse = { alpha, size, region, guide: guideOf(input, model) }
  const heads = others.map((face) => ({ centre: middleOf(face.box), heightPx: headHeightOfBox(face) }))
  const tidy = tidyMatte({ matte: coarse, head: { centre: head.eyes, heightPx: head.heightPx }, others: heads })
  return refineMatte({ picture, matte: tidy, headHeightPx: head.heightPx })
}

/** onnxruntime has read the input by now: its own pixels become the guide, in place, 0..1 a plane. */
const guideOf = (input: Float32Array, { size, layout, normalisation }: MattingModel): Planes => {
  if (layout !== 'NCHW') throw new BoothError('internal.invariant', `Expected a matting model of NCHW, not ${layout}`)
  const { offset, scale } = normalisation
  for (let at = 0; at < input.length; at++) input[at] = (input[at]! / scale + offset) / 255
  const cells = size * size
  return {
    red: input.subarray(0, cells),
    green: input.subarray(cells, 2 * cells),
    blue: input.subarray(2 * cells),
  }
}
