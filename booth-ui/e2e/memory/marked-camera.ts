import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { resolvePhotograph } from '@quickid/models'
import sharp from 'sharp'
import { renderScene } from '../../../booth-server/src/camera/virtual/virtual-scene.ts'

/**
 * A camera on the network that ffmpeg plays (multipart/x-mixed-replace, as IP cameras do): a person with noise of its own
 * in every frame, so that each frame can be told from all others, or an empty wall.
 */
export interface MarkedCamera {
  /** For the booth's `camera` setting. */
  readonly url: string
  /** Every frame that shows the person, JPEG. */
  readonly frames: readonly Uint8Array[]
  readonly walls: readonly Uint8Array[]
  showPerson(): void
  showWall(): void
  /** Cuts every line and takes no new one, as a camera does that is pulled out. */
  pullOut(): void
  plugIn(): void
  stop(): Promise<void>
}

const FRAMES = 6
const FRAMES_PER_SECOND = 12
const BOUNDARY = 'frame'
/** Levels to either side: a sensor's noise in a dim room. */
const NOISE = 5

const noisy = async (jpeg: Uint8Array): Promise<Buffer> => {
  const { data, info } = await sharp(jpeg).removeAlpha().raw().toBuffer({ resolveWithObject: true })
  for (let at = 0; at < data.length; at++) {
    const level = data[at]! + Math.round((Math.random() * 2 - 1) * NOISE)
    data[at] = Math.max(0, Math.min(255, level))
  }
  const { width, height } = info
  return sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 90 })
    .toBuffer()
}

const wall = async (): Promise<Buffer> =>
  noisy(
    await sharp({ create: { width: 1280, height: 960, channels: 3, background: '#b9bec4' } })
      .jpeg()
      .toBuffer(),
  )

export const startMarkedCamera = async (): Promise<MarkedCamera> => {
  const { path, crop } = await resolvePhotograph('photograph-1')
  const scene = await renderScene({ path, crop }, FRAMES)
  const frames = await Promise.all(scene.liveFrames.map(noisy))
  const walls = await Promise.all(Array.from({ length: 6 }, wall))
  let shown: readonly Uint8Array[] = walls
  let isPluggedIn = true
  const lines = new Set<ServerResponse>()
  const server: Server = createServer((_request, response) => {
    if (!isPluggedIn) return void response.socket?.destroy()
    response.writeHead(200, { 'content-type': `multipart/x-mixed-replace; boundary=${BOUNDARY}` })
    lines.add(response)
    response.on('close', () => lines.delete(response))
  })
  let index = 0
  const timer = setInterval(() => {
    const jpeg = shown[index++ % shown.length]!
    for (const line of lines) {
      // A reader that lags gets fewer frames, as from a real camera.
      if (line.writableLength > 2 * jpeg.length) continue
      line.write(`--${BOUNDARY}\r\nContent-Type: image/jpeg\r\nContent-Length: ${jpeg.length}\r\n\r\n`)
      line.write(jpeg)
      line.write('\r\n')
    }
  }, 1000 / FRAMES_PER_SECOND)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const cut = () => {
    for (const line of lines) line.destroy()
  }
  return {
    url: `ffmpeg:?format=mpjpeg&output=copy&input=${encodeURIComponent(`http://127.0.0.1:${port}/`)}`,
    frames,
    walls,
    showPerson() {
      shown = frames
    },
    showWall() {
      shown = walls
    },
    pullOut() {
      isPluggedIn = false
      cut()
    },
    plugIn() {
      isPluggedIn = true
    },
    async stop() {
      clearInterval(timer)
      cut()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
