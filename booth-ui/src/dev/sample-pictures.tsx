import type { DocumentSummary, GuidanceCode } from '@quickid/booth-server/protocol'
import { For } from 'solid-js'
import { render } from 'solid-js/web'
import { figures, PersonFigure } from '../components/person-figure.tsx'
import { figurePlacement } from '../components/print-figure.tsx'

/** Where a head of 100 * `scale` pixels has the middle of its crown. */
interface Head {
  readonly xPx: number
  readonly yPx: number
  readonly scale: number
  readonly tiltDegrees?: number
  readonly figure?: number
}

interface Tile {
  readonly xPx: number
  readonly yPx: number
  readonly widthPx: number
  readonly heightPx: number
  readonly colour: string
  readonly heads: readonly Head[]
}

/** A drawn picture as the server would send one: a JPEG of nobody. */
const draw = async (widthPx: number, heightPx: number, tiles: readonly Tile[]): Promise<Uint8Array> => {
  const holder = document.createElement('div')
  const dispose = render(
    () => (
      <svg
        aria-hidden="true"
        xmlns="http://www.w3.org/2000/svg"
        width={widthPx}
        height={heightPx}
        viewBox={`0 0 ${widthPx} ${heightPx}`}
      >
        <rect width={widthPx} height={heightPx} fill="#ffffff" />
        <For each={tiles}>
          {(tile) => (
            <svg aria-hidden="true" x={tile.xPx} y={tile.yPx} width={tile.widthPx} height={tile.heightPx}>
              <rect width={tile.widthPx} height={tile.heightPx} fill={tile.colour} />
              <For each={tile.heads}>
                {(head) => (
                  <PersonFigure
                    figure={figures[head.figure ?? 0] ?? figures[0]}
                    transform={`translate(${head.xPx} ${head.yPx}) scale(${head.scale}) rotate(${head.tiltDegrees ?? 0} 0 60)`}
                  />
                )}
              </For>
            </svg>
          )}
        </For>
      </svg>
    ),
    holder,
  )
  const image = new Image()
  image.src = `data:image/svg+xml,${encodeURIComponent(holder.innerHTML)}`
  await image.decode()
  dispose()
  const canvas = document.createElement('canvas')
  canvas.width = widthPx
  canvas.height = heightPx
  canvas.getContext('2d')?.drawImage(image, 0, 0)
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.92))
  if (blob === null) throw new Error('The browser made no JPEG of a sample')
  return new Uint8Array(await blob.arrayBuffer())
}

const camera = { widthPx: 1920, heightPx: 1080 } as const
const upright: Head = { xPx: 960, yPx: 210, scale: 5.4 }

/** What the camera would see when the booth says that. The picture is not mirrored yet: the screen does it. */
const headsFor = (guidance: GuidanceCode): readonly Head[] => {
  switch (guidance) {
    case 'no-face':
      return []
    case 'several-faces':
      return [
        { xPx: 700, yPx: 300, scale: 4.6 },
        { xPx: 1240, yPx: 240, scale: 4.8, figure: 3 },
      ]
    case 'move-closer':
      return [{ xPx: 960, yPx: 380, scale: 3.2 }]
    case 'move-back':
      return [{ xPx: 960, yPx: 90, scale: 8.4 }]
    case 'move-left':
      return [{ ...upright, xPx: 700 }]
    case 'move-right':
      return [{ ...upright, xPx: 1220 }]
    case 'move-up':
      return [{ ...upright, yPx: 420 }]
    case 'move-down':
      return [{ ...upright, yPx: 60 }]
    case 'level-head':
      return [{ ...upright, tiltDegrees: 14 }]
    default:
      return [upright]
  }
}
const wallFor = (guidance: GuidanceCode): string => {
  if (guidance === 'too-dark') return '#4a4f4c'
  return guidance === 'too-bright' ? '#f7f8f6' : '#b9bfba'
}

/** A frame of the live view. */
export const sampleLive = (guidance: GuidanceCode): Promise<Uint8Array> =>
  draw(camera.widthPx, camera.heightPx, [
    { xPx: 0, yPx: 0, ...camera, colour: wallFor(guidance), heads: headsFor(guidance) },
  ])

const printOf = (
  { widthMm, heightMm }: DocumentSummary,
  colour: string,
  pxPerMm: number,
  xMm: number,
  yMm: number,
): Tile => {
  const place = figurePlacement(widthMm, heightMm)
  return {
    xPx: xMm * pxPerMm,
    yPx: yMm * pxPerMm,
    widthPx: widthMm * pxPerMm,
    heightPx: heightMm * pxPerMm,
    colour,
    heads: [{ xPx: place.xMm * pxPerMm, yPx: place.yMm * pxPerMm, scale: place.scale * pxPerMm }],
  }
}

export const samplePortrait = (document: DocumentSummary, colour: string): Promise<Uint8Array> => {
  const pxPerMm = 14
  return draw(Math.round(document.widthMm * pxPerMm), Math.round(document.heightMm * pxPerMm), [
    printOf(document, colour, pxPerMm, 0, 0),
  ])
}

/** 4R, lying: as many as fit with 2 mm between them. */
export const sampleSheet = (document: DocumentSummary, colour: string): Promise<Uint8Array> => {
  const [paperWidthMm, paperHeightMm, gapMm, pxPerMm] = [152.4, 101.6, 2, 6]
  const fit = (paperMm: number, printMm: number) => Math.max(1, Math.floor((paperMm - 4) / (printMm + gapMm)))
  const columns = fit(paperWidthMm, document.widthMm)
  const rows = fit(paperHeightMm, document.heightMm)
  const startMm = (paperMm: number, count: number, printMm: number) =>
    (paperMm - count * printMm - (count - 1) * gapMm) / 2
  return draw(
    Math.round(paperWidthMm * pxPerMm),
    Math.round(paperHeightMm * pxPerMm),
    Array.from({ length: columns * rows }, (_, at) =>
      printOf(
        document,
        colour,
        pxPerMm,
        startMm(paperWidthMm, columns, document.widthMm) + (at % columns) * (document.widthMm + gapMm),
        startMm(paperHeightMm, rows, document.heightMm) + Math.floor(at / columns) * (document.heightMm + gapMm),
      ),
    ),
  )
}
