import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { silentLogger } from '../logger.ts'
import type { LeftJob, TakeBack, TakeBackWish } from '../printer.ts'
import { EventRecorder } from '../testing/event-recorder.ts'
import { FakeIppPrinter, type FakeOperation } from '../testing/fake-ipp-printer.ts'
import { IppPrinter } from './ipp-printer.ts'
import type { IppTimings } from './timings.ts'

// What an earlier run of the booth left in a printer, and what then comes out once the paper is back: `mend` and
// `runOn` let the printer work by itself, nobody asking.

const timings: IppTimings = {
  pollMs: 20,
  maxPollMs: 40,
  jobPollMs: 5,
  requestTimeoutMs: 20_000,
  documentTimeoutMs: 20_000,
  reconcileMs: 20_000,
  busyMs: 20_000,
  cancelMs: 20_000,
}
const MINE = 'sheet-mine'
const sheet = Buffer.from('the former customer')
const never = new AbortController().signal

let fake: FakeIppPrinter
let printer: IppPrinter

beforeEach(async () => {
  fake = new FakeIppPrinter()
  await fake.start()
  printer = new IppPrinter(fake.url, silentLogger, timings)
})
afterEach(async () => {
  await printer.stop()
  await fake.stop()
})

const ask = (left: LeftJob, wish: TakeBackWish = 'hold', signal = never, recorder = new EventRecorder()) =>
  printer.takeBack(left, wish, recorder.onEvent, signal)
const without = (...names: FakeOperation[]) => {
  fake.operations = fake.operations.filter((name) => !names.includes(name))
}
const outOfPaper = () => {
  fake.state = 'stopped'
  fake.reasons = ['media-empty-error']
}
/** The paper is refilled, and the printer does what it has to do. */
const refill = () => {
  fake.mend()
  fake.runOn()
}

const held = { state: 'held' }
const cancelled = { state: 'ended', outcome: { ok: false, reason: 'not-printed' } }
const printed = { state: 'ended', outcome: { ok: true } }
const unknown = { state: 'ended', outcome: { ok: false, reason: 'unknown' } }

interface Case {
  readonly name: string
  readonly arrange: () => number | null
  readonly end: object
  /** Sheets that have come out in the end. */
  readonly sheets: number
  readonly never?: readonly FakeOperation[]
}

const cases: Case[] = [
  {
    name: 'a job that waits for paper is held',
    arrange: () => {
      outOfPaper()
      return fake.addJob(MINE, 'pending', sheet)
    },
    end: held,
    sheets: 0,
    never: ['Cancel-Job'],
  },
  {
    name: 'a printer without Hold-Job cancels it',
    arrange: () => {
      without('Hold-Job')
      outOfPaper()
      return fake.addJob(MINE, 'pending', sheet)
    },
    end: cancelled,
    sheets: 0,
  },
  {
    name: 'a printer that holds in vain cancels it',
    arrange: () => {
      fake.holdsInVain = true
      outOfPaper()
      return fake.addJob(MINE, 'pending', sheet)
    },
    end: cancelled,
    sheets: 0,
  },
  {
    name: 'a printer with neither is told to have it astray',
    arrange: () => {
      without('Hold-Job', 'Cancel-Job')
      outOfPaper()
      return fake.addJob(MINE, 'pending', sheet)
    },
    end: { state: 'stray' },
    sheets: 1,
  },
  {
    name: 'a printer that refuses both is told to have it astray',
    arrange: () => {
      fake.refusals.push(
        { operation: 'Hold-Job', status: 0x0403, times: 9 },
        { operation: 'Cancel-Job', status: 0x0403, times: 9 },
      )
      outOfPaper()
      return fake.addJob(MINE, 'pending', sheet)
    },
    end: { state: 'stray' },
    sheets: 1,
  },
  {
    name: 'a job that had begun when the paper ran out can’t be held and is cancelled',
    arrange: () => {
      outOfPaper()
      return fake.addJob(MINE, 'processing', sheet)
    },
    end: cancelled,
    sheets: 0,
  },
  {
    name: 'a job that the printer stopped is cancelled',
    arrange: () => {
      outOfPaper()
      return fake.addJob(MINE, 'stopped', sheet)
    },
    end: cancelled,
    sheets: 0,
  },
  {
    name: 'a job that is printing is followed to its end',
    arrange: () => fake.addJob(MINE, 'processing', sheet),
    end: printed,
    sheets: 1,
    never: ['Hold-Job', 'Cancel-Job'],
  },
  {
    name: 'a job that has come out is known to have',
    arrange: () => {
      const id = fake.addJob(MINE, 'pending', sheet)
      fake.runOn()
      return id
    },
    end: printed,
    sheets: 1,
    never: ['Hold-Job', 'Cancel-Job'],
  },
  {
    name: 'a job that the printer has forgotten is unknown',
    arrange: () => 7,
    end: unknown,
    sheets: 0,
  },
  {
    name: 'a job that another printer’s client has under the same number is left alone',
    arrange: () => {
      outOfPaper()
      return fake.addJob('somebody else’s', 'pending', sheet)
    },
    end: unknown,
    sheets: 1,
    never: ['Hold-Job', 'Cancel-Job'],
  },
  {
    name: 'a job that has another number after the printer’s restart is found by its name',
    arrange: () => {
      outOfPaper()
      fake.addJob('somebody else’s', 'held', sheet)
      fake.addJob(MINE, 'pending', sheet)
      return 1
    },
    end: held,
    sheets: 0,
  },
  {
    name: 'a job whose number was never kept is found by its name',
    arrange: () => {
      outOfPaper()
      fake.addJob(MINE, 'pending', sheet)
      return null
    },
    end: held,
    sheets: 0,
  },
  {
    name: 'without a number and without a job, nothing was sent to a printer that takes job and document apart',
    arrange: () => null,
    end: cancelled,
    sheets: 0,
  },
  {
    name: 'without a number and without a job, it is unknown where both go in one request',
    arrange: () => {
      without('Create-Job')
      return null
    },
    end: unknown,
    sheets: 0,
  },
  {
    name: 'a job that a printer without Hold-Job keeps until an hour of its own is cancelled',
    arrange: () => {
      without('Hold-Job')
      return fake.addJob(MINE, 'held', sheet)
    },
    end: cancelled,
    sheets: 0,
  },
  {
    name: 'a held job is still held when it is asked for again',
    arrange: () => fake.addJob(MINE, 'held', sheet),
    end: held,
    sheets: 0,
    never: ['Cancel-Job'],
  },
  {
    name: 'a refusal to tell of the job is no proof that it is gone',
    arrange: () => {
      fake.refusals.push({ operation: 'Get-Job-Attributes', status: 0x0403, times: 1 })
      return 7
    },
    end: { state: 'stray' },
    sheets: 0,
  },
]

test.each(cases)('$name', async ({ arrange, end, sheets, never: notAsked = [] }) => {
  expect(await ask({ ledgerId: MINE, jobId: arrange() })).toMatchObject(end)
  refill()
  expect(fake.printed).toHaveLength(sheets)
  for (const operation of notAsked) expect(fake.countOf(operation)).toBe(0)
})

test('a job without its document is cancelled, and so is the second that a lost reply left behind', async () => {
  outOfPaper()
  fake.addJob(MINE, 'pending', sheet)
  fake.addUnsentJob(MINE)
  fake.addUnsentJob('sheet-other')
  expect(await ask({ ledgerId: MINE, jobId: null })).toMatchObject(held)
  expect(fake.countOf('Cancel-Job')).toBe(1)
  expect(await ask({ ledgerId: 'sheet-other', jobId: null })).toMatchObject(cancelled)
  expect(fake.countOf('Cancel-Job')).toBe(2)
})

test('where nothing can be cancelled, a job without its document can’t come out either', async () => {
  without('Cancel-Job')
  expect(await ask({ ledgerId: MINE, jobId: fake.addUnsentJob(MINE) })).toMatchObject(cancelled)
})

describe('a printer that does not answer', () => {
  const left = { ledgerId: MINE, jobId: 1 }
  const unanswered = { state: 'unanswered' }

  test('is asked again, and then holds the job', async () => {
    outOfPaper()
    fake.addJob(MINE, 'pending', sheet)
    await fake.stop()
    expect(await ask(left)).toMatchObject(unanswered)
    await fake.start()
    expect(await ask(left)).toMatchObject(held)
    refill()
    expect(fake.printed).toEqual([])
  })

  test.each<FakeOperation>(['Get-Job-Attributes', 'Get-Jobs', 'Hold-Job', 'Cancel-Job'])(
    'to %s is never taken for one that has no such job',
    async (operation) => {
      if (operation === 'Cancel-Job') without('Hold-Job')
      outOfPaper()
      fake.addJob(MINE, 'pending', sheet)
      fake.losses.push({ operation, loss: 'before', times: 1 })
      const asked = operation === 'Get-Jobs' ? { ledgerId: MINE, jobId: null } : left
      expect(await ask(asked)).toMatchObject(unanswered)
      expect(await ask(asked)).toMatchObject(operation === 'Cancel-Job' ? cancelled : held)
    },
  )

  test('because it is busy says later', async () => {
    fake.addJob(MINE, 'held', sheet)
    fake.refusals.push({ operation: 'Get-Job-Attributes', status: 0x0507, times: 1 })
    expect(await ask(left)).toMatchObject(unanswered)
    expect(await ask(left)).toMatchObject(held)
  })
})

describe('what staff wish for a held job', () => {
  const hold = async (): Promise<LeftJob> => {
    const jobId = fake.addJob(MINE, 'held', sheet)
    expect(await ask({ ledgerId: MINE, jobId })).toMatchObject(held)
    return { ledgerId: MINE, jobId }
  }

  test('to print it, which lets it go once', async () => {
    const left = await hold()
    const recorder = new EventRecorder()
    expect(await ask(left, 'print', never, recorder)).toMatchObject(printed)
    expect(recorder.phases[0]).toBe('printing')
    fake.runOn()
    expect(fake.printed).toEqual([sheet])
  })

  test('to print it while the printer has stopped, which keeps it: else it would come out under nobody’s eyes', async () => {
    const left = await hold()
    outOfPaper()
    expect(await ask(left, 'print')).toMatchObject(held)
    expect(fake.countOf('Release-Job')).toBe(0)
    refill()
    expect(fake.printed).toEqual([])
  })

  test('to destroy it', async () => {
    const left = await hold()
    expect(await ask(left, 'cancel')).toMatchObject(cancelled)
    refill()
    expect(fake.printed).toEqual([])
  })

  test('to destroy it, where the printer refuses: it is still held', async () => {
    const left = await hold()
    fake.refusals.push({ operation: 'Cancel-Job', status: 0x0403, times: 1 })
    expect(await ask(left, 'cancel')).toMatchObject(held)
  })

  test('to print one that is gone by then', async () => {
    const left = await hold()
    fake.restart()
    expect(await ask(left, 'print')).toMatchObject(unknown)
  })
})

test('an abort leaves a job that is printing alone', async () => {
  fake.stepsToPrint = 1_000_000
  const left = { ledgerId: MINE, jobId: fake.addJob(MINE, 'processing', sheet) }
  const stop = new AbortController()
  const recorder = new EventRecorder()
  const asking = ask(left, 'hold', stop.signal, recorder)
  await recorder.seen('printing', asking)
  stop.abort()
  const end: TakeBack = await asking
  expect(end).toMatchObject({ state: 'unanswered' })
  expect(fake.countOf('Cancel-Job')).toBe(0)
})

test('a job that another print runs beside is taken back all the same', async () => {
  const held1 = { ledgerId: MINE, jobId: fake.addJob(MINE, 'held', sheet) }
  const both = [ask(held1), ask({ ledgerId: 'sheet-other', jobId: fake.addJob('sheet-other', 'processing', sheet) })]
  expect(await Promise.all(both)).toMatchObject([held, printed])
})
