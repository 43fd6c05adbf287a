import type { AddressInfo } from 'node:net'
import { connect, createServer, type Socket } from 'node:net'

/**
 * A line between page and booth that copies what the booth says, outside of both: what a page was sent can be looked for
 * in its memory without a word of the test in it.
 */
export interface ListeningLine {
  readonly url: string
  /** The portraits and sheets that went over the line since the last `forget`, JPEG. */
  pictures(): { readonly portraits: Uint8Array[]; readonly sheets: Uint8Array[] }
  forget(): void
  stop(): Promise<void>
}

/** RFC 6455 5.2: heads of the server's binary frames, unmasked, by how they state their length. */
const heads = [
  {
    mark: Buffer.from([0x82, 127]),
    bytes: 10,
    lengthAt: (bytes: Buffer, at: number) => Number(bytes.readBigUInt64BE(at + 2)),
  },
  { mark: Buffer.from([0x82, 126]), bytes: 4, lengthAt: (bytes: Buffer, at: number) => bytes.readUInt16BE(at + 2) },
]

/** The pictures of a kind, as the booth's protocol numbers it, in the order in which they came. */
const previewsIn = (bytes: Buffer, kind: number): Uint8Array[] => {
  const found: { at: number; jpeg: Uint8Array }[] = []
  for (const head of heads) {
    for (let at = bytes.indexOf(head.mark); at >= 0; at = bytes.indexOf(head.mark, at + 2)) {
      const start = at + head.bytes
      if (start > bytes.length) break
      const length = head.lengthAt(bytes, at)
      const payload = bytes.subarray(start, start + length)
      const isPicture = payload[0] === kind && payload[5] === 0xff && payload[6] === 0xd8
      if (isPicture && payload.length === length) found.push({ at, jpeg: Uint8Array.from(payload.subarray(5)) })
    }
  }
  return found.sort((one, other) => one.at - other.at).map(({ jpeg }) => jpeg)
}

export const startListeningLine = async (boothPort: number): Promise<ListeningLine> => {
  let heard: Buffer[] = []
  const sockets = new Set<Socket>()
  const server = createServer((page) => {
    const booth = connect(boothPort, '127.0.0.1')
    for (const socket of [page, booth]) {
      sockets.add(socket)
      socket.on('close', () => sockets.delete(socket))
      socket.on('error', () => {})
    }
    page.pipe(booth)
    booth.on('data', (chunk: Buffer) => heard.push(Buffer.from(chunk)))
    booth.pipe(page)
    booth.on('close', () => page.destroy())
    page.on('close', () => booth.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    pictures() {
      const bytes = Buffer.concat(heard)
      return { portraits: previewsIn(bytes, 2), sheets: previewsIn(bytes, 3) }
    },
    forget() {
      heard = []
    },
    async stop() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
