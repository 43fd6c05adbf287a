import type { Box, Crop, Point } from './values.ts'

/**
 * Where a pixel of a derived raster lies on its source: x = a u + b v + c, y = d u + e v + f. Both are continuous
 * coordinates: (0, 0) is the top left corner of the first pixel, so its centre is (0.5, 0.5).
 */
export interface Affine {
  readonly a: number
  readonly b: number
  readonly c: number
  readonly d: number
  readonly e: number
  readonly f: number
}

/** A rectangle on a picture, rotated clockwise about its centre. */
export interface RotatedBox {
  readonly centre: Point
  readonly width: number
  readonly height: number
  readonly rollDeg: number
}

export const apply = ({ a, b, c, d, e, f }: Affine, { x, y }: Point): Point => ({
  x: a * x + b * y + c,
  y: d * x + e * y + f,
})

/** From pixels of a raster of `width` x `height` to the picture that `box` lies on. */
export const affineOf = (box: RotatedBox, width: number, height: number): Affine => {
  const angle = (box.rollDeg * Math.PI) / 180
  const cos = Math.cos(angle)
  const sin = Math.sin(angle)
  const scaleX = box.width / width
  const scaleY = box.height / height
  const a = cos * scaleX
  const b = -sin * scaleY
  const d = sin * scaleX
  const e = cos * scaleY
  return {
    a,
    b,
    c: box.centre.x - (a * width) / 2 - (b * height) / 2,
    d,
    e,
    f: box.centre.y - (d * width) / 2 - (e * height) / 2,
  }
}

/** From the picture back to the raster's pixels. The boxes here always have an area, so the inverse exists. */
export const invert = ({ a, b, c, d, e, f }: Affine): Affine => {
  const determinant = a * e - b * d
  const ia = e / determinant
  const ib = -b / determinant
  const id = -d / determinant
  const ie = a / determinant
  return { a: ia, b: ib, c: -(ia * c + ib * f), d: id, e: ie, f: -(id * c + ie * f) }
}

/** The crop's rectangle on the picture. */
export const boxOfCrop = ({ centre, widthPx, heightPx, rollDeg }: Crop): RotatedBox => ({
  centre,
  width: widthPx,
  height: heightPx,
  rollDeg,
})

export const upright = ({ left, top, width, height }: Box): RotatedBox => ({
  centre: { x: left + width / 2, y: top + height / 2 },
  width,
  height,
  rollDeg: 0,
})

export const centreOf = ({ left, top, width, height }: Box): Point => ({ x: left + width / 2, y: top + height / 2 })

/** The part of `box` that lies inside a picture of `width` x `height`, on whole pixels. */
export const clipToFrame = (box: Box, width: number, height: number): Box => {
  const left = Math.min(Math.max(Math.floor(box.left), 0), width)
  const top = Math.min(Math.max(Math.floor(box.top), 0), height)
  const right = Math.min(Math.max(Math.ceil(box.left + box.width), left), width)
  const bottom = Math.min(Math.max(Math.ceil(box.top + box.height), top), height)
  return { left, top, width: right - left, height: bottom - top }
}
