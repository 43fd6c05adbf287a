import { createPrivateKey, createPublicKey, verify } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { contentDigest, matchesContentDigest } from './content-digest.ts'
import { readSignature, signatureBase, signMessage, verifyMessage } from './message-signature.ts'

// Facts of RFC 9421: the key of appendix B.1.4, the message of B.2, the signature of B.2.6.
const privateKey = createPrivateKey(
  '-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF\n-----END PRIVATE KEY-----\n',
)
const publicKey = createPublicKey(
  '-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=\n-----END PUBLIC KEY-----\n',
)
const components = ['date', '@method', '@path', '@authority', 'content-type', 'content-length']
const inputText = `(${components.map((name) => `"${name}"`).join(' ')});created=1618884473;keyid="test-key-ed25519"`
const signature = 'wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw=='
const message = {
  method: 'POST',
  target: '/foo?param=Value&Pet=dog',
  authority: 'example.com',
  headers: { date: 'Tue, 20 Apr 2021 02:07:55 GMT', 'content-type': 'application/json', 'content-length': '18' },
}
const signedHeaders = (input = inputText, value = signature, label = 'sig-b26') => ({
  ...message.headers,
  'signature-input': `${label}=${input}`,
  signature: `sig-b26=:${value}:`,
})

describe('message signatures, RFC 9421', () => {
  it('builds the signature base of B.2.6', () => {
    expect(signatureBase(message, components, inputText)).toBe(
      [
        '"date": Tue, 20 Apr 2021 02:07:55 GMT',
        '"@method": POST',
        '"@path": /foo',
        '"@authority": example.com',
        '"content-type": application/json',
        '"content-length": 18',
        `"@signature-params": ${inputText}`,
      ].join('\n'),
    )
  })

  it('makes the signature of B.2.6', () => {
    const headers = signMessage(message, components, { created: 1618884473, keyid: 'test-key-ed25519' }, privateKey)
    expect(headers).toEqual({ 'signature-input': `sig=${inputText}`, signature: `sig=:${signature}:` })
  })

  it('takes the signature of B.2.6', () => {
    const read = readSignature(signedHeaders())
    expect(read?.parameters).toEqual({ created: 1618884473, keyid: 'test-key-ed25519' })
    expect(read && verifyMessage({ ...message, headers: signedHeaders() }, read, publicKey, ['@method'])).toBe(true)
  })

  it.each([
    ['another method', { method: 'PUT' }],
    ['another path', { target: '/fo' }],
    ['another host', { authority: 'example.org' }],
    ['another header', { headers: { ...message.headers, 'content-length': '19' } }],
    ['a missing header', { headers: { date: message.headers.date, 'content-type': 'application/json' } }],
    ['a header that forges a line', { headers: { ...message.headers, 'content-length': '18\n"x": y' } }],
  ])('refuses %s', (_name, change) => {
    const read = readSignature(signedHeaders())
    expect(read && verifyMessage({ ...message, ...change }, read, publicKey, [])).toBe(false)
  })

  it('refuses a signature that does not cover what is required', () => {
    const read = readSignature(signedHeaders())
    expect(read && verifyMessage(message, read, publicKey, ['content-digest'])).toBe(false)
  })

  it.each([
    ['no fields', {}],
    ['two labels', signedHeaders(inputText, signature, 'other')],
    ['a parameter twice', signedHeaders(`${inputText};created=1`)],
    ['an unknown parameter', signedHeaders(`${inputText};expires=1`)],
    ['another algorithm', signedHeaders(`${inputText};alg="hmac-sha256"`)],
    ['no created', signedHeaders('("@method");keyid="a"')],
    ['a component twice', signedHeaders('("@method" "@method");created=1;keyid="a"')],
    ['a component with a parameter', signedHeaders('("@method";req);created=1;keyid="a"')],
    ['a negative time', signedHeaders('("@method");created=-1;keyid="a"')],
    ['two signatures', { ...signedHeaders(), signature: `sig-b26=:${signature}:, sig2=:${signature}:` }],
  ])('does not read %s', (_name, headers) => {
    expect(readSignature(headers)).toBeNull()
  })

  it('signs an absent query as "?" (2.2.7) and an empty path as "/" (2.2.6)', () => {
    expect(signatureBase({ target: '', headers: {} }, ['@path', '@query'], '()')).toBe(
      '"@path": /\n"@query": ?\n"@signature-params": ()',
    )
    expect(signatureBase({ target: '/a?b=%20c', headers: {} }, ['@query'], '()')).toContain('"@query": ?b=%20c\n')
  })

  it('throws rather than sign a component that is not there', () => {
    expect(() => signMessage({ headers: {} }, ['@method'], { created: 1, keyid: 'a' }, privateKey)).toThrow(RangeError)
  })

  it('signs with the key of the appendix as OpenSSL does', () => {
    const base = signatureBase(message, components, inputText) ?? ''
    expect(verify(null, Buffer.from(base), publicKey, Buffer.from(signature, 'base64'))).toBe(true)
  })
})

describe('content digest, RFC 9530', () => {
  // Appendix D of RFC 9530: this body and its sha-256.
  const body = Buffer.from('{"hello": "world"}')
  const field = 'sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:'

  it('is the one of the RFC', () => {
    expect(contentDigest(body)).toBe(field)
    expect(matchesContentDigest(field, body)).toBe(true)
  })

  it.each([undefined, '', 'sha-512=:AAAA:', field.replace('X4', 'Y4'), `${field}, ${field}`])('refuses %s', (other) => {
    expect(matchesContentDigest(other, body)).toBe(false)
  })
})
