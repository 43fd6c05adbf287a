import { expect, test } from 'vitest'
import { parseEndpoint } from './endpoint.ts'

const pin = 'ab'.repeat(32)

test.each([
  ['ipp://booth.local/ipp/print', { host: 'booth.local', port: 631, path: '/ipp/print', isSecure: false }],
  ['ipp://localhost:8631/printers/selphy', { host: 'localhost', port: 8631, path: '/printers/selphy' }],
  ['ipp://[fe80::1]/ipp', { host: 'fe80::1', port: 631, printerUri: 'ipp://[fe80::1]/ipp' }],
  ['ipps://booth.local/ipp/print', { isSecure: true, certificateSha256: null }],
  [`ipps://booth.local/ipp#sha256=${pin}`, { printerUri: 'ipps://booth.local/ipp', certificateSha256: pin }],
  [`ipps://h/ipp#sha256=${pin.replace(/..(?=.)/g, '$&:').toUpperCase()}`, { certificateSha256: pin }],
])('parseEndpoint understands %s', (url, expected) => {
  expect(parseEndpoint(url)).toMatchObject(expected)
})

test.each([
  'ipp:',
  'ipp://',
  'http://h/',
  'ipp://user:secret@h/',
  'ipps://h/#sha256=12',
  `ipp://h/#sha256=${pin}`,
  'nonsense',
])('parseEndpoint refuses %s with printer.url', (url) => {
  expect(() => parseEndpoint(url)).toThrow(/printer\.url/)
})
