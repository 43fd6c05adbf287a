import type { Sharp } from 'sharp'
import sharp from 'sharp'
import { compose, drawFigure } from './drawn-figure.ts'
import { randomOf } from './random.ts'

export interface FuzzSeed {
  readonly name: string
  readonly bytes: Buffer
}

const WIDTH = 240
const HEIGHT = 320

/** A drawn face: files that survive their damage go all the way to a portrait. */
const face = async (): Promise<Sharp> => {
  const figure = await drawFigure('short', 5, WIDTH)
  const { data, width, height } = compose(figure, new Uint8Array(figure.foreground.data.length).fill(190), 1)
  return sharp(data, { raw: { width, height, channels: 3 } })
}

/** Nobody, but texture that no codec packs away: damage hits something. */
const grain = (channels: 1 | 3 | 4): Sharp => {
  const random = randomOf(channels)
  const data = Uint8Array.from(
    { length: WIDTH * HEIGHT * channels },
    (_, at) => 60 + ((at / WIDTH) % 90) + 80 * random(),
  )
  return sharp(data, { raw: { width: WIDTH, height: HEIGHT, channels } })
}

const deep = (): Sharp => {
  const random = randomOf(16)
  const data = Uint16Array.from({ length: WIDTH * HEIGHT * 3 }, (_, at) => (at % 30000) + 30000 * random())
  return sharp(data, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } })
}

const frames = async (): Promise<Sharp> => {
  const one = await grain(3).png().toBuffer()
  const two = await (await face()).png().toBuffer()
  return sharp([one, two, one], { join: { animated: true } })
}

const exif = {
  IFD0: { Orientation: '6', Make: 'fuzz', Copyright: 'x'.repeat(300) },
  IFD3: { GPSLatitude: '1/1 2/1 3/1' },
}

const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="400" height="500"><!-- a picture that may hold programs --><image href="file:///etc/hostname" width="9" height="9"/><rect width="400" height="500" fill="#b55"/></svg>`
const svgBomb = `<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><svg xmlns="http://www.w3.org/2000/svg" width="400" height="500"><text>&c;</text></svg>`

/** AVIF that calls itself HEIC: the container is the same, and the brand alone tells. */
const asHeic = (avif: Buffer): Buffer => {
  const copy = Buffer.from(avif)
  for (let at = copy.indexOf('avif'); at >= 0 && at < 64; at = copy.indexOf('avif', at))
    copy.write('heic', at, 'latin1')
  return copy
}

/** Sound files of every kind that a customer may bring, made here. The face is in about every third. */
export const fuzzSeeds = async (): Promise<FuzzSeed[]> => {
  const drawn = await face()
  const avif = await drawn.clone().avif({ quality: 50, effort: 0 }).toBuffer()
  const makers: Record<string, () => Promise<Buffer>> = {
    'jpeg with face': () => drawn.clone().jpeg({ quality: 90 }).toBuffer(),
    'jpeg with face, EXIF and ICC': () =>
      drawn.clone().withExif(exif).withIccProfile('p3').jpeg({ quality: 85, chromaSubsampling: '4:2:0' }).toBuffer(),
    'jpeg progressive': () => grain(3).jpeg({ progressive: true }).toBuffer(),
    'jpeg grey': () => grain(1).jpeg().toBuffer(),
    'jpeg CMYK': () => grain(3).toColourspace('cmyk').jpeg().toBuffer(),
    'png with face': () => drawn.clone().png().toBuffer(),
    'png alpha, interlaced': () => grain(4).png({ progressive: true }).toBuffer(),
    'png palette': () => grain(3).png({ palette: true, colours: 32 }).toBuffer(),
    'png 16 bit': () => deep().toColourspace('rgb16').png().toBuffer(),
    'webp with face': () => drawn.clone().webp({ quality: 80 }).toBuffer(),
    'webp lossless alpha': () => grain(4).webp({ lossless: true, effort: 0 }).toBuffer(),
    'webp animated': async () => (await frames()).webp({ effort: 0 }).toBuffer(),
    'avif with face': async () => avif,
    'heic by name': async () => asHeic(avif),
    'tiff deflate with face': () => drawn.clone().tiff({ compression: 'deflate' }).toBuffer(),
    'tiff lzw 16 bit': () => deep().toColourspace('rgb16').tiff({ compression: 'lzw' }).toBuffer(),
    'tiff CMYK': () => grain(3).toColourspace('cmyk').tiff({ compression: 'none' }).toBuffer(),
    'tiff pyramid, tiled': () => grain(3).tiff({ tile: true, pyramid: true, compression: 'jpeg' }).toBuffer(),
    'gif animated': async () => (await frames()).gif({ effort: 1 }).toBuffer(),
    svg: async () => Buffer.from(svg),
    'svg entities': async () => Buffer.from(svgBomb),
  }
  return await Promise.all(Object.entries(makers).map(async ([name, make]) => ({ name, bytes: await make() })))
}
