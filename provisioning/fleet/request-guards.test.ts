import { describe, expect, it } from 'vitest'
import { holdsNul, isServedHost } from './request-guards.ts'

describe('the host that the fleet is asked by', () => {
  const named = 'https://fleet.example.com'
  it.each([
    // host, path, public URL, whether it is served
    ['fleet.example.com', '/', named, true],
    ['FLEET.example.com:443', '/v1/records', named, true],
    ['fleet.example.com.evil.example', '/', named, false],
    ['evil.example', '/', named, false],
    ['evil.example', '/healthz', named, false],
    ['127.0.0.1:8090', '/', named, true],
    ['127.9.9.9', '/', named, true],
    ['[::1]:8090', '/', named, true],
    ['localhost:8090', '/', named, true],
    ['localhost.evil.example', '/', named, false],
    ['10.0.0.5:8090', '/', named, false],
    ['10.0.0.5:8090', '/healthz', named, true],
    ['[2001:db8::5]', '/readyz', named, true],
    ['[2001:db8::5]', '/', named, false],
    ['10.0.0.5:8090', '/', 'http://10.0.0.5:8090', true],
    ['10.0.0.5:8090', '/', null, true],
    ['[2001:db8::5]:8090', '/v1/records', null, true],
    ['localhost', '/', null, true],
    ['fleet.example.com', '/', null, false],
    [undefined, '/healthz', null, false],
    ['', '/healthz', null, false],
    ['a b', '/', named, false],
    ['fleet.example.com/x', '/', null, false],
  ])('%s for %s of %s: %s', (host, path, publicUrl, isServed) => {
    expect(isServedHost(host, path, { publicUrl })).toBe(isServed)
  })
})

describe('a NUL', () => {
  it.each([
    ['in a text', 'a\0', true],
    ['in a member', { name: 'a\0b' }, true],
    ['in a member’s name', { 'a\0': 1 }, true],
    ['deep inside', { a: [{ b: ['\0'] }] }, true],
    ['nowhere', { a: ['0', 0, null, true, { b: '\\0' }] }, false],
    ['nowhere in bytes, which are no text', Buffer.from([0]), false],
    ['nowhere in nothing', undefined, false],
  ])('is found %s', (_name, value, isThere) => expect(holdsNul(value)).toBe(isThere))

  it('is found however deep the body is nested', () => {
    expect(holdsNul(JSON.parse(`${'['.repeat(30_000)}"\\u0000"${']'.repeat(30_000)}`))).toBe(true)
  })
})
