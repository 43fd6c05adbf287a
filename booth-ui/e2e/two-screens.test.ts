import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, expect, it, vi } from 'vitest'
import { asleep, startTestBooth, type TestBooth } from '../../booth-server/src/testing/booth.ts'
import { BoothConnection } from '../src/connection/booth-connection.ts'
import { listenTo, openSocket } from '../src/connection/testing/wire-peer.ts'

let booth: TestBooth | undefined
const connections: BoothConnection[] = []
afterEach(async () => {
  for (const connection of connections) connection.stop()
  await booth?.stop()
})

const screenOf = ({ url }: TestBooth) => {
  const connection = new BoothConnection({
    openSocket: openSocket(Number(new URL(url).port)),
    locale: () => 'en',
    reload: () => {},
  })
  connections.push(connection)
  return { connection, states: listenTo(connection).states }
}

it('The newest screen controls the booth, and the older one takes it back only when it is told to', async () => {
  booth = await startTestBooth({ darkroom: asleep })
  const older = screenOf(booth)
  await vi.waitFor(() => expect(older.states).toEqual(['open']), 5_000)
  const newer = screenOf(booth)
  await vi.waitFor(() => expect(older.states).toEqual(['open', 'superseded']), 5_000)
  // Longer than the first waits of the back-off: a screen that reconnected by itself would be back.
  await delay(1_500)
  expect(older.states).toEqual(['open', 'superseded'])
  expect(newer.states).toEqual(['open'])
  older.connection.reconnect()
  await vi.waitFor(() => expect(newer.states).toEqual(['open', 'superseded']), 5_000)
  await vi.waitFor(() => expect(older.states.at(-1)).toBe('open'), 5_000)
})
