import { BoothError } from '../../foundation/errors.ts'

export const MAX_FRAME_BYTES = 32 * 1024 * 1024
const MAX_HEAD_BYTES = 1024

/**
 * Reads what ffmpeg's `-f mpjpeg` writes: parts of a multipart stream, each with a Content-length, so that nobody has to
 * search for JPEG markers. Streaming and bounded: it holds one head or one frame. Each frame's bytes are copied once,
 * into a buffer of their own that is handed on; the chunks they came in are overwritten.
 *
 * Throws BoothError `camera.unavailable` for anything else; the parser is of no use after that.
 */
export class MpjpegParser {
  readonly #onFrame: (jpeg: Uint8Array) => void
  readonly #head = Buffer.alloc(MAX_HEAD_BYTES)
  #headBytes = 0
  #frame: Uint8Array | null = null
  #frameBytes = 0

  constructor(onFrame: (jpeg: Uint8Array) => void) {
    this.#onFrame = onFrame
  }

  /** Takes over `chunk`: it is overwritten. */
  push(chunk: Uint8Array): void {
    let position = 0
    while (position < chunk.length) {
      position = this.#frame ? this.#readFrame(chunk, position) : this.#readHead(chunk, position)
    }
    chunk.fill(0)
  }

  /** Overwrites what it holds of an unfinished frame. */
  close(): void {
    this.#frame?.fill(0)
    this.#frame = null
    this.#head.fill(0)
  }

  #readHead(chunk: Uint8Array, start: number): number {
    let position = start
    while (position < chunk.length) {
      const byte = chunk[position++] ?? 0
      // The line break that ends the part before.
      if (this.#headBytes === 0 && (byte === 13 || byte === 10)) continue
      if (this.#headBytes === MAX_HEAD_BYTES) throw notMpjpeg('a head without an end')
      this.#head[this.#headBytes++] = byte
      if (this.#headBytes === 2 && (this.#head[0] !== 45 || this.#head[1] !== 45)) throw notMpjpeg('no boundary')
      if (byte === 10 && this.#head.subarray(0, this.#headBytes).toString('latin1').endsWith('\r\n\r\n')) {
        this.#frame = Buffer.allocUnsafeSlow(this.#lengthFromHead())
        this.#frameBytes = 0
        this.#headBytes = 0
        return position
      }
    }
    return position
  }

  #lengthFromHead(): number {
    const head = this.#head.subarray(0, this.#headBytes).toString('latin1')
    const length = Number(/^content-length: *(\d{1,10}) *\r$/im.exec(head)?.[1])
    if (!Number.isInteger(length) || length < 4) throw notMpjpeg('no Content-length')
    if (length > MAX_FRAME_BYTES) throw notMpjpeg(`a frame of ${length} bytes, more than ${MAX_FRAME_BYTES}`)
    return length
  }

  #readFrame(chunk: Uint8Array, start: number): number {
    const frame = this.#frame
    if (!frame) return start
    const part = chunk.subarray(start, start + frame.length - this.#frameBytes)
    frame.set(part, this.#frameBytes)
    this.#frameBytes += part.length
    if (this.#frameBytes === frame.length) {
      this.#frame = null
      this.#onFrame(frame)
    }
    return start + part.length
  }
}

const notMpjpeg = (what: string) => new BoothError('camera.unavailable', `The stream is not mpjpeg: ${what}`)

/**
 * Whether a JPEG is whole as far as its ends tell: start and end of image (ITU T.81 B.1.1.3). Webcams pad with zeros.
 * What lies between is the decoder's to judge.
 */
export const hasBothEnds = (jpeg: Uint8Array): boolean => {
  if (jpeg[0] !== 0xff || jpeg[1] !== 0xd8) return false
  let end = jpeg.length
  while (end > 4 && jpeg[end - 1] === 0) end--
  return jpeg[end - 2] === 0xff && jpeg[end - 1] === 0xd9
}

/**
 * A number that stays the same only while a camera repeats itself: a living sensor's noise changes it with every frame.
 * FNV-1a over the length and 4096 bytes spread over the frame; no pixel can be told from it.
 */
export const fingerprint = (jpeg: Uint8Array): number => {
  let hash = 0x811c9dc5 ^ jpeg.length
  const stride = Math.max(1, Math.floor(jpeg.length / 4096))
  for (let at = 0; at < jpeg.length; at += stride) hash = Math.imul(hash ^ (jpeg[at] ?? 0), 0x01000193)
  return hash >>> 0
}
