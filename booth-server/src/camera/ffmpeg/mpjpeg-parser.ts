import { BoothError } from '../../foundation/errors.ts'
import { FrameDigest } from './frame-digest.ts'

export const MAX_FRAME_BYTES = 32 * 1024 * 1024
const MAX_HEAD_BYTES = 1024

export interface MpjpegReader {
  /** Asked at each frame's head: false lets the frame pass by unread. */
  readonly isWanted: () => boolean
  /** `jpeg` belongs to the receiver; null for a frame that nobody wanted. */
  readonly onFrame: (jpeg: Uint8Array | null, digest: FrameDigest) => void
}

/**
 * Reads what ffmpeg's `-f mpjpeg` writes: parts of a multipart stream, each with a Content-length, so that nobody has to
 * search for JPEG markers. Streaming and bounded: it holds one head or one frame. A wanted frame's bytes are copied once,
 * into a buffer of their own that is handed on; one that is not wanted is copied nowhere. The chunks they came in are
 * overwritten.
 *
 * Throws BoothError `camera.unavailable` for anything else; the parser is of no use after that.
 */
export class MpjpegParser {
  readonly #reader: MpjpegReader
  readonly #head = Buffer.alloc(MAX_HEAD_BYTES)
  #headBytes = 0
  #frame: { readonly jpeg: Uint8Array | null; readonly digest: FrameDigest; readonly bytes: number } | null = null
  #frameBytes = 0

  constructor(reader: MpjpegReader) {
    this.#reader = reader
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
    this.#frame?.jpeg?.fill(0)
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
        const bytes = this.#lengthFromHead()
        const jpeg = this.#reader.isWanted() ? Buffer.allocUnsafeSlow(bytes) : null
        this.#frame = { jpeg, digest: new FrameDigest(bytes), bytes }
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
    const part = chunk.subarray(start, start + frame.bytes - this.#frameBytes)
    frame.jpeg?.set(part, this.#frameBytes)
    frame.digest.push(part)
    this.#frameBytes += part.length
    if (this.#frameBytes === frame.bytes) {
      this.#frame = null
      this.#reader.onFrame(frame.jpeg, frame.digest)
    }
    return start + part.length
  }
}

const notMpjpeg = (what: string) => new BoothError('camera.unavailable', `The stream is not mpjpeg: ${what}`)
