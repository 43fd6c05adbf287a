import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { type CloseReason, closeCodes, PROTOCOL_VERSION } from '@quickid/booth-server/protocol'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { type BackOff, createBackOff } from './back-off.ts'
import { BoothConnection, type BoothConnectionDeps } from './booth-connection.ts'
import { helloOf, listenTo, openSocket, type PeerLine, WirePeer } from './testing/wire-peer.ts'
import type { ConnectionState } from './transport.ts'

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
    isRefused: async () => false,
    backOff,
    reloadAfterMs: FIRST_MS,
    ...more,
  })
  const heard = listenTo(connection)
  ends.push(() => connection.stop())
  return { connection, heard, reload, backOff }
}

/** The page that a line's hello named. */
const pageIn = ({ received: [hello] }: PeerLine): string | undefined =>
  hello?.kind === 'hello' ? hello.page : undefined

const greet = (line: PeerLine) => line.say(helloOf())
/** Longer than any wait of these tests: what was to happen by itself has happened. */
const settle = () => delay(20 * FIRST_MS)

describe('a connection to the booth', () => {
  it('says hello with its version and language, and is open once the server answers with its own', async () => {
    const peer = await listen()
    const { connection, heard } = connect(peer.port)
    await vi.waitFor(() => expect(peer.line.received).toHaveLength(1))
    const page = expect.stringMatching(/^[0-9a-f]{32}$/)
    expect(peer.line.received).toEqual([{ kind: 'hello', protocolVersion: PROTOCOL_VERSION, locale: 'zh-CN', page }])
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
    connection.takeOver()
    await vi.waitFor(() => expect(heard.states).toEqual(['open', 'superseded', 'connecting', 'open']))
    // It is the same page, and says that a person chose it.
    expect(peer.line.received).toMatchObject([{ kind: 'hello', page: pageIn(peer.lines[0]!), takesOver: true }])
  })
})

describe('a screen that finds the booth in use', () => {
  it('asks now and then, without taking over, until the booth is free', async () => {
    const peer = await listen((line) => {
      if (peer.lines.length < 4) line.close(closeCodes.placeTaken)
      else greet(line)
    })
    const { heard, backOff } = connect(peer.port)
    await vi.waitFor(() => expect(heard.states).toEqual(['occupied', 'open']))
    expect(backOff.waitsMs).toEqual([30, 60, 120])
    expect(peer.line.received).toMatchObject([{ kind: 'hello', page: pageIn(peer.lines[0]!) }])
    expect(peer.lines.some(({ received }) => received.some((hello) => 'takesOver' in hello))).toBe(false)
  })

  it('takes over when a person chooses it, at once', async () => {
    const peer = await listen((line) => {
      if (peer.lines.length === 1) line.close(closeCodes.placeTaken)
      else greet(line)
    })
    const { connection, heard } = connect(peer.port, { backOff: createBackOff({ firstMs: 60_000 }) })
    await vi.waitFor(() => expect(heard.states).toEqual(['occupied']))
    connection.takeOver()
    await vi.waitFor(() => expect(heard.states).toEqual(['occupied', 'connecting', 'open']))
    expect(peer.line.received).toMatchObject([{ kind: 'hello', takesOver: true }])
    await settle()
    expect(peer.lines).toHaveLength(2)
  })
})

describe('each close code', () => {
  /** What follows when an open connection is closed with it. */
  const states: Readonly<Record<CloseReason, readonly ConnectionState[]>> = {
    goingAway: ['open', 'lost', 'open'],
    policyViolation: ['open', 'lost', 'open'],
    tooLarge: ['open', 'lost', 'open'],
    noHello: ['open', 'lost', 'open'],
    tooMany: ['open', 'lost', 'open'],
    placeTaken: ['open', 'occupied', 'open'],
    superseded: ['open', 'superseded'],
    wrongVersion: ['open', 'wrong-version'],
  }
  it.each(Object.entries(states) as [CloseReason, readonly ConnectionState[]][])(
    '%s is obeyed',
    async (reason, expected) => {
      const peer = await listen(greet)
      const { heard } = connect(peer.port)
      await vi.waitFor(() => expect(heard.states).toEqual(['open']))
      peer.line.close(closeCodes[reason])
      await vi.waitFor(() => expect(heard.states).toEqual(expected))
      await settle()
      expect(heard.states).toEqual(expected)
    },
  )
})

describe('a server that refuses the upgrade', () => {
  const refuse = async () => {
    let tries = 0
    const server = createServer()
    server.on('upgrade', (_request, socket) => {
      tries++
      socket.end('HTTP/1.1 401 Unauthorized\r\nconnection: close\r\ncontent-length: 0\r\n\r\n')
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    ends.push(() => void server.close())
    return { port: (server.address() as AddressInfo).port, tries: () => tries }
  }

  it('because it wants a key: the page is asked to reload once, and does not connect again', async () => {
    const { port, tries } = await refuse()
    const { heard, reload } = connect(port, { isRefused: async () => true })
    await vi.waitFor(() => expect(reload).toHaveBeenCalled())
    await settle()
    expect(heard.states).toEqual(['lost', 'refused'])
    expect(reload).toHaveBeenCalledTimes(1)
    expect(tries()).toBe(1)
  })

  it('for another reason is tried again', async () => {
    const { port, tries } = await refuse()
    const { heard, reload } = connect(port)
    await vi.waitFor(() => expect(tries()).toBeGreaterThan(2))
    expect(heard.states).toEqual(['lost'])
    expect(reload).not.toHaveBeenCalled()
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
