import { setTimeout as delay } from 'node:timers/promises'
import { closeCodes, PROTOCOL_VERSION } from '@quickid/booth-server/protocol'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { type BackOff, createBackOff } from './back-off.ts'
import { BoothConnection, type BoothConnectionDeps } from './booth-connection.ts'
import { helloOf, listenTo, openSocket, type PeerLine, WirePeer } from './testing/wire-peer.ts'

const ends: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

const FIRST_MS = 30
/** The connection's own back-off, with its waits written down. */
const writtenDown = (backOff: BackOff) => {
  const waitsMs: number[] = []
  return {
    waitsMs,
    next: () => {
      const waitMs = backOff.next()
      waitsMs.push(waitMs)
      return waitMs
    },
    reset: () => backOff.reset(),
  }
}

const listen = async (onLine: (line: PeerLine) => void = () => {}): Promise<WirePeer> => {
  const peer = await WirePeer.listen({ onLine })
  ends.push(() => peer.stop())
  return peer
}

const connect = (port: number, more: Partial<BoothConnectionDeps> = {}) => {
  const backOff = writtenDown(createBackOff({ firstMs: FIRST_MS, longestMs: 8 * FIRST_MS, random: () => 0 }))
  const reload = vi.fn()
  const connection = new BoothConnection({
    openSocket: openSocket(port),
    locale: () => 'zh-CN',
    reload,
    backOff,
    reloadAfterMs: FIRST_MS,
    ...more,
  })
  const heard = listenTo(connection)
  ends.push(() => connection.stop())
  return { connection, heard, reload, backOff }
}

const greet = (line: PeerLine) => line.say(helloOf())
/** Longer than any wait of these tests: what was to happen by itself has happened. */
const settle = () => delay(20 * FIRST_MS)

describe('a connection to the booth', () => {
  it('says hello with its version and language, and is open once the server answers with its own', async () => {
    const peer = await listen()
    const { connection, heard } = connect(peer.port)
    await vi.waitFor(() => expect(peer.line.received).toHaveLength(1))
    expect(peer.line.received).toEqual([{ kind: 'hello', protocolVersion: PROTOCOL_VERSION, locale: 'zh-CN' }])
    expect(connection.send({ kind: 'begin' })).toBe(false)
    greet(peer.line)
    await vi.waitFor(() => expect(heard.states).toEqual(['open']))
    expect(heard.messages).toEqual([helloOf()])
    expect(connection.send({ kind: 'begin' })).toBe(true)
    await vi.waitFor(() => expect(peer.line.received.at(-1)).toEqual({ kind: 'begin' }))
  })

  it('hands on messages and pictures in the order in which the server sent them', async () => {
    const peer = await listen((line) => {
      greet(line)
      line.picture({ kind: 'portrait', sequence: 7, jpeg: Uint8Array.of(255, 216, 1) })
      line.say({ kind: 'visit', view: { state: 'document' } })
    })
    const { heard } = connect(peer.port)
    await vi.waitFor(() => expect(heard.messages).toHaveLength(2))
    expect(heard.messages[1]).toEqual({ kind: 'visit', view: { state: 'document' } })
    expect(heard.pictures.map(({ kind, sequence, jpeg }) => [kind, sequence, ...jpeg])).toEqual([
      ['portrait', 7, 255, 216, 1],
    ])
  })

  it('drops pictures that come before the hello, and binary messages of an unknown kind', async () => {
    const peer = await listen((line) => {
      line.picture({ kind: 'live', sequence: 1, jpeg: Uint8Array.of(255, 216) })
      greet(line)
      line.raw(Uint8Array.of(99, 0, 0, 0, 1, 255, 216))
      line.picture({ kind: 'live', sequence: 2, jpeg: Uint8Array.of(255, 216) })
    })
    const { heard } = connect(peer.port)
    await vi.waitFor(() => expect(heard.pictures.map(({ sequence }) => sequence)).toEqual([2]))
    expect(peer.lines).toHaveLength(1)
  })
})

describe('a connection that is cut', () => {
  it('comes back after waits that double, and starts over with the shortest once it was open', async () => {
    const peer = await listen((line) => {
      if (peer.lines.length < 4) line.cut()
      else greet(line)
    })
    const { heard, backOff } = connect(peer.port)
    await vi.waitFor(() => expect(heard.states).toEqual(['lost', 'open']))
    expect(backOff.waitsMs).toEqual([30, 60, 120])
    const startsMs = peer.lines.map(({ atMs }) => atMs)
    // A timer may fire up to a millisecond early.
    for (const [index, waitMs] of backOff.waitsMs.entries()) {
      expect(startsMs[index + 1]! - startsMs[index]!).toBeGreaterThanOrEqual(waitMs - 1)
    }
    peer.line.cut()
    await vi.waitFor(() => expect(peer.lines).toHaveLength(5))
    expect(backOff.waitsMs).toEqual([30, 60, 120, 30])
    await vi.waitFor(() => expect(heard.states).toEqual(['lost', 'open', 'lost', 'open']))
  })

  it('finds a server that was away and came back', async () => {
    const first = await listen(greet)
    const { connection, heard, backOff } = connect(first.port)
    const { port } = first
    await vi.waitFor(() => expect(heard.states).toEqual(['open']))
    await first.stop()
    await vi.waitFor(() => expect(backOff.waitsMs.length).toBeGreaterThan(2))
    expect(connection.send({ kind: 'touch' })).toBe(false)
    const second = await WirePeer.listen({ port, onLine: greet })
    ends.push(() => second.stop())
    await vi.waitFor(() => expect(heard.states).toEqual(['open', 'lost', 'open']))
    expect(connection.send({ kind: 'touch' })).toBe(true)
    await vi.waitFor(() => expect(second.line.received.at(-1)).toEqual({ kind: 'touch' }))
  })

  it('counts as cut when no hello comes in time', async () => {
    const peer = await listen((line) => {
      if (peer.lines.length > 1) greet(line)
    })
    const { heard } = connect(peer.port, { helloWithinMs: 80 })
    await vi.waitFor(() => expect(heard.states).toEqual(['lost', 'open']))
    expect(peer.lines).toHaveLength(2)
    await vi.waitFor(() => expect(peer.lines[0]!.isClosed).toBe(true))
    // The time for the hello is over for a connection that had one.
    await delay(160)
    expect(heard.states).toEqual(['lost', 'open'])
  })

  it.each([
    ['text that is no JSON', '{'],
    ['a kind that the protocol does not have', '{"kind":"shutdown"}'],
    ['a known kind with a property too many', '{"kind":"visit","view":{"state":"attract","more":1}}'],
    ['a known kind with a wrong value', '{"kind":"error","code":"made-up","detail":""}'],
  ])('refuses %s: nothing is handed on, and it connects anew', async (_, text) => {
    const peer = await listen((line) => {
      greet(line)
      if (peer.lines.length > 1) return
      line.raw(text)
      line.say({ kind: 'visit', view: { state: 'document' } })
    })
    const { heard } = connect(peer.port)
    await vi.waitFor(() => expect(heard.states).toEqual(['open', 'lost', 'open']))
    expect(heard.messages.map(({ kind }) => kind)).toEqual(['hello', 'hello'])
    await vi.waitFor(() => expect(peer.lines[0]!.isClosed).toBe(true))
  })
})

describe('a server of another version', () => {
  it.each([
    [
      'says so in its hello, which this version can’t read',
      (line: PeerLine) => line.raw('{"kind":"hello","protocolVersion":99,"brandNew":true}'),
    ],
    [
      'answers with an error and closes',
      (line: PeerLine) => {
        line.say({ kind: 'error', code: 'wrong-version', detail: 'Another version' })
        line.close(closeCodes.wrongVersion)
      },
    ],
    ['only closes', (line: PeerLine) => line.close(closeCodes.wrongVersion)],
  ])('%s: the page is asked to reload once, and does not connect again', async (_, answer) => {
    const peer = await listen(answer)
    const { heard, reload } = connect(peer.port)
    await vi.waitFor(() => expect(reload).toHaveBeenCalled())
    await settle()
    expect(reload).toHaveBeenCalledTimes(1)
    expect(heard).toMatchObject({ states: ['wrong-version'], messages: [] })
    expect(peer.lines).toHaveLength(1)
  })
})

describe('a screen that another one supersedes', () => {
  it('does not connect again by itself, but does when it is told to', async () => {
    const peer = await listen(greet)
    const { connection, heard, backOff } = connect(peer.port)
    await vi.waitFor(() => expect(heard.states).toEqual(['open']))
    peer.line.say({ kind: 'error', code: 'busy', detail: 'Another screen took over' })
    peer.line.close(closeCodes.superseded)
    await vi.waitFor(() => expect(heard.states).toEqual(['open', 'superseded']))
    await settle()
    expect(peer.lines).toHaveLength(1)
    expect(backOff.waitsMs).toEqual([])
    expect(connection.send({ kind: 'touch' })).toBe(false)
    connection.reconnect()
    await vi.waitFor(() => expect(heard.states).toEqual(['open', 'superseded', 'connecting', 'open']))
  })
})

describe('a connection that is stopped', () => {
  it('closes its socket, tells nothing more and does not come back', async () => {
    const peer = await listen(greet)
    const { connection, heard } = connect(peer.port)
    await vi.waitFor(() => expect(heard.states).toEqual(['open']))
    connection.stop()
    expect(connection.send({ kind: 'touch' })).toBe(false)
    await vi.waitFor(() => expect(peer.line.isClosed).toBe(true))
    await settle()
    expect(heard.states).toEqual(['open'])
    expect(peer.lines).toHaveLength(1)
  })

  it('while it waits for the next attempt makes none', async () => {
    const peer = await listen((line) => line.cut())
    const { connection, heard } = connect(peer.port, { backOff: createBackOff({ firstMs: 300, random: () => 0 }) })
    await vi.waitFor(() => expect(heard.states).toEqual(['lost']))
    connection.stop()
    await settle()
    expect(peer.lines).toHaveLength(1)
  })

  it('while the page waits to reload no longer asks for it', async () => {
    const peer = await listen((line) => line.close(closeCodes.wrongVersion))
    const { connection, heard, reload } = connect(peer.port, { reloadAfterMs: 5 * FIRST_MS })
    await vi.waitFor(() => expect(heard.states).toEqual(['wrong-version']))
    connection.stop()
    await settle()
    expect(reload).not.toHaveBeenCalled()
  })
})
