import { readFile } from 'node:fs/promises'
import { type PhotographId, resolvePhotograph } from '@quickid/models'
import sharp from 'sharp'
import { randomOf } from './random.ts'

export const backdropIds = ['white', 'grey-blue', 'dark', 'leaves', 'blinds', 'window', 'room'] as const
export type BackdropId = (typeof backdropIds)[number]

interface Size {
  readonly width: number
  readonly height: number
}

const svg = (content: string, { width, height }: Size) =>
  Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 300 400" preserveAspectRatio="none">${content}</svg>`,
  )

/** A wall lit from one side. */
const wall = (light: string, dark: string) =>
  `<defs><radialGradient id="g" cx="0.3" cy="0.25" r="1"><stop stop-color="${light}"/><stop offset="1" stop-color="${dark}"/></radialGradient></defs><rect width="300" height="400" fill="url(#g)"/>`

/** A hedge in focus: detail as fine as hair, everywhere. */
const leaves = (): string => {
  const random = randomOf(11)
  const greens = ['#1e3a1a', '#2f5a24', '#47803a', '#6fa24f', '#a3c46f', '#12240f', '#d8e3b0']
  const leaf = () => {
    const [x, y] = [300 * random(), 400 * random()]
    const [rx, ry] = [2 + 6 * random(), 1 + 2.5 * random()]
    const fill = greens[Math.floor(random() * greens.length)]!
    return `<ellipse cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" rx="${rx.toFixed(1)}" ry="${ry.toFixed(1)}" fill="${fill}" transform="rotate(${(180 * random()).toFixed(0)} ${x.toFixed(1)} ${y.toFixed(1)})"/>`
  }
  return `<rect width="300" height="400" fill="#1a2c16"/>${Array.from({ length: 5200 }, leaf).join('')}`
}

/** Parts of the models' photographs where nobody stands, px of the whole photograph. */
const emptyParts = {
  blinds: { photograph: 'photograph-1', left: 0, top: 0, width: 330, height: 360 },
  window: { photograph: 'photograph-2', left: 340, top: 0, width: 560, height: 220 },
} as const
/** Nobody is known in a picture blurred as far as this share of its width. */
const ROOM_BLUR_SHARE = 0.02

const photographOf = async (id: PhotographId) => sharp(await readFile((await resolvePhotograph(id)).path))

/** Mirrored downwards until it is as high as it has to be, then cut to the shape. */
const fromPart = async (
  { photograph, ...part }: (typeof emptyParts)[keyof typeof emptyParts],
  { width, height }: Size,
): Promise<Buffer> => {
  const piece = await (await photographOf(photograph)).extract(part).png().toBuffer()
  const mirrored = await sharp(piece).flip().png().toBuffer()
  const twice = await sharp({ create: { width: part.width, height: part.height * 2, channels: 3, background: '#000' } })
    .composite([
      { input: piece, left: 0, top: 0 },
      { input: mirrored, left: 0, top: part.height },
    ])
    .png()
    .toBuffer()
  return await sharp(twice).resize(width, height, { fit: 'cover', kernel: 'lanczos3' }).removeAlpha().raw().toBuffer()
}

/** A whole photograph of people, blurred until nobody is there but patches of colour: a room far out of focus. */
const room = async ({ width, height }: Size): Promise<Buffer> =>
  await (await photographOf('photograph-2'))
    .resize(width, height, { fit: 'cover' })
    .blur(width * ROOM_BLUR_SHARE)
    .removeAlpha()
    .raw()
    .toBuffer()

/** What stands behind the drawn figures: 8-bit sRGB, 3 channels interleaved. */
export const drawBackdrop = async (id: BackdropId, size: Size): Promise<Uint8Array> => {
  const draw = async (content: string) => await sharp(svg(content, size)).removeAlpha().raw().toBuffer()
  switch (id) {
    case 'white':
      return await draw(wall('#f8f8f6', '#cfcdc8'))
    case 'grey-blue':
      return await draw(wall('#9fb0c4', '#46566b'))
    case 'dark':
      return await draw(wall('#3a3634', '#0d0c0c'))
    case 'leaves':
      return await draw(leaves())
    case 'blinds':
    case 'window':
      return await fromPart(emptyParts[id], size)
    case 'room':
      return await room(size)
  }
}
