/** What a screen may ask for, from its messages to the rows in the fleet: whatever prints has a row, without free text. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openPrinter, type Paper, papers } from '@quickid/printer'
import { layoutSheet, renderSheetPdf } from '@quickid/printer/sheet'
import { createFleetClient, openIdentity } from '@quickid/provisioning/agent'
import { type RunningFleet, startFleet } from '@quickid/provisioning/fleet'
import { GenerationRecord, otherValue, valueLists } from '@quickid/provisioning/protocol'
import fc from 'fast-check'
import { Compile } from 'typebox/compile'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { findDocument, listDocuments } from '../documents/catalogue.ts'
import { colourIds } from '../documents/colours.ts'
import { recordedDocument } from '../documents/recorded-document.ts'
import { editableDocumentOf } from '../edits/editable-document.ts'
import { recordOf, unedited } from '../edits/edits.ts'
import { createLogger } from '../foundation/log.ts'
import { LeftPrints } from '../printing/left-prints.ts'
import { PrintQueue } from '../printing/print-queue.ts'
import type { Edits } from '../protocol/edits.ts'
import { ClientMessage, type ClientMessageOf } from '../protocol/messages.ts'
import { GenerationLog } from '../records/generation-log.ts'
import { openRecords } from '../records/open-records.ts'
import type { Records } from '../records/records.ts'
import { arbitraryOf } from '../testing/arbitrary-of.ts'
import { enrolTestBooth } from '../testing/enrol.ts'
import { transition } from '../visit/machine.ts'
import type { In, VisitEffect, VisitInput, VisitState } from '../visit/state.ts'
import { attract } from '../visit/states/attract.ts'

const log = createLogger({ level: 'silent' })
const adminPassword = 'a long test password'
/** A garment's id is its folder's name, which a venue chooses; the second is as long as one may be. */
const ofTheVenue = ['annas-dirndl', `uniform-of-${'the-venue-'.repeat(5)}xx`]
const outfitIds = [...valueLists.outfits, ...ofTheVenue]

let folder = ''
let fleet: RunningFleet
let records: Records
let generations: GenerationLog

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'quickid-every-print-'))
  const settings = { host: '127.0.0.1', port: 0, databaseUrl: null, secret: null, adminPassword }
  fleet = await startFleet({ ...settings, dataDir: join(folder, 'fleet') })
  await enrolTestBooth({ url: fleet.url, adminPassword }, join(folder, 'booth'))
  records = openRecords({ path: join(folder, 'booth', 'booth.sqlite'), appVersion: '0.1.0' })
  generations = new GenerationLog(records.generations, log)
}, 120_000)
afterAll(async () => {
  records.close()
  await fleet.close()
  rmSync(folder, { recursive: true })
})

const side = fc.oneof(fc.integer({ min: 5, max: 300 }), fc.double({ min: 9, max: 90, noNaN: true }))
const customId = fc
  .record({
    width: side,
    height: side,
    places: fc.constantFrom(0, 1, 3),
    unit: fc.constantFrom('', 'mm', 'cm', 'in', 'px'),
    dpi: fc.constantFrom('', '@300dpi', '@600dpi'),
  })
  .map(
    ({ width, height, places, unit, dpi }) => `custom-${width.toFixed(places)}x${height.toFixed(places)}${unit}${dpi}`,
  )
const likely = {
  documentId: fc.oneof(fc.constantFrom(...listDocuments().map(({ id }) => id)), customId),
  background: fc.constantFrom('original', ...colourIds),
  outfit: fc.constantFrom(...outfitIds),
}
const checkMessage = Compile(ClientMessage)
/** Messages of a kind, by the protocol's own schema. */
const messages = <K extends ClientMessage['kind']>(kind: K) => {
  const schema = ClientMessage.anyOf.find(({ properties }) => properties.kind.const === kind) as object
  return arbitraryOf(schema, likely).filter((message) => checkMessage.Check(message)) as fc.Arbitrary<
    ClientMessageOf<K>
  >
}
const wishes = fc.record({
  paper: fc.constantFrom<Paper>(...papers),
  first: messages('choose-document'),
  more: fc.array(fc.oneof(messages('take-document'), messages('edit')), { maxLength: 6 }),
  print: messages('print'),
})
type Wishes = typeof wishes extends fc.Arbitrary<infer W> ? W : never

const documentOf = (id: string) => {
  const spec = findDocument(id)
  return spec && editableDocumentOf(spec, outfitIds)
}
const inputOf = (
  message: ClientMessageOf<'choose-document' | 'take-document' | 'edit' | 'print'>,
): VisitInput | null => {
  if (message.kind === 'edit' || message.kind === 'print') return message
  const document = documentOf(message.documentId)
  return document && { kind: message.kind, document }
}

const rendered = { pictureNumber: 1, verdict: 'pass', rules: [] } as const

/** As many as the darkroom could lay on a sheet; null: they don't fit. */
const copiesOf = (documentIds: readonly string[], paper: Paper): Record<string, number> | null => {
  const items = documentIds.map((id) => ({ ...findDocument(id)!, id, count: 'fill' as const }))
  const laid = layoutSheet({ paper, items, gapMm: 0, marginMm: 0 })
  if (!laid.ok) return null
  const copies: Record<string, number> = {}
  for (const { itemId } of laid.layout.placements) copies[itemId] = (copies[itemId] ?? 0) + 1
  return copies
}

/** What a visit printed, and which rows its photographs have. */
interface Printed {
  readonly copies: Readonly<Record<string, number>>
  readonly sheets: number
  readonly portraits: number
}

/**
 * The visit as its machine leads it. Photographs are not made, but recorded as they would be; the sheet is printed.
 * Null: nothing was, because the booth refused what was asked for.
 */
const visit = async ({ paper, first, more, print }: Wishes): Promise<Printed | null> => {
  let state: VisitState = attract
  let portraits = 0
  /** What the machine wants done; nothing where it does not take the input. */
  const submit = (input: VisitInput | null): readonly VisitEffect[] => {
    const next = input && transition(state, input)
    if (!next) return []
    state = next.state
    return next.effects
  }
  const developOrRender = (effect: VisitEffect): VisitInput | null => {
    if (effect.kind !== 'develop' && effect.kind !== 'render') return null
    const { document } = effect
    const isFirst = effect.kind === 'develop'
    const edits = isFirst ? document.defaultEdits : effect.edits
    portraits++
    generations.add(isFirst ? 'photo.develop' : 'photo.edit', recordOf(document.id, edits), 0, { status: 'succeeded' })
    const copies = copiesOf(isFirst ? [document.id] : effect.documentIds, paper)
    const fault = 'sheet.does-not-fit'
    if (isFirst) return copies ? { kind: 'developed', ...rendered, copies } : { kind: 'refused', fault }
    const { renderNumber } = effect
    return copies
      ? { kind: 'rendered', ...rendered, renderNumber, copies }
      : { kind: 'render-refused', renderNumber, fault }
  }
  const ask = (message: Parameters<typeof inputOf>[0]): void => {
    for (const effect of submit(inputOf(message))) submit(developOrRender(effect))
  }

  submit({ kind: 'begin' })
  ask(first)
  submit({ kind: 'consent' })
  submit({ kind: 'darkroom-opened' })
  submit({ kind: 'guidance', guidance: 'ready' })
  submit({ kind: 'capture' })
  while ((state as VisitState).name === 'countdown') {
    for (const effect of submit({ kind: 'tick' })) submit(developOrRender(effect))
  }
  for (const message of more) ask(message)
  const [order] = submit(print)
  if (order?.kind !== 'print' || (state as VisitState).name !== 'printing') return null
  const { copies } = (state as In<'printing'>).review
  const { sheets } = order
  const pdf = await renderSheetPdf({ paper, placements: [], cutMarks: [] }, new Map())
  const printer = openPrinter('virtual:?seconds=0', { logger: log })
  const limits = { signal: new AbortController().signal, timeoutMs: 10_000 }
  const timesMs = { heldPrintMs: 1000, printMs: 1000 }
  const leftPrints = new LeftPrints({ printer, records, generations, log, limits: () => timesMs })
  const queue = new PrintQueue({ printer, records, generations, leftPrints, log })
  const end = await queue.print({ pdf, documentId: order.document.id, copies, paper, sheets }, limits, () => {})
  expect(end).toEqual({ ok: true })
  expect(generations.fault).toBeNull()
  return { copies, sheets, portraits }
}

const checkRecord = Compile(GenerationRecord)
const fleetRows = (epoch: number, from: number) =>
  fleet.db.query<Record<string, unknown>>(
    `select epoch, sequence, to_char(hour at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as hour, interface, parameters,
       status, duration_bucket_ms as "durationBucketMs", app_version as "appVersion"
     from generation_records where epoch = $1 and sequence >= $2 order by sequence`,
    [epoch, from],
  )

it('has exactly one row a document and sheet, on the booth and in the fleet, of listed values alone', async () => {
  const client = createFleetClient({ identity: await openIdentity(join(folder, 'booth')) })
  const seen = { prints: 0, custom: 0, other: 0 }
  const check = async (wish: Wishes): Promise<void> => {
    // What a run left that failed is not the next one's.
    const left = records.outbox.nextBatch(500, 1e6).records.at(-1)
    if (left) records.outbox.acknowledge(left)
    const printed = await visit(wish)
    const made = records.outbox.nextBatch(500, 1e6).records
    const prints = made.filter((record) => record.interface === 'sheet.print')
    const sheet = Object.entries(printed?.copies ?? {}).map(([id, copies]) => {
      const { documentId, ...size } = recordedDocument(id)
      return { documentId, ...size, paper: wish.paper.id, copies, sheets: 1 }
    })
    const wanted = Array.from({ length: printed?.sheets ?? 0 }, () => sheet).flat()
    expect(prints.map(({ parameters }) => parameters)).toEqual(wanted)
    if (printed) expect(made).toHaveLength(printed.portraits + wanted.length)
    for (const record of made) expect([...checkRecord.Errors(record)], JSON.stringify(record)).toEqual([])
    const [oldest] = made
    if (oldest === undefined) return

    const outcome = await client.sendRecords(made, AbortSignal.timeout(30_000))
    const { epoch, sequence } = made.at(-1)!
    expect(outcome).toEqual({ ok: true, ackedThrough: { epoch, sequence }, rejected: [] })
    records.outbox.acknowledge({ epoch, sequence })
    expect(await fleetRows(oldest.epoch, oldest.sequence)).toEqual(made)

    if (wanted.length > 0) seen.prints++
    if (prints.some(({ parameters }) => parameters.documentId === 'custom')) seen.custom++
    if (made.some(({ parameters }) => parameters.outfitId === otherValue)) seen.other++
  }
  const wish = (documentId: string, edits: Partial<Edits> = {}): Wishes => ({
    paper: papers[5],
    first: { kind: 'choose-document', documentId },
    more: [{ kind: 'edit', edits: { ...unedited, ...edits } }],
    print: { kind: 'print', sheets: 2 },
  })
  const examples: [Wishes][] = [
    [wish('custom-35.5x45mm')],
    [wish('custom-413x531px@350dpi', { retouch: 0.35, slimming: 1, straightShoulders: true })],
    [wish('custom-2x2in', { outfit: ofTheVenue[0]! })],
    // More than a hundred copies on a sheet.
    [wish('custom-10x10', { outfit: ofTheVenue[1]! })],
    [wish('us-passport')],
  ]
  await fc.assert(fc.asyncProperty(wishes, check), { numRuns: 60, examples })
  expect(seen.prints).toBeGreaterThan(20)
  expect(seen.custom).toBeGreaterThanOrEqual(4)
  expect(seen.other).toBeGreaterThanOrEqual(2)
  const text = JSON.stringify(await fleet.db.query('select * from generation_records', []))
  expect(text).not.toMatch(/dirndl|venue|@|dpi|px/)
}, 120_000)
