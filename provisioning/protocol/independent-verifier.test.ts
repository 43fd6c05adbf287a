import { generateKeyPairSync } from 'node:crypto'
import { createSigner, createVerifier, httpbis } from 'http-message-signatures'
import { describe, expect, it } from 'vitest'
import { contentDigest } from './content-digest.ts'
import {
  counterHeader,
  readRequest,
  requestComponents,
  requestTag,
  responseComponents,
  responseTag,
  signRequest,
  signResponse,
  verifyRequest,
  verifyResponse,
} from './signed-exchange.ts'

const { privateKey, publicKey } = generateKeyPairSync('ed25519')
const body = Buffer.from('{"a":1}')
const target = '/v1/records?since=7&x='
const url = `https://fleet.example${target}`
const nowSeconds = Math.floor(Date.now() / 1000)
const keyId = 'a-key'
const nonce = 'AAAAAAAAAAAAAAAAAAAAAA'

/** Another implementation of RFC 9421 as the reader. */
const verifier = {
  keyLookup: async ({ keyid }: { keyid?: string }) =>
    keyid === keyId ? { id: keyId, algs: ['ed25519'], verify: createVerifier(publicKey, 'ed25519') } : null,
  tolerance: 5,
}
/** Whether it takes the message; it throws for one that it can't read. */
const isTaken = (check: Promise<boolean | null>) =>
  check.then(
    (isGood) => isGood === true,
    () => false,
  )

const ourRequest = () =>
  signRequest({ method: 'POST', target, body, counter: 12, nonce, createdSeconds: nowSeconds, keyId }, privateKey)
const ourResponse = (requestSignature: string) =>
  signResponse({ status: 200, body, requestSignature, createdSeconds: nowSeconds, keyId }, privateKey)

describe('our signatures before an independent reader of RFC 9421', () => {
  it('of a request are taken, and refused once anything that they cover is changed', async () => {
    const headers = ourRequest()
    const request = { method: 'POST', url, headers }
    expect(await isTaken(httpbis.verifyMessage(verifier, request))).toBe(true)
    const changes = [
      { ...request, method: 'GET' },
      { ...request, url: url.replace('records', 'record') },
      { ...request, url: `${url}1` },
      { ...request, headers: { ...headers, [counterHeader]: '13' } },
      { ...request, headers: { ...headers, 'content-digest': contentDigest(Buffer.from('{"a":2}')) } },
    ]
    for (const changed of changes) expect(await isTaken(httpbis.verifyMessage(verifier, changed))).toBe(false)
  })

  it('of an answer are taken, and refused with another status or body', async () => {
    const headers = ourResponse(ourRequest().signature)
    const response = { status: 200, headers }
    expect(await isTaken(httpbis.verifyMessage(verifier, response))).toBe(true)
    expect(await isTaken(httpbis.verifyMessage(verifier, { ...response, status: 403 }))).toBe(false)
    const digest = { ...headers, 'content-digest': contentDigest(Buffer.from('{}')) }
    expect(await isTaken(httpbis.verifyMessage(verifier, { status: 200, headers: digest }))).toBe(false)
  })
})

describe('signatures of an independent writer of RFC 9421', () => {
  const key = createSigner(privateKey, 'ed25519', keyId)
  const paramValues = { created: new Date(nowSeconds * 1000), keyid: keyId, nonce }
  const params = ['created', 'keyid', 'nonce', 'tag']
  const headersOf = (headers: Record<string, string | string[]>) =>
    Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]))

  it('on a request are ours to read, and to refuse once a byte is changed', async () => {
    const signed = await httpbis.signMessage(
      { key, fields: [...requestComponents], params, paramValues: { ...paramValues, tag: requestTag } },
      { method: 'POST', url, headers: { 'content-digest': contentDigest(body), [counterHeader]: '12' } },
    )
    const headers = headersOf(signed.headers)
    const read = readRequest(headers)
    expect(read).toMatchObject({ keyId, nonce, counter: 12, createdSeconds: nowSeconds })
    const message = { method: 'POST', target, headers }
    expect(verifyRequest(message, body, read!, publicKey)).toBe(true)
    expect(verifyRequest(message, Buffer.from('{"a":2}'), read!, publicKey)).toBe(false)
    expect(verifyRequest({ ...message, target: '/v1/records' }, body, read!, publicKey)).toBe(false)
  })

  it('on an answer to our request are ours to read', async () => {
    const requestSignature = ourRequest().signature
    // What ties an answer to its request is this protocol's own: its nonce.
    const ours = ourResponse(requestSignature)
    const [, answerNonce] = /nonce="([^"]+)"/.exec(ours['signature-input']!) ?? []
    const signed = await httpbis.signMessage(
      {
        key,
        fields: [...responseComponents],
        params,
        paramValues: { ...paramValues, nonce: answerNonce!, tag: responseTag },
      },
      { status: 200, headers: { 'content-digest': contentDigest(body) } },
    )
    const answer = { status: 200, body, headers: headersOf(signed.headers) }
    expect(verifyResponse(answer, { requestSignature, keyId }, publicKey)).toBe(nowSeconds)
    expect(verifyResponse({ ...answer, status: 201 }, { requestSignature, keyId }, publicKey)).toBeNull()
  })
})
