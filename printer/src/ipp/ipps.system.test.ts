import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { silentLogger } from '../logger.ts'
import { type IppevePrinter, startIppevePrinter } from '../testing/ippeve-printer.ts'
import { IppPrinter } from './ipp-printer.ts'

let spool: string
let peer: IppevePrinter
let secureUrl: string

beforeAll(async () => {
  spool = await mkdtemp(join(tmpdir(), 'quickid-spool-'))
  peer = await startIppevePrinter({ spool })
  secureUrl = peer.url.replace('ipp:', 'ipps:')
})

afterAll(async () => {
  await peer.stop()
  await rm(spool, { recursive: true, force: true })
})

const statusOf = (url: string) => new IppPrinter(url, silentLogger).refresh()

test('a printer with a self-signed certificate is trusted only once that certificate is pinned', async () => {
  const stranger = await statusOf(secureUrl)
  expect(stranger).toMatchObject({ state: 'unreachable', fault: 'unavailable' })
  const pin = /#sha256=[0-9a-f]{64}/.exec(stranger.detail)?.[0]
  expect(pin).toBeDefined()
  expect(await statusOf(`${secureUrl}${pin}`)).toMatchObject({ state: 'idle', fault: null })
})

test('a printer is refused when its certificate is not the pinned one', async () => {
  const status = await statusOf(`${secureUrl}#sha256=${'0'.repeat(64)}`)
  expect(status.state).toBe('unreachable')
  expect(status.detail).toContain('expected the certificate 0000')
})
