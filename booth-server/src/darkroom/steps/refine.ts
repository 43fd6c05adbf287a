import { boxBlur } from '../raster/box-blur.ts'
import { guidedFilter } from '../raster/guided-filter.ts'
import { fillPolygon } from '../raster/polygon-mask.ts'
import type { Box, Landmarks, Picture } from '../values.ts'
import { regionPoints, smoothStep } from './skin-mask.ts'

export interface RefineInput {
  readonly picture: Picture
  readonly landmarks: Landmarks
  /** The model's opacity, enlarged to the region. */
  readonly alpha: Float32Array
  readonly region: Box
}

/** Radius of the guided filter, as a share of the region's width: about what one pixel of the model covers, twice. */
const RADIUS_SHARE = 1 / 180
/** Variance of luminance (0..1) under which the guide has no say. */
const EPSILON = 4e-4
/** What is less opaque than this ends a connection: smoke between two people is none. */
const CONNECTED = 0.12
/** A hole that the model is at least this unsure of is its mistake; one it is sure of is the backdrop behind hair. */
const HOLE_MIN_ALPHA = 0.2
/** Holes larger than this share of the region stay: an arm on a hip. */
const HOLE_MAX_SHARE = 0.01

/**
 * What IS-Net leaves to be done: only the person of this face stays, holes in the figure are closed, and the band of
 * doubt follows the picture's own edges (guided filter, He 2010) at full resolution. The face itself is opaque.
 */
export const refineMatte = ({ picture, landmarks, alpha, region }: RefineInput): Float32Array => {
  const { width, height } = region
  const face = faceMask(landmarks, region)
  const refined = followEdges(alpha, luminanceOf(picture, region), width, height)
  keepPerson(refined, face, width, height)
  closeHoles(refined, width, height)
  for (let at = 0; at < refined.length; at++) if (face[at]! > 0) refined[at] = 1
  return refined
}

/** The face's oval, drawn in a little: its edge may be hair. */
const faceMask = (landmarks: Landmarks, region: Box): Float32Array => {
  const oval = regionPoints(landmarks, 'faceOval')
  const x = oval.reduce((sum, point) => sum + point.x, 0) / oval.length
  const y = oval.reduce((sum, point) => sum + point.y, 0) / oval.length
  const inner = oval.map((point) => ({
    x: x + (point.x - x) * 0.9 - region.left,
    y: y + (point.y - y) * 0.9 - region.top,
  }))
  return fillPolygon(inner, region.width, region.height)
}

const luminanceOf = ({ data, width }: Picture, region: Box): Float32Array => {
  const luminance = new Float32Array(region.width * region.height)
  for (let y = 0, at = 0; y < region.height; y++) {
    let from = ((region.top + y) * width + region.left) * 3
    for (let x = 0; x < region.width; x++, at++, from += 3) {
      luminance[at] = (0.299 * data[from]! + 0.587 * data[from + 1]! + 0.114 * data[from + 2]!) / 255
    }
  }
  return luminance
}

const followEdges = (alpha: Float32Array, guide: Float32Array, width: number, height: number): Float32Array => {
  const radius = Math.max(2, Math.round(width * RADIUS_SHARE))
  const filtered = guidedFilter(alpha, guide, width, height, radius, EPSILON)
  // Only where the model is in doubt, and softly around it: inside and outside stay what they are.
  const doubt = new Float32Array(alpha.length)
  for (let at = 0; at < alpha.length; at++) doubt[at] = alpha[at]! > 0.03 && alpha[at]! < 0.97 ? 1 : 0
  boxBlur(doubt, width, height, radius, doubt)
  for (let at = 0; at < alpha.length; at++) {
    const share = Math.min(doubt[at]! * 3, 1)
    const value = alpha[at]! + (filtered[at]! - alpha[at]!) * share
    // The filter leaves a haze of a few hundredths on both sides of the edge.
    filtered[at] = Math.min(Math.max((value - 0.03) / 0.94, 0), 1)
  }
  return filtered
}

/** Visits what is 4-connected to the starts through pixels that `isOpen`; marks them 1. */
const flood = (
  starts: Iterable<number>,
  isOpen: (at: number) => boolean,
  width: number,
  pixels: number,
): Uint8Array => {
  const seen = new Uint8Array(pixels)
  const stack = new Int32Array(pixels)
  let top = 0
  const push = (at: number) => {
    if (seen[at] === 1 || !isOpen(at)) return
    seen[at] = 1
    stack[top++] = at
  }
  for (const start of starts) push(start)
  while (top > 0) {
    const at = stack[--top]!
    const x = at % width
    if (x > 0) push(at - 1)
    if (x < width - 1) push(at + 1)
    if (at >= width) push(at - width)
    if (at + width < pixels) push(at + width)
  }
  return seen
}

/** Everything that doesn't hang on the face goes: other people, islands, lamps. */
const keepPerson = (alpha: Float32Array, face: Float32Array, width: number, height: number): void => {
  const starts: number[] = []
  for (let at = 0; at < face.length; at++) if (face[at]! > 0) starts.push(at)
  const kept = flood(starts, (at) => alpha[at]! >= CONNECTED || face[at]! > 0, width, width * height)
  // What fades out next to the person belongs to it; the rest fades with the distance.
  const near = Float32Array.from(kept)
  boxBlur(near, width, height, Math.max(1, Math.round(width * RADIUS_SHARE)), near)
  for (let at = 0; at < alpha.length; at++) if (kept[at] === 0) alpha[at]! *= smoothStep(0, 0.15, near[at]!)
}

const OPEN = 0.9

/** A connected person has no hole: small ones that the model was unsure of are closed. */
const closeHoles = (alpha: Float32Array, width: number, height: number): void => {
  const border: number[] = []
  for (let x = 0; x < width; x++) border.push(x, (height - 1) * width + x)
  for (let y = 0; y < height; y++) border.push(y * width, y * width + width - 1)
  const pixels = width * height
  const outside = flood(border, (at) => alpha[at]! < OPEN, width, pixels)
  const done = new Uint8Array(pixels)
  for (let start = 0; start < pixels; start++) {
    if (outside[start] === 1 || done[start] === 1 || alpha[start]! >= OPEN) continue
    const hole = holeAt(start, alpha, outside, done, width)
    const mean = hole.reduce((sum, at) => sum + alpha[at]!, 0) / hole.length
    if (mean < HOLE_MIN_ALPHA || hole.length > pixels * HOLE_MAX_SHARE) continue
    for (const at of hole) alpha[at] = 1
  }
}

const holeAt = (start: number, alpha: Float32Array, outside: Uint8Array, done: Uint8Array, width: number): number[] => {
  const hole = [start]
  done[start] = 1
  for (let index = 0; index < hole.length; index++) {
    const at = hole[index]!
    for (const next of [at - 1, at + 1, at - width, at + width]) {
      if (next < 0 || next >= alpha.length || done[next] === 1 || outside[next] === 1 || alpha[next]! >= OPEN) continue
      done[next] = 1
      hole.push(next)
    }
  }
  return hole
}
