import { readFile } from 'node:fs/promises'
import { createBoothDarkroom } from '../../booth.ts'
import type { CommandLineSession } from '../../darkroom/pool.ts'
import { findDocument } from '../../documents/catalogue.ts'
import { defaultEditsOf } from '../../edits/editable-document.ts'
import { BoothError, faultCodeOf } from '../../foundation/errors.ts'
import { createLogger } from '../../foundation/log.ts'
import { faultCodes } from '../../protocol/codes.ts'
import { defaultSettings } from '../../settings/read-settings.ts'
import { mutate } from './fuzz-mutations.ts'
import { type FuzzSeed, fuzzSeeds } from './fuzz-seeds.ts'
import { randomOf } from './random.ts'

export interface FuzzOptions {
  readonly count: number
  /** The same seed gives the same files. */
  readonly seed: number
  /** Number of the first file, to try one again. */
  readonly first: number
  readonly log: (line: string) => void
  /** Sees each file before it is tried. */
  readonly onFile?: (bytes: Buffer, index: number) => Promise<void>
}

export interface FuzzFinding {
  readonly index: number
  readonly from: string
  readonly how: readonly string[]
  readonly code: string
  readonly detail: string
}

export interface FuzzReport {
  readonly files: number
  readonly seed: number
  /** How many files ended in which way: `ok`, or the code of their error. */
  readonly codes: Readonly<Record<string, number>>
  /** What the live view's quick look said of every fourth. */
  readonly guidance: Readonly<Record<string, number>>
  readonly childrenThatDied: number
  readonly deadlinesPassed: number
  readonly slowest: readonly { readonly ms: number; readonly index: number; readonly from: string }[]
  /** Of the last darkroom process: after its first files, at the end, at its worst; null where nobody tells. */
  readonly residentMb: { readonly atFirst: number | null; readonly atEnd: number | null; readonly peak: number | null }
  /** What must not happen: a child that dies, a deadline passed, an error without a code of its own. */
  readonly findings: readonly FuzzFinding[]
  readonly isSound: boolean
}

const ASSESS_EVERY = 4
/** After so many files a process has grown to what it needs. */
const SETTLED_AFTER = 60
/** What a process may grow by after that: allocators keep some, a leak of one picture a file would be far beyond. */
const MAX_GROWTH_MB = 300
const MAX_FINDINGS = 50
/** Codes that a damaged file may never end in. */
const forbidden: readonly string[] = ['internal', 'darkroom.crashed', 'darkroom.timeout', 'darkroom.unavailable']
const known: ReadonlySet<string> = new Set(faultCodes)
const { signal } = new AbortController()

/** The file of a number: reproducible by itself, whatever came before it. */
export const fuzzFile = (seeds: readonly FuzzSeed[], seed: number, index: number) => {
  const random = randomOf(Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b))
  const pick = () => seeds[Math.floor(random() * seeds.length)]!
  const from = pick()
  return { from: from.name, ...mutate(from.bytes, pick().bytes, random) }
}

/** Damaged files through the booth's own darkroom: a child process, its deadlines, its replacement when it dies. */
export const fuzz = async ({ count, seed, first, log, onFile }: FuzzOptions): Promise<FuzzReport> => {
  const document = findDocument('cn-2inch')
  if (!document) throw new BoothError('internal.invariant', 'The catalogue has lost cn-2inch')
  const edits = defaultEditsOf(document)
  const seeds = await fuzzSeeds()
  const codes: Record<string, number> = {}
  const guidance: Record<string, number> = {}
  const findings: FuzzFinding[] = []
  const times: { ms: number; index: number; from: string }[] = []
  let childrenThatDied = 0
  let deadlinesPassed = 0
  let atFirst: number | null = null
  let triedHere = 0

  const darkroom = createBoothDarkroom(() => defaultSettings, createLogger({ level: 'silent' }), {
    matting: { sizes: [384] },
    hasSpare: false,
    isRehearsing: false,
  })
  await darkroom.start()
  try {
    let session: CommandLineSession = await darkroom.open(signal)
    for (let index = first; index < first + count; index++) {
      const file = fuzzFile(seeds, seed, index)
      await onFile?.(file.bytes, index)
      const note = (code: string, detail: string) => {
        if (findings.length < MAX_FINDINGS) findings.push({ index, from: file.from, how: file.how, code, detail })
      }
      const startedMs = performance.now()
      let code = 'ok'
      let detail = ''
      try {
        if (index % ASSESS_EVERY === 0) {
          const said = await session.assess(file.bytes, signal)
          guidance[said] = (guidance[said] ?? 0) + 1
        }
        const result = await session.develop({ image: file.bytes, document, edits }, () => {}, signal)
        if (!result.ok) {
          code = result.fault
          detail = result.detail
        }
      } catch (error) {
        code = faultCodeOf(error, 'internal')
        detail = error instanceof Error ? error.message : String(error)
      }
      times.push({ ms: Math.round(performance.now() - startedMs), index, from: `${file.from}: ${file.how.join(', ')}` })
      codes[code] = (codes[code] ?? 0) + 1
      if (forbidden.includes(code) || (code !== 'ok' && !known.has(code))) note(code, detail)
      triedHere++
      if (code === 'darkroom.crashed' || code === 'darkroom.timeout') {
        if (code === 'darkroom.crashed') childrenThatDied++
        else deadlinesPassed++
        await session.close()
        session = await darkroom.open(signal)
        triedHere = 0
      }
      if (triedHere === SETTLED_AFTER) atFirst = await residentOf(session.pid, 'VmRSS')
      if ((index - first + 1) % 100 === 0) log(`${index - first + 1} of ${count}: ${JSON.stringify(codes)}`)
    }
    const residentMb = {
      atFirst,
      atEnd: await residentOf(session.pid, 'VmRSS'),
      peak: await residentOf(session.pid, 'VmHWM'),
    }
    const growthMb =
      residentMb.atFirst === null || residentMb.atEnd === null ? 0 : residentMb.atEnd - residentMb.atFirst
    if (growthMb > MAX_GROWTH_MB) {
      findings.push({ index: -1, from: 'all', how: [], code: 'memory', detail: `The process grew by ${growthMb} MB` })
    }
    await session.close()
    return {
      files: count,
      seed,
      codes,
      guidance,
      childrenThatDied,
      deadlinesPassed,
      slowest: times.sort((a, b) => b.ms - a.ms).slice(0, 5),
      residentMb,
      findings,
      isSound: findings.length === 0,
    }
  } finally {
    await darkroom.stop()
  }
}

const residentOf = async (pid: number | undefined, field: 'VmRSS' | 'VmHWM'): Promise<number | null> => {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  const [, kilobytes] = new RegExp(`${field}:\\s*(\\d+)`).exec(status) ?? []
  return kilobytes === undefined ? null : Math.round(Number(kilobytes) / 1024)
}
