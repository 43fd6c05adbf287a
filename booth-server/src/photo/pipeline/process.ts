/**
 * The darkroom's child process: one visit's pixels live here and nowhere else. It serves calls over IPC one after the
 * other, keeps the last capture for edits, and ends when its parent does. No file is ever written: libvips is kept
 * from its temporary files by the parent (VIPS_DISC_THRESHOLD).
 */

import { setImmediate } from 'node:timers/promises'
import sharp from 'sharp'
import type {
  ChildCallName,
  ChildCalls,
  ChildMessage,
  ChildOptions,
  ParentMessage,
} from '../../darkroom/messages/calls.ts'
import type { DevelopResult } from '../../darkroom/messages/portrait.ts'
import type { DocumentSpec } from '../../documents/document.ts'
import { BoothError, faultCodeOf } from '../../foundation/errors.ts'
import { assessFrame } from '../guidance/assess.ts'
import { configureSharp } from '../imaging/decode.ts'
import { createWardrobe } from '../outfits/wardrobe.ts'
import { alphaOf, type Capture } from './capture.ts'
import { develop, editCapture } from './develop.ts'
import { createInference } from './inference.ts'
import { loadModels } from './models.ts'
import { rehearse } from './rehearsal.ts'
import { makeSheet, type SheetPortrait } from './sheet.ts'

const options = JSON.parse(process.argv[2] ?? '{}') as ChildOptions

const send = (message: ChildMessage): void => {
  if (process.connected) process.send?.(message)
}

// Without a parent nobody may have these pixels.
process.once('disconnect', () => process.exit(0))
// Ctrl-C in a terminal reaches the whole group: the parent decides when this process ends.
process.on('SIGINT', () => {})

configureSharp(options.threads)
const inference = createInference({
  executionProviders: options.executionProviders,
  threads: options.threads,
  log: (level, message) => send({ kind: 'log', level, message }),
})

const load = async () => {
  const models = await loadModels(inference, options.matting)
  // The first run of a model allocates; better now than while somebody waits.
  const { signal } = new AbortController()
  await models.detector.run(new Float32Array(256 * 256 * 3), signal)
  await models.mesh.run(new Float32Array(192 * 192 * 3), signal)
  await models.iris.run(new Float32Array(64 * 64 * 3), signal)
  for (const matting of [models.matting, models.smallMatting]) {
    await matting?.run(new Float32Array(matting.size * matting.size * 3), signal)
  }
  return models
}

const loading = load()
loading.then(
  ({ labels, isnetSizes }) => send({ kind: 'ready', models: labels, isnetSizes }),
  (error: unknown) =>
    send({ kind: 'unable', code: faultCodeOf(error, 'darkroom.unavailable'), detail: reasonOf(error) }),
)

// Drawn when first worn and kept as long as the visit.
const wardrobe = createWardrobe(options.garmentFolders)

let capture: Capture | null = null
/** Each document's last portrait, by its id. */
let portraits = new Map<string, SheetPortrait>()

type Call<K extends ChildCallName> = (
  input: ChildCalls[K]['input'],
  id: number,
  signal: AbortSignal,
) => Promise<ChildCalls[K]['output']>

const rememberPortrait = ({ id, widthMm, heightMm }: DocumentSpec, result: DevelopResult): DevelopResult => {
  if (result.ok) portraits.set(id, { id, widthMm, heightMm, jpeg: result.portrait.jpeg })
  return result
}

const calls: { readonly [K in ChildCallName]: Call<K> } = {
  async assess({ jpeg }, _id, signal) {
    return await assessFrame(jpeg, (await loading).detector, signal)
  },
  async develop(request, id, signal) {
    capture = null
    portraits = new Map()
    const deps = { models: await loading, wardrobe, onStep: (step: Parameters<typeof stepTo>[1]) => stepTo(id, step) }
    const made = await develop(request, deps, signal)
    capture = made.capture
    return rememberPortrait(request.document, made.result)
  },
  async edit({ document, edits }, id, signal) {
    if (!capture) throw new BoothError('darkroom.protocol', 'An edit before the first photograph')
    const deps = { models: await loading, wardrobe, onStep: (step: Parameters<typeof stepTo>[1]) => stepTo(id, step) }
    const made = await editCapture(capture, { document, edits }, deps, signal)
    capture = made.capture
    return rememberPortrait(document, made.result)
  },
  async sheet(request, id, signal) {
    const wanted = request.documentIds.map((documentId) => {
      const portrait = portraits.get(documentId)
      if (!portrait) throw new BoothError('darkroom.protocol', `A sheet before the portrait for ${documentId}`)
      return portrait
    })
    stepTo(id, 'sheet')
    portraits = new Map(wanted.map((portrait) => [portrait.id, portrait]))
    return await makeSheet(wanted, request.paper, signal)
  },
  async alpha() {
    const found = capture && alphaOf(capture)
    if (!found) return null
    const grey = Uint8Array.from(found.alpha, (value) => Math.round(value * 255))
    return await sharp(grey, { raw: { width: found.width, height: found.height, channels: 1 } })
      .png()
      .toBuffer()
  },
}

const stepTo = (id: number, step: Extract<ChildMessage, { kind: 'step' }>['step']): void =>
  send({ kind: 'step', id, step })

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** Until somebody asks for something: nobody waits for a rehearsal. */
const rehearsal = new AbortController()
const warmUp = async () => {
  try {
    if (options.isRehearsing) await rehearse(await loading, rehearsal.signal)
  } catch (error) {
    const hasLoaded = await loading.then(
      () => true,
      () => false,
    )
    if (hasLoaded && !rehearsal.signal.aborted) send({ kind: 'log', level: 'warn', message: reasonOf(error) })
  } finally {
    send({ kind: 'rehearsed' })
  }
}

const running = new Map<number, AbortController>()

/**
 * Frees what the last picture left, while nobody waits: otherwise the engine does it in the midst of the next one, as
 * soon as that has taken its own memory.
 */
const collectGarbageWhenIdle = async (): Promise<void> => {
  await setImmediate()
  if (running.size === 0) globalThis.gc?.()
}

let queue: Promise<void> = warmUp().then(collectGarbageWhenIdle)

const answer = async <K extends ChildCallName>(
  id: number,
  name: K,
  input: ChildCalls[K]['input'],
  signal: AbortSignal,
) => {
  try {
    signal.throwIfAborted()
    send({ kind: 'answer', id, output: await (calls[name] as Call<K>)(input, id, signal) })
  } catch (error) {
    send({ kind: 'failed', id, code: faultCodeOf(error), detail: reasonOf(error) })
  } finally {
    running.delete(id)
  }
  // Not between the live view's frames, which leave little.
  if (name === 'develop' || name === 'edit') await collectGarbageWhenIdle()
}

process.on('message', (message: ParentMessage) => {
  if (message.kind === 'abort') {
    running.get(message.id)?.abort()
    return
  }
  rehearsal.abort()
  const controller = new AbortController()
  running.set(message.id, controller)
  queue = queue.then(() => answer(message.id, message.name, message.input, controller.signal))
})
