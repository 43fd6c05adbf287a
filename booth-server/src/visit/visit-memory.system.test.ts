import type { Printer } from '@quickid/printer'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Camera } from '../camera/camera.ts'
import type { Darkroom, DarkroomSession } from '../darkroom/session.ts'
import { startTestBooth, type TestBooth, type TestScreen } from '../testing/booth.ts'

/** Every buffer with a picture that the server held, by where it came from. The parts are real ones. */
class PictureWatch {
  readonly seen: { readonly from: string; readonly bytes: Uint8Array }[] = []

  note(from: string, bytes: Uint8Array): void {
    expect(bytes.some((byte) => byte !== 0)).toBe(true)
    this.seen.push({ from, bytes })
  }

  /** Passes every call on, and looks at what goes in and comes out. */
  readonly wrap = <T extends Camera | Printer>(real: T): T =>
    new Proxy(real, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name, target)
        if (typeof value !== 'function') return value
        return (...args: unknown[]) => {
          if (name === 'print') this.note('print job', (args[0] as Parameters<Printer['print']>[0]).data)
          if (name === 'onFrame') {
            const listener = args[0] as Parameters<Camera['onFrame']>[0]
            args[0] = (frame: Parameters<typeof listener>[0]) => {
              this.note('live frame', frame.jpeg)
              listener(frame)
            }
          }
          const result: unknown = value.apply(target, args)
          if (name !== 'still') return result
          return (result as ReturnType<Camera['still']>).then((frame) => {
            this.note('still', frame.jpeg)
            return frame
          })
        }
      },
    })

  readonly darkroom = (real: Darkroom): Darkroom => ({
    start: () => real.start(),
    stop: () => real.stop(),
    get health() {
      return real.health
    },
    open: async (signal) => this.#session(await real.open(signal)),
  })

  #session(real: DarkroomSession): DarkroomSession {
    const portraitOf = (result: Awaited<ReturnType<DarkroomSession['edit']>>) => {
      if (result.ok) this.note('portrait', result.portrait.jpeg)
      return result
    }
    return {
      assess: (...args) => real.assess(...args),
      develop: async (...args) => portraitOf(await real.develop(...args)),
      edit: async (...args) => portraitOf(await real.edit(...args)),
      sheet: async (...args) => {
        const laid = await real.sheet(...args)
        if (laid.ok) {
          this.note('sheet', laid.sheet.pdf)
          this.note('preview', laid.sheet.previewJpeg)
        }
        return laid
      },
      close: () => real.close(),
    }
  }

  get kept(): string[] {
    return this.seen.filter(({ bytes }) => bytes.some((byte) => byte !== 0)).map(({ from }) => from)
  }

  get sources(): string[] {
    return [...new Set(this.seen.map(({ from }) => from))].sort()
  }
}

let booth: TestBooth | null = null
afterEach(async () => {
  await booth?.stop()
  booth = null
}, 30_000)

const opened = async (): Promise<{ watch: PictureWatch; booth: TestBooth; screen: TestScreen }> => {
  const watch = new PictureWatch()
  booth = await startTestBooth({ wrap: watch.wrap, darkroom: watch.darkroom })
  const screen = await booth.connect()
  await screen.hello()
  return { watch, booth, screen }
}

/** A print that was sent keeps its copy until the printer has done with it; all else is gone at once. */
const allOverwritten = async (watch: PictureWatch): Promise<void> => {
  for (const until = Date.now() + 10_000; watch.kept.length > 0 && Date.now() < until; ) {
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  expect(watch.kept).toEqual([])
}

describe('privacy promise P3: after a visit the server holds no pixel', { timeout: 120_000 }, () => {
  it('of a visit with edits, a second picture and a print', async () => {
    const { watch, screen } = await opened()
    await screen.goTo('review', 'cn-1inch')
    const { view } = screen
    if (view?.state !== 'review') throw new Error('Not at review')
    // The last of several quick edits counts; those in between are dropped with their pictures.
    for (const retouch of [0.2, 0.4, 0.6]) screen.send({ kind: 'edit', edits: { ...view.edits, retouch } })
    await screen.until('the edit', () => {
      const now = screen.view
      return now?.state === 'review' && !now.isWorking && now.edits.retouch === 0.6
    })
    screen.send({ kind: 'retake' })
    await screen.until('framing', () => screen.view?.state === 'framing')
    await screen.goTo('done')
    expect(watch.sources).toEqual(['live frame', 'portrait', 'preview', 'print job', 'sheet', 'still'])
    await allOverwritten(watch)
  })

  it('and the screen’s line ends with blank, as it began', async () => {
    const { screen } = await opened()
    const kindsOf = () =>
      screen.binaries.map((data) => (data.byteLength === 1 << 20 && isBlank(data) ? 'blank' : data[0]))
    const isBlank = (data: Buffer) => data.every((byte) => byte === 0)
    await vi.waitFor(() => expect(kindsOf()).toEqual(['blank']), 5_000)
    await screen.goTo('review', 'cn-1inch')
    const previews = kindsOf().filter((kind) => kind !== 1)
    expect(previews).toEqual(['blank', 'blank', 'blank', 2, 3, 'blank'])
    screen.send({ kind: 'cancel' })
    await screen.until('attract', () => screen.view?.state === 'attract')
    await vi.waitFor(() => expect(kindsOf().filter((kind) => kind !== 1)).toEqual([...previews, 'blank']), 5_000)
    expect(kindsOf().at(-1)).toBe('blank')
  })

  it('of one that is cancelled while it develops, or at review', async () => {
    const { watch, screen } = await opened()
    for (const state of ['developing', 'review']) {
      await screen.goTo(state)
      screen.send({ kind: 'cancel' })
      await screen.until('attract', () => screen.view?.state === 'attract')
      await allOverwritten(watch)
    }
    expect(watch.sources).toContain('still')
  })

  it('of one whose booth is stopped in the middle', async () => {
    const { watch, screen, booth: running } = await opened()
    await screen.goTo('review')
    expect(watch.kept.length).toBeGreaterThan(0)
    await running.runner.stop()
    expect(watch.kept).toEqual([])
  })
})
