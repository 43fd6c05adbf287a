import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeMessage, encodeMessage, enumeration, groupTags, integer, keywords, text } from '../testing/ipp-wire.ts'
import { decodeResponse, encodeRequest, type IppRequest } from './codec.ts'

const request: IppRequest = {
  version: '2.0',
  operation: 'Create-Job',
  requestId: 7,
  operationAttributes: { 'printer-uri': 'ipp://localhost/ipp/print', 'job-name': 'ledger-1' },
}

describe('an IPP request', () => {
  test('is decoded to what was meant by a decoder that shares no code with the encoder', () => {
    const message = decodeMessage(
      encodeRequest({ ...request, jobAttributes: { copies: 1, 'print-quality': 'high', 'print-scaling': 'none' } }),
    )
    expect(message).toMatchObject({ version: [2, 0], code: 0x05, requestId: 7 })
    expect(message.groups).toEqual([
      {
        tag: groupTags.operation,
        attributes: {
          'attributes-charset': [text('charset', 'utf-8')],
          'attributes-natural-language': [text('language', 'en')],
          'printer-uri': [text('uri', 'ipp://localhost/ipp/print')],
          'job-name': [text('name', 'ledger-1')],
        },
      },
      {
        tag: groupTags.job,
        attributes: { copies: [integer(1)], 'print-quality': [enumeration(5)], 'print-scaling': keywords('none') },
      },
    ])
    expect(message.data).toHaveLength(0)
  })

  test.each<[string, Partial<IppRequest>, RegExp]>([
    [
      'an attribute that the encoder drops',
      { jobAttributes: { copies: 1, 'no-such-attribute': 1 } },
      /Expected 1 for Create-Job job-attributes-tag no-such-attribute but encoded nothing/,
    ],
    [
      'a member that the encoder drops',
      { jobAttributes: { 'media-col': { 'media-size': { 'x-dimension': 1, 'y-dimension': 2 }, 'no-member': 1 } } },
      /media-col no-member but encoded nothing/,
    ],
    ['an unknown enum', { jobAttributes: { 'print-quality': 'best' } }, /print-quality/],
    [
      'a resolution that the encoder misreads',
      { jobAttributes: { 'printer-resolution': [300, 300, 'dpi'] } },
      /printer-resol/,
    ],
    ['an unknown operation', { operation: 'Make-Coffee' }, /Make-Coffee/],
  ])('with %s is refused before it is sent', (_name, change, message) => {
    const encode = () => encodeRequest({ ...request, ...change })
    expect(encode).toThrow(message)
    expect(encode).toThrow(/printer\.encoding/)
  })
})

describe('an IPP response', () => {
  const encoded = (code: number): Buffer =>
    encodeMessage({
      version: [2, 0],
      code,
      requestId: 9,
      groups: [
        { tag: groupTags.operation, attributes: { 'status-message': [text('text', 'No.')] } },
        { tag: groupTags.unsupported, attributes: { 'media-col': [{ tag: 'no-value', value: null }] } },
        { tag: groupTags.job, attributes: { 'job-id': [integer(1)], 'job-state': [enumeration(9)] } },
        { tag: groupTags.job, attributes: { 'job-id': [integer(2)] } },
        { tag: groupTags.printer, attributes: { 'printer-state-reasons': keywords('media-low', 'cover-open') } },
      ],
    })

  test('is decoded with its status, unsupported attributes, jobs and printer', () => {
    expect(decodeResponse(encoded(0x0001))).toEqual({
      status: 'successful-ok-ignored-or-substituted-attributes',
      requestId: 9,
      message: 'No.',
      unsupported: ['media-col'],
      jobs: [{ 'job-id': 1, 'job-state': 'completed' }, { 'job-id': 2 }],
      printer: { 'printer-state-reasons': ['media-low', 'cover-open'] },
    })
  })

  test('keeps the number of an unregistered status', () => {
    expect(decodeResponse(encoded(0x05ff)).status).toBe('status 1535')
  })

  test('is refused wherever it is truncated', () => {
    const bytes = encoded(0)
    for (let length = 0; length < bytes.length; length++) {
      expect(() => decodeResponse(bytes.subarray(0, length))).toThrow(/printer\.protocol/)
    }
  })

  test('is decoded or refused, and never hangs, whatever bytes are changed', () => {
    const bytes = encoded(0)
    const change = fc.tuple(fc.nat(bytes.length - 1), fc.nat(255))
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 8 }), (changes) => {
        const mutated = Buffer.from(bytes)
        for (const [position, value] of changes) mutated[position] = value
        try {
          decodeResponse(mutated)
        } catch (error) {
          expect(error).toMatchObject({ code: 'printer.protocol' })
        }
      }),
      { numRuns: 5000 },
    )
  })

  // Each of them put the package's parser out of step, which then read backwards until the memory was full.
  const field = (...value: number[]) => [value.length >> 8, value.length & 0xff, ...value]
  test.each([
    ['an out-of-band value with bytes', [0x13, ...field(0x61), ...field(0xff, 0xf0)]],
    ['a value of an unknown kind with bytes', [0x7f, ...field(0x61), ...field(0, 0, 0, 1)]],
    ['a text whose language is longer than the value', [0x35, ...field(0x61), ...field(0xff, 0xf0, 0x65, 0, 0)]],
    ['a text with bytes behind it', [0x36, ...field(0x61), ...field(0, 1, 0x65, 0, 1, 0x66, 0x67)]],
    ['a reserved tag', [0x00, 0x00, 0x00]],
    ['a member outside a collection', [0x4a, ...field(), ...field(0x61)]],
    ['an end without a collection', [0x37, ...field(), ...field()]],
    ['a collection that a group cuts off', [0x34, ...field(0x61), ...field(), 0x04]],
    [
      'a member without a value',
      [0x34, ...field(0x61), ...field(), 0x4a, ...field(), ...field(0x62), 0x37, 0, 0, 0, 0],
    ],
  ])('with %s is refused', (_, attributes) => {
    const message = Buffer.from([2, 0, 0, 0, 0, 0, 0, 1, 1, ...attributes, 3])
    expect(() => decodeResponse(message)).toThrow(/printer\.protocol/)
  })

  test('with a length that reads as negative is refused', () => {
    const head = Buffer.from([2, 0, 0, 0, 0, 0, 0, 1, 1, 0x41, 0xff, 0xfb])
    expect(() => decodeResponse(Buffer.concat([head, Buffer.alloc(0xfffb), Buffer.from([0, 0, 3])]))).toThrow(
      /a length is wrong/,
    )
  })
})
