import { readdir, readFile } from 'node:fs/promises'
import { availableParallelism, cpus, loadavg } from 'node:os'
import { join } from 'node:path'
import { resolvePhotograph } from '@quickid/models'
import sharp from 'sharp'
import { DarkroomChild } from '../../darkroom/child.ts'
import type { MattingChoice } from '../../darkroom/messages/matting-choice.ts'
import type { DevelopRequest, Timings } from '../../darkroom/messages/portrait.ts'
import { findDocument } from '../../documents/catalogue.ts'
import { defaultEditsOf } from '../../edits/editable-document.ts'
import { BoothError } from '../../foundation/errors.ts'
import { createLogger } from '../../foundation/log.ts'
import { openPeer, type Peer, type PeerRun } from './peer.ts'
import { randomOf } from './random.ts'
import { openStudio, type Studio } from './studio.ts'

/** What is asked of 2 cores, warm, median (issue 3, point 12). */
const goals = {
  totalOverBareAt12Mp: 1.3,
  totalMsAt12Mp: 900,
  totalMsAt04Mp: 400,
  timesFasterThanPeer: 10,
  residentMb: 1024,
} as const

export interface SpeedOptions {
  readonly matting: MattingChoice
  /** Warm runs a picture; the median counts. */
  readonly runs: number
  readonly withPeer: boolean
  /** Pictures of one's own beside the three sizes. */
  readonly folder: string | null
  readonly log: (line: string) => void
}

interface Sample {
  readonly name: string
  readonly jpeg: Uint8Array
}

export interface SpeedResult {
  readonly name: string
  readonly megapixels: number
  readonly kilobytes: number
  /** Why there are no figures: a picture that can't become a portrait. */
  readonly fault?: string
  /** Medians, ms. `total` is the darkroom's own; `wall` is what its parent waits, messages included. */
  readonly stepsMs?: Readonly<Record<string, number>>
  readonly totalMs?: number
  readonly wallMs?: number
  readonly quickestMs?: number
  readonly slowestMs?: number
  /** The models alone on the same tensors, one after the other, and how many runs that was. */
  readonly bareInferenceMs?: number
  readonly quickestBareMs?: number
  readonly bareMsByModel?: Readonly<Record<string, number>>
  readonly inferenceRuns?: number
  readonly totalOverBare?: number
  /** Of a fresh darkroom process that developed this picture alone, models included (VmHWM). */
  readonly peakResidentMb?: number | null
  readonly peer?: (PeerRun & { readonly medianMs?: number; readonly timesSlower?: number }) | null
}

const { signal } = new AbortController()
const NOISE = 6
/** Runnable threads, the mean of the minute before, above which a measurement is of the neighbours too. */
const BUSY_LOAD = 0.7
/** The peer takes seconds a run. */
const PEER_RUNS = 3

export const benchSpeed = async (options: SpeedOptions) => {
  const { log } = options
  const loadBefore = round(loadavg()[0] ?? 0)
  if (loadBefore > BUSY_LOAD) log(`This machine is busy (load ${loadBefore}): times come out longer than it needs.`)
  const studio = await openStudio(options.matting)
  const { isnetSizes, labels } = studio.deps.models
  log(`Models: ${labels.join(', ')}; matting at ${isnetSizes.join(' and ')} px`)
  const opened = options.withPeer ? await openPeer(log) : null
  if (opened && !opened.ok) log(`The peer can't be had: ${opened.reason}`)
  const peer = opened?.ok ? opened.peer : null
  const results: SpeedResult[] = []
  for (const sample of [...(await threeSizes()), ...(await ownPictures(options.folder))]) {
    log(`${sample.name} ...`)
    const result = await measure(sample, studio, peer, options)
    results.push(result)
    log(`  ${wordsOf(result)}`)
  }
  return {
    machine: { cores: availableParallelism(), cpu: cpus()[0]?.model ?? 'unknown', node: process.version, loadBefore },
    isnetSizes,
    models: labels,
    runs: options.runs,
    peer: opened
      ? opened.ok
        ? { name: opened.peer.name, version: opened.peer.version }
        : { missing: opened.reason }
      : null,
    results,
    goals: judge(results),
  }
}

/** The models' photograph enlarged, with grain as a sensor would give it, so that files have a camera's size. */
const threeSizes = async (): Promise<Sample[]> => {
  const { path, crop } = await resolvePhotograph('photograph-2')
  const photograph = await sharp(await readFile(path))
    .extract(crop)
    .png()
    .toBuffer()
  const samples: Sample[] = []
  for (const megapixels of [0.4, 2, 12]) {
    const width = Math.round(Math.sqrt((megapixels * 1e6 * crop.width) / crop.height))
    const { data, info } = await sharp(photograph)
      .resize(width, null, { kernel: 'lanczos3' })
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true })
    const random = randomOf(megapixels * 10)
    for (let at = 0; at < data.length; at++) {
      data[at] = Math.min(Math.max(Math.round(data[at]! + (random() + random() - 1) * NOISE), 0), 255)
    }
    const jpeg = await sharp(data, { raw: { width: info.width, height: info.height, channels: 3 } })
      .jpeg({ quality: 92 })
      .toBuffer()
    samples.push({ name: `${megapixels} MP`, jpeg })
  }
  return samples
}

const ownPictures = async (folder: string | null): Promise<Sample[]> => {
  if (folder === null) return []
  const names = (await readdir(folder)).filter((name) => /\.(jpe?g|png|webp|avif|tiff?)$/i.test(name)).sort()
  return await Promise.all(names.map(async (name) => ({ name, jpeg: await readFile(join(folder, name)) })))
}

const measure = async (
  { name, jpeg }: Sample,
  studio: Studio,
  peer: Peer | null,
  { runs }: SpeedOptions,
): Promise<SpeedResult> => {
  const document = findDocument('cn-2inch')
  if (!document) throw new BoothError('internal.invariant', 'The catalogue has lost cn-2inch')
  const request: DevelopRequest = {
    image: jpeg,
    document,
    edits: defaultEditsOf(document),
  }
  const { autoOrient } = await sharp(jpeg).metadata()
  const head = {
    name,
    megapixels: round((autoOrient.width * autoOrient.height) / 1e6),
    kilobytes: Math.round(jpeg.byteLength / 1000),
  }
  const here = await studio.develop(request)
  if (!here.result.ok) return { ...head, fault: here.result.fault }

  const { child, close } = await openChild(studio)
  const totals: Timings[] = []
  const walls: number[] = []
  const bares: Readonly<Record<string, number>>[] = []
  let peakResidentMb: number | null
  try {
    // By turns, so that whatever else the machine does falls on both. The first turn warms up.
    for (let run = 0; run <= runs; run++) {
      const startedMs = performance.now()
      const result = await child.call('develop', request, signal)
      const wallMs = performance.now() - startedMs
      const bareMs = await studio.bareMs(here.runs)
      if (!result.ok) return { ...head, fault: result.fault }
      if (run === 0) continue
      totals.push(result.details.timingsMs)
      walls.push(wallMs)
      bares.push(bareMs)
    }
    peakResidentMb = await peakOf(child.pid)
  } finally {
    await close()
  }
  const totalMs = median(totals.map(({ total }) => total))
  const bareTotals = bares.map((byModel) => Object.values(byModel).reduce((sum, ms) => sum + ms, 0))
  const bareInferenceMs = median(bareTotals)
  const peerRun = peer ? await peer.run(jpeg, PEER_RUNS) : null
  const peerMs = peerRun?.ok ? median(peerRun.warmMs) : null
  return {
    ...head,
    stepsMs: mediansOf(totals.map(({ total: _, ...steps }) => steps)),
    totalMs: round(totalMs),
    wallMs: round(median(walls)),
    quickestMs: round(Math.min(...totals.map(({ total }) => total))),
    slowestMs: round(Math.max(...totals.map(({ total }) => total))),
    bareInferenceMs: round(bareInferenceMs),
    quickestBareMs: round(Math.min(...bareTotals)),
    bareMsByModel: mediansOf(bares),
    inferenceRuns: here.runs.length,
    totalOverBare: round(totalMs / bareInferenceMs),
    peakResidentMb,
    peer:
      peerRun && peerMs !== null
        ? { ...peerRun, medianMs: round(peerMs), timesSlower: round(peerMs / totalMs) }
        : peerRun,
  }
}

/** A darkroom process as a customer finds it, rehearsed, with the models that were chosen here. */
const openChild = async ({ deps }: Studio) => {
  const child = new DarkroomChild(
    {
      matting: { sizes: deps.models.isnetSizes },
      executionProviders: ['cpu'],
      threads: availableParallelism(),
      isRehearsing: true,
    },
    createLogger({ level: 'silent' }),
  )
  await child.ready
  await child.rehearsed
  return { child, close: () => child.kill() }
}

/** Linux alone tells; null elsewhere. */
export const peakOf = async (pid: number | undefined): Promise<number | null> => {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  const [, kilobytes] = /VmHWM:\s*(\d+)/.exec(status) ?? []
  return kilobytes === undefined ? null : Math.round(Number(kilobytes) / 1024)
}

/** Each goal with what was reached; null where it wasn't measured. */
export const judge = (results: readonly SpeedResult[]) => {
  const of = (name: string) => results.find((result) => result.name === name)
  const [small, , large] = ['0.4 MP', '2 MP', '12 MP'].map(of)
  const mostOf = (values: readonly (number | null | undefined)[]) => {
    const known = values.filter((value): value is number => typeof value === 'number')
    return known.length === 0 ? null : Math.max(...known)
  }
  const leastOf = (values: readonly (number | null | undefined)[]) => {
    const most = mostOf(values.map((value) => (typeof value === 'number' ? -value : null)))
    return most === null ? null : -most
  }
  const atMost = (goal: number, reached: number | null | undefined) => ({
    goal,
    reached: reached ?? null,
    isMet: typeof reached === 'number' ? reached <= goal : null,
  })
  const timesFaster = leastOf(results.map(({ peer }) => (peer?.ok ? peer.timesSlower : null)))
  return {
    totalOverBareAt12Mp: atMost(goals.totalOverBareAt12Mp, large?.totalOverBare),
    totalMsAt12Mp: atMost(goals.totalMsAt12Mp, large?.totalMs),
    totalMsAt04Mp: atMost(goals.totalMsAt04Mp, small?.totalMs),
    residentMb: atMost(goals.residentMb, mostOf(results.map(({ peakResidentMb }) => peakResidentMb))),
    timesFasterThanPeer: {
      goal: goals.timesFasterThanPeer,
      reached: timesFaster,
      isMet: timesFaster === null ? null : timesFaster >= goals.timesFasterThanPeer,
    },
  }
}

const mediansOf = (records: readonly Readonly<Record<string, number>>[]): Record<string, number> => {
  const names = new Set(records.flatMap((record) => Object.keys(record)))
  return Object.fromEntries([...names].map((name) => [name, round(median(records.map((record) => record[name] ?? 0)))]))
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

const round = (value: number) => Number(value.toFixed(2))

const wordsOf = (result: SpeedResult): string => {
  if (result.fault) return `no portrait: ${result.fault}`
  const peer = result.peer
    ? result.peer.ok
      ? `peer ${result.peer.medianMs} ms`
      : `peer: ${result.peer.reason}`
    : 'no peer'
  return `total ${result.totalMs} ms, bare inference ${result.bareInferenceMs} ms, ratio ${result.totalOverBare}, peak ${result.peakResidentMb} MB, ${peer}`
}
