const HASHED_BYTES = 4096

/**
 * What is known of a JPEG that streams by, without keeping it: whether it is whole, and a number to tell a frozen picture
 * by. Holds the last two bytes, no pixel.
 */
export class FrameDigest {
  readonly #stride: number
  #hash: number
  #position = 0
  #startsRight = true
  /** The last byte of all, and the last two up to which only zeros follow. */
  #last = 0
  #end: readonly [number, number] = [0, 0]

  constructor(lengthBytes: number) {
    this.#hash = 0x811c9dc5 ^ lengthBytes
    this.#stride = Math.max(1, Math.floor(lengthBytes / HASHED_BYTES))
  }

  push(part: Uint8Array): void {
    const start = this.#position
    for (let at = start; at < Math.min(2, start + part.length); at++) {
      if (part[at - start] !== (at === 0 ? 0xff : 0xd8)) this.#startsRight = false
    }
    const first = Math.ceil(start / this.#stride) * this.#stride
    for (let at = first - start; at < part.length; at += this.#stride) {
      this.#hash = Math.imul(this.#hash ^ (part[at] ?? 0), 0x01000193)
    }
    let end = part.length - 1
    while (end >= 0 && part[end] === 0) end--
    if (end >= 0) this.#end = [end > 0 ? (part[end - 1] ?? 0) : this.#last, part[end] ?? 0]
    this.#last = part.at(-1) ?? this.#last
    this.#position += part.length
  }

  /**
   * Whether it is whole as far as its ends tell: start and end of image (ITU T.81 B.1.1.3). Webcams pad with zeros. What
   * lies between is the decoder's to judge.
   */
  get isWhole(): boolean {
    return this.#startsRight && this.#position >= 4 && this.#end[0] === 0xff && this.#end[1] === 0xd9
  }

  /**
   * A number that stays the same only while a camera repeats itself: a living sensor's noise changes it with every frame.
   * FNV-1a over the length and 4096 bytes spread over the frame; no pixel can be told from it.
   */
  get fingerprint(): number {
    return this.#hash >>> 0
  }
}

/** Of a JPEG that is there as a whole. */
export const digestOf = (jpeg: Uint8Array): FrameDigest => {
  const digest = new FrameDigest(jpeg.length)
  digest.push(jpeg)
  return digest
}
