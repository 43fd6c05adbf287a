import http from 'node:http'
import net from 'node:net'
import tls from 'node:tls'
import { messageOf, PrinterError } from '../printer-error.ts'
import type { Endpoint } from './endpoint.ts'

/** More than any printer's full list of media needs; reading of a longer response stops here. */
const MAX_RESPONSE_BYTES = 4 * 1024 * 1024

export interface PostOptions {
  /** For the whole exchange, connecting included. */
  readonly timeoutMs: number
  readonly signal?: AbortSignal
}

/**
 * One IPP request over HTTP (RFC 8010 3.4) on a connection of its own. `data` follows the head from the caller's own
 * memory, never joined into another buffer. When the promise settles, nothing more of it will be read.
 *
 * Throws PrinterError `printer.unreachable` (refused, reset, timed out, aborted: the printer may have received everything) or
 * `printer.protocol` (an answer that isn't HTTP 200 with a body of sane length).
 */
export const post = async (
  endpoint: Endpoint,
  head: Uint8Array,
  data: Uint8Array | null,
  { timeoutMs, signal }: PostOptions,
): Promise<Buffer> => {
  const deadline = AbortSignal.timeout(timeoutMs)
  const either = signal === undefined ? deadline : AbortSignal.any([signal, deadline])
  let socket: net.Socket | null = null
  try {
    either.throwIfAborted()
    socket = endpoint.isSecure ? await connectSecurely(endpoint, either) : net.connect(endpoint.port, endpoint.host)
    return await exchange(endpoint, socket, [head, ...(data === null ? [] : [data])], either)
  } catch (error) {
    if (error instanceof PrinterError) throw error
    const why = deadline.aborted ? `no answer within ${timeoutMs} ms` : signal?.aborted ? 'aborted' : messageOf(error)
    throw new PrinterError('printer.unreachable', `${endpoint.printerUri}: ${why}`, { cause: error })
  } finally {
    socket?.destroy()
  }
}

const exchange = (
  endpoint: Endpoint,
  socket: net.Socket,
  parts: readonly Uint8Array[],
  signal: AbortSignal,
): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const length = parts.reduce((sum, part) => sum + part.length, 0)
    const request = http.request({
      method: 'POST',
      host: endpoint.host,
      port: endpoint.port,
      path: endpoint.path,
      headers: { 'Content-Type': 'application/ipp', 'Content-Length': length, Connection: 'close' },
      createConnection: () => socket,
      signal,
    })
    request.on('error', reject)
    request.on('response', (response) => {
      const chunks: Buffer[] = []
      let received = 0
      response.on('error', reject)
      response.on('data', (chunk: Buffer) => {
        received += chunk.length
        chunks.push(chunk)
        if (received > MAX_RESPONSE_BYTES) {
          reject(new PrinterError('printer.protocol', `${endpoint.printerUri}: an answer of more than 4 MiB`))
          response.destroy()
        }
      })
      response.on('close', () => reject(new Error('the answer was cut off')))
      response.on('end', () => {
        if (response.statusCode === 200 && response.complete) return resolve(Buffer.concat(chunks))
        const hint = response.statusCode === 426 ? ': it requires TLS; use ipps:// in the printer URL' : ''
        reject(new PrinterError('printer.protocol', `${endpoint.printerUri}: HTTP ${response.statusCode}${hint}`))
      })
    })
    for (const part of parts) request.write(part)
    request.end()
  })

/** The certificate is checked before the first byte is sent. */
const connectSecurely = (endpoint: Endpoint, signal: AbortSignal): Promise<tls.TLSSocket> =>
  new Promise((resolve, reject) => {
    const { host, port, certificateSha256 } = endpoint
    const socket = tls.connect({
      host,
      port,
      // An IP address is not a server name (RFC 6066 section 3).
      ...(net.isIP(host) === 0 ? { servername: host } : {}),
      rejectUnauthorized: false,
    })
    const onAbort = () => {
      socket.destroy()
      reject(signal.reason)
    }
    signal.addEventListener('abort', onAbort, { once: true })
    socket.once('error', reject)
    socket.once('secureConnect', () => {
      signal.removeEventListener('abort', onAbort)
      const presented = socket.getPeerCertificate().fingerprint256?.replaceAll(':', '').toLowerCase() ?? 'none'
      const isTrusted = certificateSha256 === null ? socket.authorized : presented === certificateSha256
      if (isTrusted) return resolve(socket)
      socket.destroy()
      reject(
        new PrinterError(
          'printer.unreachable',
          certificateSha256 === null
            ? `${endpoint.printerUri}: its certificate is not trusted (${socket.authorizationError}); if it is the ` +
                `printer's own, pin it: #sha256=${presented}`
            : `${endpoint.printerUri}: expected the certificate ${certificateSha256} but received ${presented}`,
        ),
      )
    })
  })
