import { PrinterError } from '../printer-error.ts'

/** IANA's port of ipp and ipps both (RFC 8010, RFC 7472). */
const IPP_PORT = 631

export interface Endpoint {
  /** `printer-uri` as the printer knows it. */
  readonly printerUri: string
  readonly isSecure: boolean
  readonly host: string
  readonly port: number
  readonly path: string
  /** Lower-case hex of the certificate that is expected; null = one that the system trusts. */
  readonly certificateSha256: string | null
}

/**
 * `ipp://HOST[:PORT]/PATH` and `ipps://...`, where `#sha256=HEX` pins the certificate: printers sign their own.
 * Throws PrinterError `printer.url`.
 */
export const parseEndpoint = (url: string): Endpoint => {
  const parsed = URL.canParse(url) ? new URL(url) : null
  const isSecure = parsed?.protocol === 'ipps:'
  if (parsed === null || (parsed.protocol !== 'ipp:' && !isSecure)) {
    throw new PrinterError('printer.url', 'Expected ipp://HOST[:PORT]/PATH but received what is no such URL')
  }
  if (parsed.username !== '' || parsed.password !== '') {
    throw new PrinterError(
      'printer.url',
      'A printer URL may hold no user or password, because it is logged and shown to staff: remove them',
    )
  }
  if (parsed.hostname === '') {
    throw new PrinterError('printer.url', 'Expected ipp://HOST[:PORT]/PATH but received a URL without a host')
  }
  const path = `${parsed.pathname === '' ? '/' : parsed.pathname}${parsed.search}`
  return {
    printerUri: `${parsed.protocol}//${parsed.host}${path}`,
    isSecure,
    // Node's sockets want an IPv6 address without its brackets.
    host: parsed.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: parsed.port === '' ? IPP_PORT : Number(parsed.port),
    path,
    certificateSha256: pinOf(parsed, isSecure),
  }
}

const pinOf = ({ hash }: URL, isSecure: boolean): string | null => {
  if (hash === '') return null
  const pin = /^#sha256=([0-9a-f:]+)$/i.exec(hash)?.[1]?.replaceAll(':', '').toLowerCase()
  if (!isSecure || pin?.length !== 64) {
    throw new PrinterError('printer.url', 'Expected nothing after a #, or with ipps: #sha256= and 64 hex digits')
  }
  return pin
}
