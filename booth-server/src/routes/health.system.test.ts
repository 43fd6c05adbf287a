import { afterEach, describe, expect, it } from 'vitest'
import { asleep, type BoothOptions, startTestBooth, type TestBooth } from '../testing/booth.ts'

let booth: TestBooth | null = null
afterEach(async () => {
  await booth?.stop()
  booth = null
}, 30_000)

const get = async (path: string): Promise<{ status: number; text: string }> => {
  const answer = await fetch(booth!.url + path)
  return { status: answer.status, text: await answer.text() }
}

/** Asks until `isSo`, for what needs a moment to start. */
const eventually = async (path: string, isSo: (text: string) => boolean): Promise<{ status: number; text: string }> => {
  for (const until = Date.now() + 60_000; ; await new Promise((resolve) => setTimeout(resolve, 100))) {
    const answer = await get(path)
    if (isSo(answer.text)) return answer
    if (Date.now() > until) throw new Error(`${path} still answers ${answer.text}`)
  }
}

const started = async (options: BoothOptions): Promise<TestBooth> => {
  booth = await startTestBooth(options)
  return booth
}

/** The samples of a Prometheus page (text format 0.0.4), each with its help and type. */
const samplesOf = (text: string): Record<string, number> => {
  const samples: Record<string, number> = {}
  for (const block of text.split(/^(?=# HELP)/m)) {
    const [, name = '', value] = /^# HELP (\w+) [^\n]+\n# TYPE \1 (?:gauge|counter)\n\1 (\S+)\n+$/.exec(block) ?? []
    expect(value, `not a sample: ${block}`).toBeDefined()
    samples[name] = Number(value)
  }
  return samples
}

describe('health', { timeout: 90_000 }, () => {
  it('is ok when every part is', async () => {
    await started({})
    const { status, text } = await eventually('/readyz', (answer) => answer.startsWith('{"ok":true'))
    expect(status).toBe(200)
    expect(JSON.parse(text)).toMatchObject({
      camera: { ok: true },
      models: { ok: true },
      database: { ok: true },
      printer: { ok: true },
    })
    const { text: page } = await get('/metrics')
    expect(samplesOf(page)).toMatchObject({
      booth_camera_up: 1,
      booth_printer_up: 1,
      booth_darkroom_up: 1,
      booth_visits_today: 0,
      booth_sheets_total: 0,
      booth_records_to_sync: 0,
    })
  })

  it('says which part is not and why, and what mends it is told', async () => {
    const { printer } = await started({
      printer: 'virtual:?fault=stopped',
      camera: 'virtual:/no/such/photograph.jpg',
      darkroom: asleep,
    })
    const { status, text } = await eventually('/readyz', (answer) => answer.includes('file is missing'))
    expect(status).toBe(503)
    expect(JSON.parse(text)).toMatchObject({
      ok: false,
      camera: { ok: false, fault: 'camera.unavailable' },
      models: { ok: false, fault: 'darkroom.unavailable' },
      database: { ok: true },
      printer: { ok: false, fault: 'printer.stopped' },
    })
    expect(samplesOf((await get('/metrics')).text)).toMatchObject({
      booth_camera_up: 0,
      booth_printer_up: 0,
      booth_darkroom_up: 0,
      booth_camera_frames_per_second: 0,
    })
    // It lives: a restart would not mend a printer.
    expect(await get('/healthz')).toEqual({ status: 200, text: '{"ok":true}' })
    await printer.resume(AbortSignal.timeout(5000))
    expect(JSON.parse((await get('/readyz')).text)).toMatchObject({ ok: false, printer: { ok: true } })
  })

  it('counts what the booth did', async () => {
    const { records } = await started({ darkroom: asleep })
    records.counts.addVisit()
    records.counts.addVisit()
    const { ledgerId } = records.ledger.add({ documentId: 'cn-1inch', paper: '4R' })
    records.ledger.update(ledgerId, { status: 'sending' })
    records.ledger.update(ledgerId, { status: 'printed' })
    const { text } = await get('/metrics')
    expect(samplesOf(text)).toMatchObject({ booth_visits_today: 2, booth_sheets_today: 1, booth_sheets_total: 1 })
    expect(samplesOf(text).process_resident_memory_bytes).toBeGreaterThan(10_000_000)
  })

  it('of a broken database is told, without its inside', async () => {
    const { records } = await started({ darkroom: asleep })
    records.close()
    const { status, text } = await get('/readyz')
    expect(status).toBe(503)
    expect(JSON.parse(text)).toMatchObject({ database: { ok: false, detail: expect.stringMatching(/./) } })
    const failed = await get('/metrics')
    expect(failed).toEqual({ status: 500, text: '{"statusCode":500,"error":"Internal error"}' })
    expect((await get('/healthz')).status).toBe(200)
  })
})
