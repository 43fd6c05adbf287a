import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Garment } from '../../garments/garment.ts'
import type { GarmentProblem } from '../../garments/garment-fault.ts'
import { listGarments, shippedGarments } from '../../garments/list-garments.ts'
import { listOutfits } from '../../garments/summary.ts'
import { checkGarment } from './check-garment.ts'
import { createWardrobe } from './wardrobe.ts'

let root: string
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'garments-'))
})
afterAll(() => rm(root, { recursive: true, force: true }))

interface Draft {
  json: Garment
  svg: string
}

let drafts = 0
/** A shipped garment's folder with something changed; `change` may return the bytes of the front layer instead. */
const changed = async (change: (draft: Draft) => unknown): Promise<string> => {
  const folder = join(root, `${++drafts}`, 'shirt-white')
  await cp(join(shippedGarments, 'shirt-white'), folder, { recursive: true })
  const draft: Draft = {
    json: JSON.parse(await readFile(join(folder, 'garment.json'), 'utf8')) as Garment,
    svg: await readFile(join(folder, 'garment.svg'), 'utf8'),
  }
  const front = await change(draft)
  await writeFile(join(folder, 'garment.json'), JSON.stringify(draft.json))
  const { front: name } = draft.json.layers
  if (Buffer.isBuffer(front)) await writeFile(join(folder, name), front)
  else await writeFile(join(folder, 'garment.svg'), draft.svg)
  return folder
}
const problemsOf = async (folder: string): Promise<string[]> => {
  const checked = await checkGarment(folder)
  return checked.ok ? [] : checked.faults.map(({ problem }) => problem)
}
const insert = (draft: Draft, element: string) => {
  draft.svg = draft.svg.replace('</svg>', `${element}</svg>`)
}
const grey = (width: number, height: number, alpha: number) =>
  sharp({ create: { width, height, channels: 4, background: { r: 90, g: 90, b: 90, alpha } } })
    .png()
    .toBuffer()
const asPng = (draft: Draft) => {
  Object.assign(draft.json.layers, { front: 'front.png' })
}

describe('a garment that the check refuses, by name', () => {
  const table: readonly [GarmentProblem, string, (draft: Draft) => unknown][] = [
    [
      'anchor.missing',
      'no left shoulder',
      ({ json }) => delete (json.anchors as Partial<Garment['anchors']>).shoulderLeft,
    ],
    [
      'anchor.outside',
      'a shoulder beside the drawing',
      ({ json }) => {
        json.anchors.shoulderRight.x = 1201
      },
    ],
    [
      'anchors.crossed',
      'neck sides swapped',
      ({ json: { anchors } }) => {
        ;[anchors.neckLeft, anchors.neckRight] = [anchors.neckRight, anchors.neckLeft]
      },
    ],
    [
      'anchors.crossed',
      'pit above the neck',
      ({ json }) => {
        json.anchors.collarPit.y = 20
      },
    ],
    [
      'anchors.out-of-proportion',
      'shoulders as narrow as the neck',
      ({ json: { anchors } }) => {
        anchors.shoulderLeft.x = 440
        anchors.shoulderRight.x = 760
      },
    ],
    ['description.wrong', 'a kind that nobody knows', ({ json }) => Object.assign(json, { kind: 'hat' })],
    [
      'description.wrong',
      'no English name, on which the others fall back',
      ({ json }) => Object.assign(json, { name: { 'zh-CN': '衬衫' } }),
    ],
    [
      'description.wrong',
      'a layer outside the folder',
      ({ json }) => Object.assign(json.layers, { front: '../garment.svg' }),
    ],
    [
      'id.not-the-folder',
      'another id',
      ({ json }) => {
        json.id = 'shirt-black'
      },
    ],
    ['layer.missing', 'a layer that is not there', ({ json }) => Object.assign(json.layers, { behind: 'lining.svg' })],
    ['layer.too-large', 'five megabytes', (draft) => insert(draft, `<!--${' '.repeat(5 * 1024 * 1024)}-->`)],
    [
      'layer.unreadable',
      'no drawing at all',
      (draft) => {
        draft.svg = 'a shirt'
      },
    ],
    [
      'layer.unreadable',
      'half a drawing',
      (draft) => {
        draft.svg = draft.svg.slice(0, draft.svg.length / 2)
      },
    ],
    [
      'layer.wrong-size',
      'another size than described',
      ({ json }) => {
        json.size.height = 900
      },
    ],
    [
      'layer.not-transparent',
      'nothing cut out',
      async (draft) => {
        asPng(draft)
        return await grey(1200, 800, 1)
      },
    ],
    [
      'layer.shoulders-bare',
      'nothing there',
      async (draft) => {
        asPng(draft)
        return await grey(1200, 800, 0)
      },
    ],
    [
      'layer.wrong-size',
      'a small PNG',
      async (draft) => {
        asPng(draft)
        return await grey(600, 400, 0)
      },
    ],
    ['svg.script', 'a script', (draft) => insert(draft, '<script>1</script>')],
    ['svg.script', 'a handler', (draft) => insert(draft, '<rect onload="1"/>')],
    ['svg.script', 'foreign content', (draft) => insert(draft, '<foreignObject/>')],
    [
      'svg.external-reference',
      'a picture elsewhere',
      (draft) => insert(draft, '<image href="https://example.org/a.png"/>'),
    ],
    ['svg.external-reference', 'a use elsewhere', (draft) => insert(draft, '<use xlink:href="other.svg#a"/>')],
    ['svg.external-reference', 'a fill elsewhere', (draft) => insert(draft, '<rect fill="url(file:///etc/passwd)"/>')],
    ['svg.external-reference', 'a style elsewhere', (draft) => insert(draft, '<style>@import "a.css"</style>')],
    [
      'svg.declaration',
      'an entity',
      (draft) => {
        draft.svg = `<!DOCTYPE svg [<!ENTITY a "a">]>${draft.svg}`
      },
    ],
  ]
  it.each(table)('%s: %s', async (problem, _, change) => {
    expect(await problemsOf(await changed(change))).toContain(problem)
  })

  it('description.missing and description.not-json', async () => {
    expect(await problemsOf(join(root, 'nowhere'))).toEqual(['description.missing'])
    const folder = await changed(() => {})
    await writeFile(join(folder, 'garment.json'), '{')
    expect(await problemsOf(folder)).toEqual(['description.not-json'])
  })

  it('thumbnail.wrong: one of another size', async () => {
    const folder = await changed(() => {})
    await writeFile(
      join(folder, 'thumbnail.webp'),
      await sharp(await grey(300, 200, 1))
        .webp()
        .toBuffer(),
    )
    expect(await problemsOf(folder)).toEqual(['thumbnail.wrong'])
    await rm(join(folder, 'thumbnail.webp'))
    expect(await problemsOf(folder)).toEqual([])
  })

  it('and nothing else: the unchanged copy is valid, and so is one of photographs', async () => {
    expect(await problemsOf(await changed(() => {}))).toEqual([])
    const photographed = await changed(async (draft) => {
      const drawn = await sharp(Buffer.from(draft.svg)).png().toBuffer()
      asPng(draft)
      return drawn
    })
    expect(await problemsOf(photographed)).toEqual([])
  })
})

describe('the garments of this project', async () => {
  const garments = await listGarments()

  it('are at least ten, of several kinds', () => {
    expect(garments.length).toBeGreaterThanOrEqual(10)
    expect(new Set(garments.map(({ garment }) => garment.kind)).size).toBeGreaterThanOrEqual(6)
    const names = garments.flatMap(({ garment: { name } }) => [name.en, name['zh-CN']])
    expect(new Set(names).size).toBe(2 * garments.length)
  })

  it.each(garments.map(({ garment, folder }) => [garment.id, folder]))('%s is valid', async (_, folder) => {
    expect(await checkGarment(folder)).toMatchObject({ ok: true })
  })
})

describe('what the screen is offered', () => {
  it('has a name in each language and a picture, where its folder has one', async () => {
    const folder = await changed(() => {})
    await rm(join(folder, 'thumbnail.webp'))
    const summaries = await listOutfits([join(folder, '..'), shippedGarments])
    expect(summaries.length).toBe((await listGarments()).length)
    const without = summaries.filter(({ thumbnail }) => thumbnail === undefined)
    expect(without).toHaveLength(1)
    for (const { name, thumbnail } of summaries) {
      expect(name.en && name['zh-CN']).toBeTruthy()
      if (thumbnail === undefined) continue
      const picture = await sharp(Buffer.from(thumbnail?.split(',')[1] ?? '', 'base64')).metadata()
      expect(picture).toMatchObject({ format: 'webp', width: 144, height: 96, hasAlpha: true })
    }
  })
})

describe('a wardrobe', () => {
  it('knows what lies in its folders and nothing beside them', () => {
    const wardrobe = createWardrobe()
    expect(wardrobe.has('shirt-white')).toBe(true)
    for (const id of ['no-such-suit', '', '..', '../garments/shirt-white', 'shirt-white/', 'SHIRT-WHITE'])
      expect(wardrobe.has(id)).toBe(false)
  })

  it('refuses a garment that is not valid, with the reason, and takes it once it is', async () => {
    const folder = await changed(({ json }) => {
      json.anchors.shoulderRight.x = 1201
    })
    const wardrobe = createWardrobe([join(folder, '..')])
    expect(wardrobe.has('shirt-white')).toBe(true)
    const refused = await wardrobe.take('shirt-white', 200)
    expect(refused).toMatchObject({ ok: false, fault: 'outfit.unknown' })
    if (!refused.ok) expect(refused.detail).toContain('anchor.outside')
    expect(await createWardrobe().take('shirt-white', 200)).toMatchObject({ ok: true })
  })

  it('draws a garment once for prints of nearly one size', async () => {
    const wardrobe = createWardrobe()
    const [one, other, larger] = await Promise.all([200, 202, 290].map((px) => wardrobe.take('shirt-white', px)))
    if (!one?.ok || !other?.ok || !larger?.ok) throw new Error('refused')
    expect(other.value.raster).toBe(one.value.raster)
    expect(larger.value.raster.front.width).toBeGreaterThan(one.value.raster.front.width)
  })
})
