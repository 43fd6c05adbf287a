import { describe, expect, it } from 'vitest'
import { checkMesh, chooseFace, MIN_INTERPUPILLARY_PX } from './choose-face.ts'
import type { DetectedFace, Landmarks } from './values.ts'

const frame = { width: 1000, height: 800 }

const face = (left: number, top: number, side: number, score = 0.95): DetectedFace => {
  const at = (x: number, y: number) => ({ x: left + x * side, y: top + y * side })
  return {
    box: { left, top, width: side, height: side },
    score,
    rightEye: at(0.3, 0.35),
    leftEye: at(0.7, 0.35),
    nose: at(0.5, 0.55),
    mouth: at(0.5, 0.8),
    rightEar: at(0.05, 0.4),
    leftEar: at(0.95, 0.4),
    rollDeg: 0,
  }
}

describe('whose portrait it is', () => {
  const main = face(400, 200, 200)
  const table: readonly [string, readonly DetectedFace[], object][] = [
    ['nobody', [], { ok: false, fault: 'face.none' }],
    ['one', [main], { ok: true, value: { face: main, rivals: [], bystanders: [] } }],
    [
      'a bystander of less than half the size',
      [face(50, 200, 99), main],
      { ok: true, value: { face: main, rivals: [], bystanders: [{ box: { left: 50 } }] } },
    ],
    [
      'a small face on the clothes',
      [face(480, 480, 60), main],
      { ok: true, value: { face: main, rivals: [], bystanders: [] } },
    ],
    [
      'a rival of just half the size',
      [face(50, 200, 100), main],
      { ok: true, value: { face: main, rivals: [{ box: { left: 50 } }] } },
    ],
    [
      'something large that is hardly a face',
      [face(0, 0, 390, 0.55), main],
      { ok: true, value: { face: main, rivals: [] } },
    ],
    ['a rival that mostly lies outside', [face(-70, 200, 120), main], { ok: true, value: { rivals: [] } }],
    ['only a weak answer is better than none', [face(400, 200, 200, 0.55)], { ok: true }],
    ['cut at the left', [face(-50, 200, 200)], { ok: false, fault: 'face.cut-off' }],
    ['cut at the right', [face(850, 200, 200)], { ok: false, fault: 'face.cut-off' }],
    ['cut at the top', [face(400, -40, 200)], { ok: false, fault: 'face.cut-off' }],
    ['cut at the bottom', [face(400, 700, 200)], { ok: false, fault: 'face.cut-off' }],
    ['at the edge, whole', [face(-10, 200, 200)], { ok: true }],
  ]
  it.each(table)('%s', (_, faces, expected) => {
    expect(chooseFace(faces, frame)).toMatchObject(expected)
  })
})

/** An oval of the mesh's size with eyes where they are asked about. */
const meshOf = (centreX: number, centreY: number, width: number, score = 0.99): Landmarks => {
  const points = new Float32Array(468 * 3)
  for (let index = 0; index < 468; index++) {
    const angle = (index / 468) * 2 * Math.PI
    points[3 * index] = centreX + (Math.cos(angle) * width) / 2
    points[3 * index + 1] = centreY + Math.sin(angle) * width * 0.6
  }
  for (const [index, x] of [
    [33, -0.28],
    [133, -0.12],
    [362, 0.12],
    [263, 0.28],
  ] as const) {
    points[3 * index] = centreX + x * width
    points[3 * index + 1] = centreY
  }
  return { points, score }
}

describe('what only the mesh can tell', () => {
  const table: readonly [string, Landmarks, number, object][] = [
    ['a face', meshOf(500, 400, 200), 1, { ok: true }],
    ['no face after all', meshOf(500, 400, 200, 0.3), 1, { ok: false, fault: 'face.none' }],
    ['out at the left', meshOf(80, 400, 200), 1, { ok: false, fault: 'face.cut-off' }],
    ['out at the bottom', meshOf(500, 720, 200), 1, { ok: false, fault: 'face.cut-off' }],
    ['a hair over the edge', meshOf(97, 400, 200), 1, { ok: true }],
    ['too few pixels', meshOf(500, 400, 70), 1, { ok: false, fault: 'face.too-small' }],
    ['few here, enough in the source', meshOf(500, 400, 70), 2, { ok: true }],
  ]
  it.each(table)('%s', (_, landmarks, sourceScale, expected) => {
    expect(checkMesh(landmarks, frame, sourceScale)).toMatchObject(expected)
  })

  it('says how many pixels there are', () => {
    const result = checkMesh(meshOf(500, 400, 50), frame, 1)
    expect(result).toMatchObject({ detail: expect.stringMatching(new RegExp(`${MIN_INTERPUPILLARY_PX}.*20`)) })
  })
})
