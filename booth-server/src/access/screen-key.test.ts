import { describe, expect, it } from 'vitest'
import { boothUrlOf, isSameSecret, makeScreenKey, needsScreenKey, screenLink } from './screen-key.ts'

const virtual = { camera: 'virtual:', printer: 'virtual:?seconds=1' }

describe('a booth', () => {
  it.each(['127.0.0.1', '127.8.0.1', '::1', 'localhost'])('on %s asks for no key while all is virtual', (host) => {
    expect(needsScreenKey({ host, ...virtual })).toBe(false)
    expect(needsScreenKey({ host, ...virtual, camera: 'v4l2:///dev/video0' })).toBe(true)
    expect(needsScreenKey({ host, ...virtual, printer: 'ipp://printer.local/ipp/print' })).toBe(true)
  })

  it.each(['0.0.0.0', '::', '192.168.1.20', '127.example', 'localhost.example', 'booth.local', ''])(
    'on %s asks for the key, virtual or not',
    (host) => {
      expect(needsScreenKey({ host, ...virtual })).toBe(true)
    },
  )

  it.each([
    ['127.0.0.1', 'http://127.0.0.1:8080'],
    ['0.0.0.0', 'http://127.0.0.1:8080'],
    ['::', 'http://[::1]:8080'],
    ['::1', 'http://[::1]:8080'],
    ['192.168.1.20', 'http://192.168.1.20:8080'],
    ['booth.local', 'http://booth.local:8080'],
  ])('that listens on %s is at %s for its own kiosk', (host, url) => {
    expect(boothUrlOf(host, 8080)).toBe(url)
  })
})

describe('a key', () => {
  it('is another one each time, of 256 bits, and fits into an address as it is', () => {
    const keys = Array.from({ length: 100 }, makeScreenKey)
    expect(new Set(keys).size).toBe(100)
    for (const key of keys) expect(key).toMatch(/^[\w-]{43}$/)
    expect(new URL(screenLink('http://127.0.0.1:8080', keys[0]!)).searchParams.get('key')).toBe(keys[0])
  })

  it('is known to whoever has all of it', () => {
    const key = makeScreenKey()
    expect(isSameSecret(key, key)).toBe(true)
    for (const other of ['', key.slice(1), `${key}A`, makeScreenKey()]) expect(isSameSecret(other, key)).toBe(false)
  })
})
