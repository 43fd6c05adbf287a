import { readFile } from 'node:fs/promises'
import { resolvePhotograph } from '@quickid/models'
import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { findDocument } from '../../documents/catalogue.ts'
import { unedited } from '../../edits/edits.ts'
import { portraitPhotograph } from '../../testing/photograph.ts'
import { drawView, pictureOf, type View, windowOf } from '../../testing/views.ts'
import { affineOf, apply } from '../imaging/affine.ts'
import type { Picture, Point } from '../imaging/values.ts'
import { develop } from '../pipeline/develop.ts'
import { createInference } from '../pipeline/inference.ts'
import { type DarkroomModels, loadModels } from '../pipeline/models.ts'
import { detectFaces } from './detect.ts'
import { findIrises } from './iris.ts'
import { findLandmarks } from './landmarks.ts'
import type { Irises, Landmarks } from './values.ts'

const { signal } = new AbortController()
let models: DarkroomModels

beforeAll(async () => {
  const inference = createInference({ executionProviders: [], threads: 1, log: () => {} })
  models = await loadModels(inference, { sizes: [384] })
}, 120_000)

const meshOf = async (picture: Picture): Promise<Landmarks> => {
  const [face] = await detectFaces({ picture, effort: 'thorough' }, models.detector, signal)
  if (!face) throw new Error('No face')
  return await findLandmarks({ picture, face }, models.mesh, signal)
}

const irisesOf = async (picture: Picture): Promise<Irises> => {
  const found = await findIrises({ picture, landmarks: await meshOf(picture) }, models.iris, signal)
  if (!found) throw new Error('No irises')
  return found
}

const distance = (one: Point, other: Point) => Math.hypot(one.x - other.x, one.y - other.y)

/** Mean luma of a disc or ring. */
const lumaOver = ({ data, width, height }: Picture, centre: Point, from: number, to: number): number => {
  let sum = 0
  let count = 0
  for (let y = Math.max(0, Math.floor(centre.y - to)); y < Math.min(height, centre.y + to); y += 1) {
    for (let x = Math.max(0, Math.floor(centre.x - to)); x < Math.min(width, centre.x + to); x += 1) {
      const radius = Math.hypot(x + 0.5 - centre.x, y + 0.5 - centre.y)
      if (radius < from || radius > to) continue
      const at = (y * width + x) * 3
      sum += 0.2126 * data[at]! + 0.7152 * data[at + 1]! + 0.0722 * data[at + 2]!
      count += 1
    }
  }
  return sum / count
}

describe('findIrises', () => {
  it.each(['photograph-1', 'photograph-2'] as const)('finds the dark discs between the lids of %s', async (id) => {
    const picture = await pictureOf(await portraitPhotograph(id))
    const irises = await irisesOf(picture)
    const eyesPx = distance(irises.right.centre, irises.left.centre)
    for (const { centre, diameterPx, outer, inner, contour } of [irises.right, irises.left]) {
      expect(diameterPx / eyesPx).toBeGreaterThan(0.15)
      expect(diameterPx / eyesPx).toBeLessThan(0.23)
      // The iris is darker than the ring around it, of white and lids.
      const inside = lumaOver(picture, centre, 0, diameterPx / 2)
      expect(inside).toBeLessThan(0.85 * lumaOver(picture, centre, diameterPx * 0.65, diameterPx))
      const lids = Array.from({ length: 16 }, (_, index) => ({ x: contour[2 * index]!, y: contour[2 * index + 1]! }))
      expect(distance(lids[0]!, outer)).toBeLessThan(0.01)
      expect(distance(lids[8]!, inner)).toBeLessThan(0.01)
      for (const lid of lids) expect(distance(lid, centre)).toBeLessThan(2 * diameterPx)
    }
    // The person's right eye is on the picture's left; outer corners lie outside.
    expect(irises.right.centre.x).toBeLessThan(irises.left.centre.x)
    expect(irises.right.outer.x).toBeLessThan(irises.right.inner.x)
    expect(irises.left.outer.x).toBeGreaterThan(irises.left.inner.x)
  })

  it('finds the same on other views, and the other eye in a mirror', async () => {
    const original = await pictureOf(await portraitPhotograph())
    const wanted = await irisesOf(original)
    const eyesPx = distance(wanted.right.centre, wanted.left.centre)
    const head = { middle: wanted.right.centre, headPx: 3 * eyesPx }
    const size = { width: 600, height: 800 }
    const views: View[] = [
      windowOf(head, { share: 0.6, ...size }),
      windowOf(head, { share: 0.3, ...size }),
      windowOf(head, { share: 0.4, ...size, rollDeg: 35 }),
      windowOf(head, { share: 0.4, ...size, rollDeg: -35 }),
      { ...windowOf(head, { share: 0.5, ...size }), isMirrored: true },
    ]
    for (const view of views) {
      const found = await irisesOf(drawView(original, view))
      const back = affineOf(view.box, view.width, view.height)
      const scale = view.box.width / view.width
      for (const side of ['right', 'left'] as const) {
        const other = side === 'right' ? 'left' : 'right'
        const seen = found[view.isMirrored ? other : side]
        const { x, y } = seen.centre
        const centre = apply(back, { x: view.isMirrored ? view.width - x : x, y })
        expect(distance(centre, wanted[side].centre) / eyesPx).toBeLessThan(0.025)
        expect(Math.abs((seen.diameterPx * scale) / wanted[side].diameterPx - 1)).toBeLessThan(0.12)
      }
    }
  })

  it('answers nothing where there is no eye', async () => {
    const picture = await pictureOf(await portraitPhotograph())
    const landmarks = await meshOf(picture)
    const points = landmarks.points.slice()
    // One eye of the mesh on the other: two irises in one place.
    for (const [from, to] of [
      [33, 263],
      [133, 362],
    ] as const) {
      points.copyWithin(3 * to, 3 * from, 3 * from + 3)
    }
    expect(await findIrises({ picture, landmarks: { ...landmarks, points } }, models.iris, signal)).toBeNull()
  })
})

describe('on the whole way', () => {
  const rulesOf = async (image: Buffer) => {
    const document = findDocument('cn-1inch')
    if (!document) throw new Error('No document')
    const edits = { ...unedited, background: '#ffffff' }
    const { result } = await develop({ image, document, edits }, { models, onStep: () => {} }, signal)
    if (!result.ok) throw new Error(result.detail)
    return new Map(result.details.report.rules.map((rule) => [rule.id, rule]))
  }

  it('a look into the camera, open eyes, no flash in them', async () => {
    const rules = await rulesOf(await portraitPhotograph())
    for (const id of ['gaze', 'eyes-open', 'red-eye'] as const)
      expect(rules.get(id), id).toMatchObject({ verdict: 'pass' })
  })

  it('eyes that the flash made red', async () => {
    // Another of the people on the same photograph.
    const { path } = await resolvePhotograph('photograph-1')
    const image = await sharp(await readFile(path))
      .extract({ left: 1330, top: 90, width: 540, height: 690 })
      .jpeg({ quality: 95 })
      .toBuffer()
    const rules = await rulesOf(image)
    expect(rules.get('red-eye')).toMatchObject({ verdict: 'fail', hint: 'avoid-red-eye' })
  })
})
