import { meshRegions } from '../photo/face/mesh-regions.ts'
import { restFacePoints } from '../photo/face/pose.ts'
import type { DetectedFace, Gaze, Iris, Landmarks } from '../photo/face/values.ts'
import type { Matte, Picture, Point } from '../photo/imaging/values.ts'

/** A drawn person for tests: a head of known pose and size with every mesh point that the code reads. */
export interface HeadOptions {
  readonly width: number
  readonly height: number
  /** Middle of the eyes, px. */
  readonly eyes: Point
  /** Eye line to chin of the head seen from the front, px. */
  readonly unitPx: number
  readonly yawDeg: number
  readonly pitchDeg: number
  readonly rollDeg: number
  /** Top of the hair over the eye line, in units. */
  readonly hairUp: number
  /** Lid gap and inner lip gap in units. */
  readonly lidGap: number
  readonly lipGap: number
  /** Where the eyes look against the camera; null: no irises were found. */
  readonly gaze: Gaze | null
  readonly skin: readonly [number, number, number]
  readonly backdrop: readonly [number, number, number]
  /** Colour of the person's pixels by default; may be shaded by place. */
  readonly shade: (rightUnits: number, upUnits: number) => number
  /** Extra parts of the figure, in units on the head's axes: a bun, a hand, a hat. */
  readonly extra: (rightUnits: number, upUnits: number) => boolean
}

export interface SyntheticHead {
  readonly picture: Picture
  readonly landmarks: Landmarks
  readonly matte: Matte
  readonly face: DetectedFace
}

export const headDefaults: HeadOptions = {
  width: 600,
  height: 800,
  eyes: { x: 300, y: 320 },
  unitPx: 140,
  yawDeg: 0,
  pitchDeg: 0,
  rollDeg: 0,
  hairUp: 1.1,
  lidGap: 0.08,
  lipGap: 0.005,
  gaze: { asideDeg: 0, upDeg: 0 },
  skin: [205, 160, 135],
  backdrop: [250, 250, 250],
  shade: () => 1,
  extra: () => false,
}

type Vector = readonly [number, number, number]

const EYES: Vector = [0, 2.624, 3.466]
/** Eye line to chin of the rest face, cm. */
const UNIT_CM = 2.624 + 9.403

const radians = (degrees: number) => (degrees * Math.PI) / 180

const turn = ([x, y, z]: Vector, { yawDeg, pitchDeg, rollDeg }: HeadOptions): Vector => {
  const [p, q, r] = [radians(pitchDeg), radians(yawDeg), radians(rollDeg)]
  const [y1, z1] = [y * Math.cos(p) + z * Math.sin(p), z * Math.cos(p) - y * Math.sin(p)]
  const [x2, z2] = [x * Math.cos(q) + z1 * Math.sin(q), z1 * Math.cos(q) - x * Math.sin(q)]
  return [x2 * Math.cos(r) + y1 * Math.sin(r), y1 * Math.cos(r) - x2 * Math.sin(r), z2]
}

/** Points round an ellipse in the rest face's plane, as many as `indices`, from `startDeg` on. */
const ring = (
  indices: readonly number[],
  centre: Vector,
  rx: number,
  ry: number,
  startDeg: number,
  direction: 1 | -1,
) =>
  indices.map((index, k): [number, Vector] => {
    const angle = radians(startDeg) + (direction * 2 * Math.PI * k) / indices.length
    return [index, [centre[0] + rx * Math.cos(angle), centre[1] + ry * Math.sin(angle), centre[2]]]
  })

/** Lids and lips as pairs of upper and lower points at `centre`, `gap` apart. */
const pairs = (indices: readonly (readonly [number, number])[], centre: Vector, gap: number): [number, Vector][] =>
  indices.flatMap(([upper, lower]): [number, Vector][] => [
    [upper, [centre[0], centre[1] + gap / 2, centre[2]]],
    [lower, [centre[0], centre[1] - gap / 2, centre[2]]],
  ])

const restPoints = (options: HeadOptions): Map<number, Vector> => {
  const lid = options.lidGap * UNIT_CM
  const lip = options.lipGap * UNIT_CM
  return new Map<number, Vector>([
    ...ring(meshRegions.faceOval, [0, -0.57, 1], 7.6, 8.8, 90, -1),
    ...ring(meshRegions.rightCheek, [-3.7, -1.2, 3.6], 1.3, 1.3, 90, 1),
    ...ring(meshRegions.leftCheek, [3.7, -1.2, 3.6], 1.3, 1.3, 90, -1),
    ...ring(meshRegions.forehead, [0, 6.2, 5], 1.8, 1.2, 150, -1),
    ...ring(meshRegions.rightEye, [-3.15, 2.62, 3.47], 1.3, lid / 2, 180, 1),
    ...ring(meshRegions.leftEye, [3.15, 2.62, 3.47], 1.3, lid / 2, 0, -1),
    ...pairs(
      [
        [159, 145],
        [158, 153],
        [160, 144],
      ],
      [-3.15, 2.62, 3.6],
      lid,
    ),
    ...pairs(
      [
        [386, 374],
        [385, 380],
        [387, 373],
      ],
      [3.15, 2.62, 3.6],
      lid,
    ),
    ...pairs(
      [
        [13, 14],
        [82, 87],
        [312, 317],
        [81, 178],
        [311, 402],
      ],
      [0, -4.27, 5.2],
      lip,
    ),
    ...restFacePoints,
  ])
}

/** The eyeball's centre behind and above the middle of the lids' corners, and from it to the iris, cm. */
const EYEBALL = { behind: 0.6, above: 0.16, toIris: 1 } as const
const IRIS_CM = 1.17

/** An eyeball that turns in its place: `side` -1 is the person's right eye. */
const irisOf = (side: 1 | -1, options: HeadOptions, gaze: Gaze): Iris => {
  const { eyes, unitPx, lidGap } = options
  const scale = unitPx / UNIT_CM
  const project = ([x, y]: Vector): Point => ({ x: eyes.x + scale * x, y: eyes.y - scale * y })
  const turned = (x: number, y: number, z: number) => turn([side * x, y, z], options)
  const [cx, cy, cz] = turned(3.15, EYEBALL.above, -EYEBALL.behind)
  const [aside, up] = [radians(gaze.asideDeg), radians(gaze.upDeg)]
  // Directions of the gaze are those of an upright head: the roll turns them too.
  const roll = radians(options.rollDeg)
  const [dx, dy] = [Math.sin(aside), Math.sin(up)]
  const look: Vector = [dx * Math.cos(roll) + dy * Math.sin(roll), dy * Math.cos(roll) - dx * Math.sin(roll), 0]
  const centre: Vector = [cx + EYEBALL.toIris * look[0], cy + EYEBALL.toIris * look[1], cz]
  const lid = (lidGap * UNIT_CM) / 2
  const contour = new Float32Array(142)
  for (let index = 0; index < 71; index += 1) {
    // 0 the outer corner, 1-7 the lower lid, 8 the inner corner, 9-15 the upper lid; what follows lies on the corner.
    const step = index > 15 ? 0 : index > 8 ? index - 8 : index
    const height = Math.sin((Math.PI * step) / 8) * lid * (index > 8 ? 1 : -1)
    const { x, y } = project(turned(4.45 - (2.6 * step) / 8, height, 0))
    contour[2 * index] = x
    contour[2 * index + 1] = y
  }
  const corner = (index: number): Point => ({ x: contour[2 * index]!, y: contour[2 * index + 1]! })
  return { centre: project(centre), diameterPx: IRIS_CM * scale, outer: corner(0), inner: corner(8), contour }
}

/** Whether the figure covers a place: units right of and above the middle of the eyes, on the head's axes. */
const isFigure = (right: number, up: number, { hairUp, extra }: HeadOptions): boolean => {
  const middle = (hairUp - 1) / 2
  const half = (hairUp + 1) / 2
  const isHead = (right / 0.66) ** 2 + ((up - middle) / half) ** 2 <= 1
  const isNeck = Math.abs(right) < 0.38 && up < -0.6 && up > -1.8
  const isShoulder = up < -1.35 && Math.abs(right) < 0.5 + Math.min(1.1, (-1.35 - up) * 3)
  return isHead || isNeck || isShoulder || extra(right, up)
}

export const drawHead = (given: Partial<HeadOptions> = {}): SyntheticHead => {
  const options = { ...headDefaults, ...given }
  const { width, height, eyes, unitPx, gaze } = options
  const rest = restPoints(options)
  const nose = rest.get(4) as Vector
  const points = new Float32Array(468 * 3)
  const scale = unitPx / UNIT_CM
  for (let index = 0; index < 468; index += 1) {
    const [x, y, z] = rest.get(index) ?? nose
    const [tx, ty, tz] = turn([x - EYES[0], y - EYES[1], z - EYES[2]], options)
    points[index * 3] = eyes.x + scale * tx
    points[index * 3 + 1] = eyes.y - scale * ty
    points[index * 3 + 2] = -scale * tz
  }
  const roll = radians(options.rollDeg)
  const data = new Uint8Array(width * height * 3)
  const alpha = new Float32Array(width * height)
  const [cos, sin] = [Math.cos(roll), Math.sin(roll)]
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const dx = x + 0.5 - eyes.x
      const dy = y + 0.5 - eyes.y
      const right = (dx * cos + dy * sin) / unitPx
      const up = (dx * sin - dy * cos) / unitPx
      const at = y * width + x
      const isPerson = isFigure(right, up, options)
      if (isPerson) alpha[at] = 1
      const isHair = isPerson && up > 0.75
      const shade = isPerson ? options.shade(right, up) : 1
      for (let channel = 0; channel < 3; channel += 1) {
        const base = isHair ? 45 : isPerson ? (options.skin[channel] ?? 0) : (options.backdrop[channel] ?? 0)
        data[at * 3 + channel] = Math.max(0, Math.min(255, Math.round(base * shade)))
      }
    }
  }
  const point = (index: number): Point => ({ x: points[index * 3] ?? 0, y: points[index * 3 + 1] ?? 0 })
  return {
    picture: { data, width, height },
    landmarks: {
      points,
      score: 1,
      ...(gaze && { irises: { right: irisOf(-1, options, gaze), left: irisOf(1, options, gaze) } }),
    },
    matte: { alpha, region: { left: 0, top: 0, width, height } },
    face: {
      box: { left: eyes.x - unitPx, top: eyes.y - unitPx, width: 2 * unitPx, height: 2 * unitPx },
      score: 1,
      rightEye: point(33),
      leftEye: point(263),
      nose: point(4),
      mouth: point(13),
      rightEar: point(234),
      leftEar: point(454),
      rollDeg: options.rollDeg,
    },
  }
}
