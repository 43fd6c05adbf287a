import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { settingsForEndings, threeEndings } from './endings.ts'
import { NeedleIndex } from './needle-index.ts'
import { formsOfJpeg, needlesOfJpeg, needlesOfPdf, pictureForms } from './picture-needles.ts'
import { withPlantedCopy } from './planted-copy.ts'
import { nameOf } from './process-memory.ts'
import { type Rig, startRig } from './rig.ts'
import { type Leftovers, leftoversOf, needlesOfFrames, scanProcesses } from './scan.ts'

let rig: Rig
let frames: NeedleIndex
const left = new Map<string, Leftovers>()

beforeAll(async () => {
  rig = await startRig({ settings: settingsForEndings })
  frames = await needlesOfFrames(rig)
  for (const ending of threeEndings) {
    left.set(ending.name, await leftoversOf(rig, ending, frames))
    await ending.mend?.(rig)
  }
})
afterAll(() => rig?.stop())

describe.each(threeEndings.map(({ name }) => name))('privacy promises P3 and P8: a visit that was %s', (name) => {
  it('leaves no piece of a picture in the memory of the server, 1 s after its end', () => {
    expect(left.get(name)?.server).toEqual([])
  })

  it('nor in that of its darkrooms and of ffmpeg', () => {
    expect(left.get(name)?.children).toEqual([])
  })

  it('nor in that of any process of Chromium, 10 s after its end', () => {
    expect(left.get(name)?.browser).toEqual([])
  })

  it('nor in any file', () => {
    expect(left.get(name)?.files).toEqual([])
  })
})

describe('the scan', () => {
  it('finds what a page really keeps, as JPEG and as pixels of a canvas', async () => {
    const [frame] = rig.camera.frames
    const index = new NeedleIndex()
    index.add(await needlesOfJpeg(frame!, 'kept'))
    await rig.page().evaluate(
      async (numbers) => {
        const jpeg = Uint8Array.from(numbers)
        const bitmap = await createImageBitmap(new Blob([jpeg], { type: 'image/jpeg' }))
        const canvas = new OffscreenCanvas(bitmap.width, bitmap.height)
        const context = canvas.getContext('2d')
        context?.drawImage(bitmap, 0, 0)
        Object.assign(window, {
          kept: [jpeg, bitmap, canvas, context?.getImageData(0, 0, bitmap.width, bitmap.height)],
        })
      },
      [...frame!],
    )
    const { finds } = await scanProcesses(await rig.browserProcesses(), index)
    const ofRenderer = new Set(finds.filter(({ holder }) => holder === 'chromium renderer').map(({ what }) => what))
    expect(ofRenderer).toContain('kept as JPEG')
    expect(ofRenderer).toContain('kept as RGBA')
    expect(ofRenderer).toContain('kept as BGRA')
  })

  it('finds frames in the booth while a visit shows them', async () => {
    await rig.page().reload()
    rig.camera.showPerson()
    await rig.page().locator('[data-action="begin"]').click()
    await rig.page().locator('[data-document-id="cn-1inch"]').first().click()
    await rig.page().locator('[data-action="attest"]').click()
    await rig.page().locator('[data-action="consent"]').click()
    await rig.page().locator('[data-screen="framing"]').waitFor()
    // Not at one time: a darkroom holds a frame only while it looks at it.
    const seen = new Set<string>()
    const look = async () => {
      const { finds } = await scanProcesses(await rig.boothProcesses(), frames)
      for (const { holder, what } of finds) seen.add(`${holder}: ${what}`)
      return [...seen]
    }
    const wanted = ['server: frame as JPEG', 'darkroom: frame as JPEG']
    await expect.poll(look, { timeout: 30_000, interval: 10 }).toEqual(expect.arrayContaining(wanted))
    await rig.page().locator('[data-action="cancel"]').first().click()
    await rig.page().locator('[data-screen="attract"]').waitFor()
  })

  /** Enough of the middle of a picture to hold a needle of each form. */
  const SLICE_BYTES = 8192

  it('finds one copy of each kind in each process of booth and browser', async () => {
    const [frame] = rig.camera.frames
    const [sheet] = await rig.printer.spoolFiles()
    const pdf = await readFile(sheet ?? '')
    const index = new NeedleIndex()
    index.add([...(await needlesOfJpeg(frame!, 'control')), ...needlesOfPdf(pdf)])
    const forms = new Map([...(await formsOfJpeg(frame!)), ['PDF', pdf] as const])
    const copy = Buffer.concat(
      pictureForms.map((form) => {
        const bytes = forms.get(form)!
        const from = Math.floor(bytes.length / 2 / SLICE_BYTES) * SLICE_BYTES
        return bytes.subarray(from, from + SLICE_BYTES)
      }),
    )
    const ofBooth = async () => Promise.all((await rig.boothProcesses()).map(nameOf))
    // It starts anew after a visit.
    await expect.poll(ofBooth, { timeout: 30_000 }).toContain('ffmpeg')
    // The server after its children: it takes a pause of its own for one of the camera's, and starts ffmpeg anew.
    const pids = [...(await rig.boothProcesses()).reverse(), ...(await rig.browserProcesses())]
    const searched: string[] = []
    for (const pid of pids) {
      const name = await nameOf(pid)
      // A spare that its parent ended meanwhile.
      if (name === '') continue
      const { finds } = await withPlantedCopy(pid, copy, () => scanProcesses([pid], index))
      const found = new Set(finds.map(({ what }) => what.replace(/^.* as /, '')))
      expect([name, ...[...found].sort()]).toEqual([name, ...[...pictureForms].sort()])
      searched.push(name)
    }
    expect(searched).toEqual(expect.arrayContaining(['server', 'darkroom', 'ffmpeg', 'chromium browser']))
    expect(searched).toEqual(expect.arrayContaining(['chromium renderer', 'chromium NetworkService']))
  })
})
