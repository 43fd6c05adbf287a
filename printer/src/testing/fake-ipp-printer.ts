import { once } from 'node:events'
import http from 'node:http'
import type net from 'node:net'
import {
  boolean,
  collection,
  decodeMessage,
  encodeMessage,
  enumeration,
  groupTags,
  integer,
  keywords,
  text,
  type WireGroup,
  type WireMessage,
  type WireValue,
} from './ipp-wire.ts'

const operations = {
  'Print-Job': 0x02,
  'Validate-Job': 0x04,
  'Create-Job': 0x05,
  'Send-Document': 0x06,
  'Cancel-Job': 0x08,
  'Get-Job-Attributes': 0x09,
  'Get-Jobs': 0x0a,
  'Get-Printer-Attributes': 0x0b,
  'Hold-Job': 0x0c,
  'Release-Job': 0x0d,
  'Resume-Printer': 0x11,
} as const
export type FakeOperation = keyof typeof operations

/** `before`: the request never arrives; `after`: it is carried out, and its reply is lost. */
export type Loss = 'before' | 'after'

export interface FakeRequest {
  readonly operation: FakeOperation
  readonly attributes: WireGroup
  readonly jobAttributes: WireGroup
}

interface FakeJob {
  readonly id: number
  readonly name: string
  state: number
  reasons: string[]
  hasDocument: boolean
  completedCount: number
  wasProcessed: boolean
}

const jobStates = { pending: 3, held: 4, processing: 5, stopped: 6, canceled: 7, aborted: 8, completed: 9 } as const
const printerStates = { idle: 3, processing: 4, stopped: 5 } as const

/** A size in hundredths of a millimetre with its margins. */
export const media = (x: number, y: number, margin = 0, type = 'photographic-glossy'): WireValue =>
  collection({
    'media-size': [collection({ 'x-dimension': [integer(x)], 'y-dimension': [integer(y)] })],
    'media-top-margin': [integer(margin)],
    'media-left-margin': [integer(margin)],
    'media-right-margin': [integer(margin)],
    'media-bottom-margin': [integer(margin)],
    'media-source': keywords('photo'),
    'media-type': keywords(type),
  })

/**
 * A small IPP printer of our own, for what `ippeveprinter` can't do: stop, lose a reply, forget its jobs, send garbage.
 * A job advances with each query of it and prints after `stepsToPrint`, so no test depends on a clock. CUPS' `ipptool`
 * checks it.
 */
export class FakeIppPrinter {
  /** How often the next replies to an operation are lost, and how. */
  readonly losses: { operation: FakeOperation; loss: Loss; times: number }[] = []
  /** Statuses with which the next requests are refused instead of being carried out. */
  readonly refusals: { operation: FakeOperation; status: number; times: number; unsupported?: string }[] = []
  /** Attributes that replace or (empty) remove the printer's own. */
  printerAttributes: WireGroup = {}
  operations: FakeOperation[] = Object.keys(operations) as FakeOperation[]
  state: keyof typeof printerStates = 'idle'
  reasons: string[] = []
  upTimeS = 1000
  stepsToPrint = 2
  /** Whether jobs report how many sheets came out. */
  countsSheets = true
  /** What happens to a job in its second step. */
  trouble: 'none' | 'stop' | 'abort' | 'abort-after-print' | 'forget' = 'none'
  /** Accepts a hold and goes on all the same. */
  holdsInVain = false
  /** Bytes answered instead of IPP, after the operation was carried out. */
  readonly nonsense: { operation: FakeOperation; bytes: Buffer; times: number }[] = []

  readonly requests: FakeRequest[] = []
  /** The documents that came out on paper, in order. */
  readonly printed: Buffer[] = []
  readonly #documents = new Map<number, Buffer>()
  #jobs: FakeJob[] = []
  #nextJobId = 1
  #server: http.Server | null = null
  #port = 0

  get url(): string {
    return `ipp://localhost:${this.#port}/ipp/print`
  }

  async start(): Promise<void> {
    this.#server = http.createServer((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => this.#answer(Buffer.concat(chunks), response))
      request.on('error', () => {})
    })
    this.#server.listen(this.#port, 'localhost')
    await once(this.#server, 'listening')
    this.#port = (this.#server.address() as net.AddressInfo).port
  }

  /** Takes it off the network; `start` brings it back with its jobs. */
  async stop(): Promise<void> {
    const server = this.#server
    this.#server = null
    if (server === null) return
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }

  /** Power off and on: jobs are forgotten, the clock starts anew. */
  restart(): void {
    this.#jobs = []
    this.upTimeS = 1
  }

  /** Lets time pass: whatever can print does, nobody asking. */
  runOn(): void {
    for (let round = 0; round < 3; round++) {
      for (const job of [...this.#jobs]) {
        if (job.state === jobStates.processing) this.#finish(job)
        else this.#step(job)
      }
    }
  }

  /** A job of another client, or of the booth's former life, with its document; its number. */
  addJob(name: string, state: 'pending' | 'held' | 'processing' | 'stopped', document: Buffer): number {
    const job = this.#create(name)
    this.#receive(job, document)
    job.state = jobStates[state]
    job.wasProcessed = state === 'processing' || state === 'stopped'
    return job.id
  }

  /** A job whose document never came; its number. */
  addUnsentJob(name: string): number {
    return this.#create(name).id
  }

  /** Clears the fault: a stopped job goes on. */
  mend(): void {
    this.state = 'idle'
    this.reasons = []
    this.trouble = 'none'
    for (const job of this.#jobs) if (job.state === jobStates.stopped) job.state = jobStates.processing
  }

  countOf(operation: FakeOperation): number {
    return this.requests.filter((request) => request.operation === operation).length
  }

  #answer(bytes: Buffer, response: http.ServerResponse): void {
    const message = decodeMessage(bytes)
    const operation = (Object.keys(operations) as FakeOperation[]).find((name) => operations[name] === message.code)
    const attributes = message.groups.find(({ tag }) => tag === groupTags.operation)?.attributes ?? {}
    const jobAttributes = message.groups.find(({ tag }) => tag === groupTags.job)?.attributes ?? {}
    if (operation === undefined || !this.operations.includes(operation)) {
      this.#reply(response, message, 0x0501)
      return
    }
    this.requests.push({ operation, attributes, jobAttributes })
    if (takeOne(this.losses, (one) => one.operation === operation && one.loss === 'before') !== undefined) {
      response.destroy()
      return
    }
    const refusal = takeOne(this.refusals, (one) => one.operation === operation)
    const isSubstituted = refusal?.status === 1
    if (refusal !== undefined && !isSubstituted) {
      this.#reply(response, message, refusal.status)
      return
    }
    const result = this.#carryOut(operation, attributes, message.data)
    if (takeOne(this.losses, (one) => one.operation === operation && one.loss === 'after') !== undefined) {
      response.destroy()
      return
    }
    const nonsense = takeOne(this.nonsense, (one) => one.operation === operation)
    if (nonsense !== undefined) {
      response.end(nonsense.bytes)
      return
    }
    const unsupported = refusal?.unsupported === undefined ? [] : [refusal.unsupported]
    this.#reply(response, message, isSubstituted ? 1 : result.status, result.groups, unsupported)
  }

  #reply(
    response: http.ServerResponse,
    { version, requestId }: WireMessage,
    status: number,
    groups: WireMessage['groups'] = [],
    unsupported: readonly string[] = [],
  ): void {
    const operation = {
      'attributes-charset': [text('charset', 'utf-8')],
      'attributes-natural-language': [text('language', 'en')],
    }
    const refused = Object.fromEntries(unsupported.map((name) => [name, [{ tag: 'no-value', value: null } as const]]))
    response.writeHead(200, { 'Content-Type': 'application/ipp' })
    response.end(
      encodeMessage({
        version,
        code: status,
        requestId,
        groups: [
          { tag: groupTags.operation, attributes: operation },
          ...(unsupported.length === 0 ? [] : [{ tag: groupTags.unsupported, attributes: refused }]),
          ...groups,
        ],
      }),
    )
  }

  #carryOut(
    operation: FakeOperation,
    attributes: WireGroup,
    data: Buffer,
  ): { status: number; groups?: WireMessage['groups'] } {
    switch (operation) {
      case 'Validate-Job':
        return { status: 0 }
      case 'Resume-Printer':
        this.mend()
        return { status: 0 }
      case 'Get-Printer-Attributes':
        return { status: 0, groups: [{ tag: groupTags.printer, attributes: this.#describe(attributes) }] }
      case 'Get-Jobs': {
        const isCompleted = attributes['which-jobs']?.[0]?.value === 'completed'
        const jobs = this.#jobs.filter((job) => job.state >= jobStates.canceled === isCompleted)
        return { status: 0, groups: jobs.map((job) => this.#tell(job)) }
      }
      case 'Create-Job':
      case 'Print-Job': {
        const job = this.#create(String(attributes['job-name']?.[0]?.value ?? 'untitled'))
        if (operation === 'Print-Job') this.#receive(job, data)
        return { status: 0, groups: [this.#tell(job)] }
      }
      default:
        return this.#withJob(operation, attributes, data)
    }
  }

  #withJob(operation: FakeOperation, attributes: WireGroup, data: Buffer) {
    const job = this.#jobs.find(({ id }) => id === attributes['job-id']?.[0]?.value)
    if (job === undefined) return { status: 0x0406 }
    if (operation === 'Send-Document') this.#receive(job, data)
    else if (operation === 'Hold-Job') {
      // RFC 8011 4.3.5: a job that has begun is not held.
      if (job.state !== jobStates.pending && job.state !== jobStates.held) return { status: 0x0404 }
      if (!this.holdsInVain) {
        job.state = jobStates.held
        job.reasons = ['job-hold-until-specified']
      }
    } else if (operation === 'Release-Job') {
      if (job.state !== jobStates.held) return { status: 0x0404 }
      job.state = jobStates.pending
      job.reasons = ['none']
    } else if (operation === 'Cancel-Job') {
      if (job.state >= jobStates.canceled) return { status: 0x0404 }
      // Asynchronous, as on a real printer: the next query finds it done.
      job.reasons = ['processing-to-stop-point']
    } else if (job.reasons.includes('processing-to-stop-point'))
      this.#end(job, jobStates.canceled, 'job-canceled-by-user')
    else this.#step(job)
    if (!this.#jobs.includes(job)) return { status: 0x0406 }
    return { status: 0, groups: [this.#tell(job)] }
  }

  #create(name: string): FakeJob {
    const job: FakeJob = {
      id: this.#nextJobId++,
      name,
      state: jobStates.held,
      reasons: ['job-data-insufficient'],
      hasDocument: false,
      completedCount: 0,
      wasProcessed: false,
    }
    this.#jobs.push(job)
    return job
  }

  #receive(job: FakeJob, data: Buffer): void {
    job.hasDocument = true
    job.state = jobStates.pending
    job.reasons = ['none']
    this.#documents.set(job.id, data)
  }

  /** Each query of a job advances it by one step. */
  #step(job: FakeJob): void {
    if (!job.hasDocument || job.state === jobStates.held || job.state >= jobStates.stopped) return
    if (this.state === 'stopped') return
    job.wasProcessed = true
    if (job.state === jobStates.pending) {
      job.state = jobStates.processing
      job.reasons = ['job-printing']
      this.state = 'processing'
      return
    }
    switch (this.trouble) {
      case 'stop':
        job.state = jobStates.stopped
        this.state = 'stopped'
        return
      case 'abort-after-print':
        job.completedCount = 1
        this.#end(job, jobStates.aborted, 'aborted-by-system')
        return
      case 'abort':
        this.#end(job, jobStates.aborted, 'aborted-by-system')
        return
      case 'forget':
        this.restart()
        return
      case 'none':
        if (this.countOf('Get-Job-Attributes') >= this.stepsToPrint) this.#finish(job)
    }
  }

  #finish(job: FakeJob): void {
    job.completedCount = 1
    this.printed.push(this.#documents.get(job.id)!)
    this.#end(job, jobStates.completed, 'job-completed-successfully')
  }

  #end(job: FakeJob, state: number, reason: string): void {
    job.state = state
    job.reasons = [reason]
    if (this.state === 'processing') this.state = 'idle'
  }

  #tell(job: FakeJob): WireMessage['groups'][number] {
    return {
      tag: groupTags.job,
      attributes: {
        'job-id': [integer(job.id)],
        'job-uri': [text('uri', `${this.url}/${job.id}`)],
        'job-name': [text('name', job.name)],
        'job-state': [enumeration(job.state)],
        'job-state-reasons': keywords(...job.reasons),
        'time-at-processing': [job.wasProcessed ? integer(this.upTimeS) : { tag: 'no-value', value: null }],
        ...(this.countsSheets ? { 'job-media-sheets-completed': [integer(job.completedCount)] } : {}),
      },
    }
  }

  #describe(asked: WireGroup): WireGroup {
    const all: WireGroup = {
      'printer-uri-supported': [text('uri', this.url)],
      'uri-security-supported': keywords('none'),
      'uri-authentication-supported': keywords('none'),
      'printer-name': [text('name', 'fake')],
      'printer-info': [text('text', 'Fake printer')],
      'printer-make-and-model': [text('text', 'Fake printer')],
      'printer-location': [text('text', '')],
      'printer-more-info': [text('uri', this.url)],
      'media-col-default': [media(10160, 15240)],
      'printer-state': [enumeration(printerStates[this.state])],
      'printer-state-reasons': keywords(...(this.reasons.length === 0 ? ['none'] : this.reasons)),
      'printer-is-accepting-jobs': [boolean(true)],
      'printer-up-time': [integer(this.upTimeS)],
      'queued-job-count': [integer(this.#jobs.filter((job) => job.state < jobStates.canceled).length)],
      'ipp-versions-supported': keywords('1.1', '2.0'),
      'charset-configured': [text('charset', 'utf-8')],
      'charset-supported': [text('charset', 'utf-8')],
      'natural-language-configured': [text('language', 'en')],
      'generated-natural-language-supported': [text('language', 'en')],
      'pdl-override-supported': keywords('attempted'),
      'compression-supported': keywords('none'),
      'operations-supported': this.operations.map((name) => enumeration(operations[name])),
      'document-format-default': [text('mime', 'application/pdf')],
      'document-format-supported': [text('mime', 'application/pdf')],
      'job-hold-until-supported': keywords('no-hold', 'indefinite'),
      'job-creation-attributes-supported': keywords(
        'copies',
        'media-col',
        'print-color-mode',
        'print-quality',
        'print-scaling',
      ),
      'print-scaling-supported': keywords('auto', 'none'),
      'print-color-mode-supported': keywords('auto', 'color', 'monochrome'),
      'print-quality-supported': [enumeration(4), enumeration(5)],
      'media-col-ready': [media(10160, 15240)],
      'printer-input-tray': [
        text('octets', 'type=sheetFeedManual;mediafeed=0;mediaxfeed=0;maxcapacity=50;level=17;status=0;name=photo'),
      ],
      'printer-supply': [
        text('octets', 'index=1;class=supplyThatIsConsumed;type=ribbonWax;unit=percent;maxcapacity=100;level=-2;'),
      ],
      'printer-supply-description': [text('text', 'Ribbon')],
      ...this.printerAttributes,
    }
    const names = (asked['requested-attributes'] ?? []).map(({ value }) => String(value))
    const isWanted = (name: string) => names.length === 0 || names.includes('all') || names.includes(name)
    return Object.fromEntries(Object.entries(all).filter(([name, values]) => isWanted(name) && values.length > 0))
  }
}

/** Uses up one of the first entry that matches. */
const takeOne = <T extends { times: number }>(entries: T[], matches: (entry: T) => boolean): T | undefined => {
  const found = entries.find((entry) => entry.times > 0 && matches(entry))
  if (found !== undefined) found.times -= 1
  return found
}
