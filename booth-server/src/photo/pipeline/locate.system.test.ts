import type { Sharp } from 'sharp'
import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { portraitPhotograph, twoPeople } from '../../testing/photograph.ts'
import { drawView, pictureOf, strayOf, type View, windowOf } from '../../testing/views.ts'
import { detectFaces } from '../face/detect.ts'
import { fitPose } from '../face/pose.ts'
import { roughHeadOf } from '../face/rough-head.ts'
import type { Landmarks } from '../face/values.ts'
import type { Picture } from '../imaging/values.ts'
import { createInference } from './inference.ts'
import { confirmFaces, locateSubject } from './locate.ts'
import { type DarkroomModels, loadModels } from './models.ts'

const { signal } = new AbortController()
let models: DarkroomModels

const locate = (image: Uint8Array) =>
  locateSubject({ image, portraitHeadPx: 400 }, { models, time: async (_, work) => await work() }, signal)

interface Sitting {
  readonly original: Picture
  /** On the original. */
  readonly landmarks: Landmarks
  readonly head: Parameters<typeof windowOf>[0]
}
let one: Sitting
let two: Sitting

const sit = async (image: Buffer): Promise<Sitting> => {
  const original = await pictureOf(image)
  const found = await locate(image)
  if (!found.ok) throw new Error(found.detail)
  const scale = original.width / found.value.picture.width
  const { points, score } = found.value.mesh
  const landmarks = { points: points.map((value) => value * scale), score }
  const { crown, chin, heightPx } = roughHeadOf(landmarks)
  return {
    original,
    landmarks,
    head: { middle: { x: (crown.x + chin.x) / 2, y: (crown.y + chin.y) / 2 }, headPx: heightPx },
  }
}

beforeAll(async () => {
  const inference = createInference({ executionProviders: [], threads: 1, log: () => {} })
  models = await loadModels(inference, { sizes: [384] })
  one = await sit(await portraitPhotograph('photograph-1'))
  two = await sit(await portraitPhotograph('photograph-2'))
}, 120_000)

const jpegOf = ({ data, width, height }: Picture): Sharp =>
  sharp(data, { raw: { width, height, channels: 3 } }).jpeg({ quality: 92 })

/** Interpupillary distances that the landmarks may stray from where the same face has them upright. */
const MOST_MEAN = 0.04
const MOST_MAX = 0.1

const expectFound = async (sitting: Sitting, view: View, image?: Buffer) => {
  const found = await locate(image ?? (await jpegOf(drawView(sitting.original, view)).toBuffer()))
  if (!found.ok) throw new Error(`${found.fault}: ${found.detail}`)
  const stray = strayOf(sitting.landmarks, found.value.mesh, view, view.width / found.value.picture.width)
  expect(stray.mean).toBeLessThan(MOST_MEAN)
  expect(stray.max).toBeLessThan(MOST_MAX)
  expect(found.value.others).toEqual([])
}

const portrait = { width: 900, height: 1200 }
const landscape = { width: 1200, height: 900 }

describe('the face is found and its mesh stays where it is', () => {
  // A head of 8 % of 1450 px has eyes 31 to 36 px apart: just enough.
  it.each([
    [0.08, { width: 1000, height: 1450 }],
    [0.08, { width: 1700, height: 1450 }],
    [0.12, portrait],
    [0.12, landscape],
    [0.25, portrait],
    [0.25, landscape],
    [0.5, portrait],
    [0.5, landscape],
    [0.75, portrait],
    [0.75, landscape],
    [0.9, portrait],
    [0.9, landscape],
    [0.3, { width: 1600, height: 600 }],
  ])('at %d of the height, %j', async (share, size) => {
    for (const sitting of [one, two]) await expectFound(sitting, windowOf(sitting.head, { share, ...size }))
  })

  it.each([-45, -30, -15, 15, 30, 45])('rolled by %d degrees', async (rollDeg) => {
    for (const share of [0.15, 0.6]) {
      for (const sitting of [one, two]) {
        await expectFound(sitting, windowOf(sitting.head, { share, ...portrait, rollDeg }))
      }
    }
  })

  it('in a large JPEG: printed from the first, small reading where the face fills it, else from one of its own', async () => {
    for (const { share, isSmallEnough } of [
      { share: 0.6, isSmallEnough: true },
      { share: 0.15, isSmallEnough: false },
    ]) {
      const view = windowOf(one.head, { share, width: 3000, height: 4000 })
      const image = await jpegOf(drawView(one.original, view)).toBuffer()
      await expectFound(one, view, image)
      const found = await locate(image)
      if (!found.ok) throw new Error(found.detail)
      expect(found.value.picture.width === 750).toBe(isSmallEnough)
      // The working picture's least head, as well as the detector's box tells it.
      expect(found.value.picture.height * share).toBeGreaterThan(540)
      expect(found.value.isShrunk).toBe(true)
    }
  })

  it('off the middle', async () => {
    for (const [x, y] of [
      [-0.3, -0.3],
      [0.3, -0.3],
      [-0.3, 0.3],
      [0.3, 0.3],
    ] as const) {
      await expectFound(one, windowOf(one.head, { share: 0.2, ...portrait, shift: { x, y } }))
    }
  })

  const tones: readonly [string, Partial<View>][] = [
    ['mirrored', { isMirrored: true }],
    ['mirrored and grey', { isMirrored: true, isGrey: true }],
    ['dark', { tone: (value) => 255 * (value / 255) ** 3 }],
    ['very dark', { tone: (value) => 64 * (value / 255) ** 2 }],
    ['bright', { tone: (value) => 255 * (value / 255) ** 0.4 }],
    ['of low contrast', { tone: (value) => 110 + 0.15 * value }],
    ['noisy', { tone: (value, random) => value + 60 * (random() + random()) }],
    ['grey', { isGrey: true }],
  ]
  it.each(tones)('%s', async (_, change) => {
    for (const sitting of [one, two]) {
      await expectFound(sitting, { ...windowOf(sitting.head, { share: 0.45, ...portrait }), ...change })
    }
  })

  /** What has to be done to an upright picture so that the tag undoes it (EXIF 2.32, 4.6.4 A). */
  const undoing: readonly ((picture: Sharp) => Sharp | Promise<Sharp>)[] = [
    (picture) => picture,
    (picture) => picture.flop(),
    (picture) => picture.rotate(180),
    (picture) => picture.flip(),
    async (picture) => sharp(await picture.flop().png().toBuffer()).rotate(270),
    (picture) => picture.rotate(270),
    async (picture) => sharp(await picture.flop().png().toBuffer()).rotate(90),
    (picture) => picture.rotate(90),
  ]

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('with EXIF orientation %d', async (orientation) => {
    const view = windowOf(one.head, { share: 0.4, ...portrait })
    const upright = await jpegOf(drawView(one.original, view)).toBuffer()
    const stored = await (await undoing[orientation - 1]!(sharp(upright))).png().toBuffer()
    const image = await sharp(stored).withMetadata({ orientation }).jpeg({ quality: 92 }).toBuffer()
    await expectFound(one, view, image)
  })
})

describe('the pose follows the view', () => {
  const poseOn = async (sitting: Sitting, view: View) => {
    const found = await locate(await jpegOf(drawView(sitting.original, view)).toBuffer())
    if (!found.ok) throw new Error(found.detail)
    return fitPose(found.value.mesh)
  }

  it.each([-40, -20, 20, 40])(
    'a window turned by %d degrees turns the head the other way, and not aside',
    async (rollDeg) => {
      for (const sitting of [one, two]) {
        const upright = fitPose(sitting.landmarks)
        const pose = await poseOn(sitting, windowOf(sitting.head, { share: 0.5, ...portrait, rollDeg }))
        expect(Math.abs(pose.rollDeg - (upright.rollDeg - rollDeg))).toBeLessThan(1.5)
        expect(Math.abs(pose.yawDeg - upright.yawDeg)).toBeLessThan(3)
        expect(Math.abs(pose.pitchDeg - upright.pitchDeg)).toBeLessThan(3)
      }
    },
  )

  it('a mirror turns turn and tilt round, and leaves the nod', async () => {
    for (const sitting of [one, two]) {
      const upright = fitPose(sitting.landmarks)
      const view = { ...windowOf(sitting.head, { share: 0.5, ...portrait }), isMirrored: true }
      const pose = await poseOn(sitting, view)
      // Both are turned by more than the tolerance, so that a wrong sign shows.
      expect(Math.abs(upright.yawDeg)).toBeGreaterThan(5)
      expect(Math.abs(pose.yawDeg + upright.yawDeg)).toBeLessThan(3)
      expect(Math.abs(pose.rollDeg + upright.rollDeg)).toBeLessThan(1.5)
      expect(Math.abs(pose.pitchDeg - upright.pitchDeg)).toBeLessThan(3)
    }
  })

  it('photograph 1 is turned to the picture’s right, which is the person’s left, and photograph 2 the other way', () => {
    expect(fitPose(two.landmarks).yawDeg).toBeLessThan(-10)
    expect(fitPose(one.landmarks).yawDeg).toBeGreaterThan(8)
  })
})

describe('a face that is cut', () => {
  /** The mesh's own edge, shares of the head's height from its middle: how far it reaches each way. */
  const reach = ({ landmarks, head }: Sitting) => {
    const at = (index: number) => ({ x: landmarks.points[3 * index]!, y: landmarks.points[3 * index + 1]! })
    const { middle, headPx } = head
    return {
      top: (middle.y - at(10).y) / headPx,
      bottom: (at(152).y - middle.y) / headPx,
      left: (middle.x - at(234).x) / headPx,
      right: (at(454).x - middle.x) / headPx,
    }
  }
  /** The head shifted so that `share` of its height of the face lies beyond the edge. */
  const cutView = (sitting: Sitting, edge: 'top' | 'bottom' | 'left' | 'right', cut: number, share: number): View => {
    const reaches = reach(sitting)[edge]
    const isAcross = edge === 'left' || edge === 'right'
    const aspect = isAcross ? portrait.width / portrait.height : 1
    const far = 0.5 - (share * (reaches - cut)) / aspect
    const sign = edge === 'top' || edge === 'left' ? -1 : 1
    const shift = isAcross ? { x: sign * far, y: 0 } : { x: 0, y: sign * far }
    return windowOf(sitting.head, { share, ...portrait, shift })
  }

  it.each(['top', 'bottom', 'left', 'right'] as const)('at the %s is refused', async (edge) => {
    for (const sitting of [one, two]) {
      for (const [share, cut] of [
        [0.3, 0.06],
        [0.5, 0.06],

        [0.5, 0.3],
        [0.8, 0.06],
      ] as const) {
        const found = await locate(
          await jpegOf(drawView(sitting.original, cutView(sitting, edge, cut, share))).toBuffer(),
        )
        expect(found, `${share} ${cut}`).toMatchObject({ ok: false, fault: 'face.cut-off' })
      }
    }
  })

  it.each(['top', 'bottom', 'left', 'right'] as const)('only nearly at the %s is not', async (edge) => {
    for (const share of [0.3, 0.5]) await expectFound(one, cutView(one, edge, -0.08, share))
  })
})

describe('several faces', () => {
  const beside = async (part: Buffer, left: number, top: number) =>
    await sharp({ create: { width: 1200, height: 680, channels: 3, background: '#7f8c99' } })
      .composite([
        { input: await portraitPhotograph(), left: 0, top: 0 },
        { input: part, left, top },
      ])
      .jpeg({ quality: 92 })
      .toBuffer()
  /** The face alone, as it would be printed on something. */
  const printed = async (scale: number) =>
    await sharp(await portraitPhotograph())
      .extract({ left: 80, top: 110, width: 240, height: 340 })
      .resize(Math.round(240 * scale))
      .png()
      .toBuffer()

  it.each([0.55, 0.8, 1])('a second person of %d the size is a rival', async (scale) => {
    expect(await locate(await twoPeople(scale))).toMatchObject({ ok: false, fault: 'face.several' })
  })

  it('one far smaller is a bystander, to be matted away', async () => {
    const found = await locate(await twoPeople(0.4))
    if (!found.ok) throw new Error(found.detail)
    expect(found.value.face.box.width).toBeGreaterThan(2 * found.value.others[0]!.box.width)
    expect(found.value.others).toHaveLength(1)
  })

  it('a small poster is a bystander', async () => {
    const found = await locate(await beside(await printed(0.35), 480, 40))
    if (!found.ok) throw new Error(found.detail)
    expect(found.value.others).toHaveLength(1)
  })

  it.each([0.2, 0.3, 0.4])('a face printed on the clothes, at %d, is part of them', async (scale) => {
    const found = await locate(await beside(await printed(scale), 200, 690 - Math.round(340 * scale)))
    if (!found.ok) throw new Error(found.detail)
    expect(found.value.others).toEqual([])
  })

  it('what the detector takes for a face and the mesh does not is none', async () => {
    const { original } = one
    const [face] = await detectFaces({ picture: original, effort: 'thorough' }, models.detector, signal)
    if (!face) throw new Error('No face')
    const moved = (x: number, y: number) => {
      const shift = (point: { x: number; y: number }) => ({ x: point.x + x, y: point.y + y })
      return {
        ...face,
        score: 0.9,
        box: { ...face.box, left: face.box.left + x, top: face.box.top + y },
        rightEye: shift(face.rightEye),
        leftEye: shift(face.leftEye),
      }
    }
    // Blinds and a shoulder.
    const blinds = moved(280, -60)
    const shoulder = moved(200, 230)
    expect(await confirmFaces(original, [shoulder, face, blinds], models.mesh, signal)).toEqual([face])
    // Nothing confirmed: the best is left for whoever looks closer.
    expect(await confirmFaces(original, [shoulder, blinds], models.mesh, signal)).toEqual([shoulder])
  })
})
