import { encodeBinary } from '@quickid/booth-server/protocol'
import { describe, expect, it } from 'vitest'
import { readHelloVersion, readPicture, readServerMessage } from './read-message.ts'

describe('what the server says', () => {
  it('is taken when the protocol knows it', () => {
    const message = { kind: 'error', code: 'not-now', detail: 'Not now' }
    expect(readServerMessage(JSON.stringify(message))).toEqual(message)
    const visit = { kind: 'visit', view: { state: 'attract' } }
    expect(readServerMessage(JSON.stringify(visit))).toEqual(visit)
  })

  it.each([
    '',
    '{',
    'null',
    '[]',
    '{"kind":"visit"}',
    '{"kind":"visit","view":{"state":"attract","more":1}}',
    '{"kind":"shutdown"}',
    '{"kind":"error","code":"made-up","detail":""}',
  ])('is dropped when it does not: %s', (text) => {
    expect(readServerMessage(text)).toBeNull()
  })

  it('tells its version also in a hello that this version can’t read', () => {
    expect(readHelloVersion('{"kind":"hello","protocolVersion":7,"brandNew":true}')).toBe(7)
    expect(readHelloVersion('{"kind":"visit","protocolVersion":7}')).toBeNull()
    expect(readHelloVersion('nothing')).toBeNull()
  })

  it('may be a picture', () => {
    const jpeg = Uint8Array.from([255, 216, 255, 1, 2, 3])
    const bytes = encodeBinary('portrait', 9, jpeg)
    const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer
    expect(readPicture(buffer)).toMatchObject({ kind: 'portrait', sequence: 9 })
    expect([...readPicture(buffer)!.jpeg]).toEqual([...jpeg])
    expect(readPicture(new ArrayBuffer(2))).toBeNull()
  })
})
