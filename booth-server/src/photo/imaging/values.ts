/** A point in pixels of the picture it belongs to; x right, y down, (0, 0) the top left corner of the first pixel. */
export interface Point {
  readonly x: number
  readonly y: number
}

export interface Box {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** 8-bit sRGB, 3 channels interleaved, upright: `data.length === width * height * 3`. */
export interface Picture {
  readonly data: Uint8Array
  readonly width: number
  readonly height: number
}

/** Opacity of the person, one float 0..1 a pixel, of `region` of the picture at full resolution. */
export interface Matte {
  readonly alpha: Float32Array
  readonly region: Box
}

/** Where the crop's rectangle lies on the source: rotation about its centre, uniform scale; never a stretch. */
export interface Crop {
  readonly centre: Point
  readonly rollDeg: number
  readonly widthPx: number
  readonly heightPx: number
  readonly pxPerMm: number
}
