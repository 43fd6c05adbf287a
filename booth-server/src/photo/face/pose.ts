import type { Landmarks } from './values.ts'

/**
 * A rest face to fit the mesh to: positions of well-defined points in MediaPipe's canonical face model (its
 * face_geometry module, Apache-2.0), centimetres, x to the person's left, y up, z to the camera. Points that move when
 * one speaks or frowns weigh little. Pairs are given once, for the person's left: `[right index, left index, x, y, z]`.
 */
const pairs = [
  [33, 263, 4.446, 2.664, 3.173, 1],
  [133, 362, 1.856, 2.585, 3.758, 1],
  [127, 356, 7.743, 2.365, -2.005, 0.7],
  [234, 454, 7.664, 0.673, -2.436, 0.7],
  [93, 323, 7.542, -1.049, -2.431, 0.7],
  [132, 361, 7.271, -2.891, -2.252, 0.5],
  [58, 288, 6.72, -4.789, -1.745, 0.4],
  [21, 251, 7.088, 5.435, 0.1, 0.7],
  [54, 284, 6.279, 6.615, 1.426, 0.7],
  [103, 332, 5.133, 7.486, 2.66, 0.7],
  [105, 334, 3.987, 5.109, 4.466, 0.4],
  [50, 280, 4.766, -0.702, 3.535, 0.6],
  [48, 278, 1.609, -0.943, 5.814, 0.8],
  [61, 291, 2.456, -4.343, 4.284, 0.2],
] as const
/** Points of the middle: `[index, y, z, weight]`. */
const middles = [
  [10, 8.262, 4.482, 0.7],
  [151, 6.545, 5.027, 0.7],
  [168, 3.271, 5.236, 1],
  [4, -0.463, 7.587, 1],
  [2, -2.089, 6.058, 0.8],
  [152, -9.403, 4.264, 0.3],
] as const

interface RestPoint {
  readonly index: number
  readonly at: readonly [number, number, number]
  readonly weight: number
}

const restFace: readonly RestPoint[] = [
  ...pairs.flatMap(([right, left, x, y, z, weight]): RestPoint[] => [
    { index: right, at: [-x, y, z], weight },
    { index: left, at: [x, y, z], weight },
  ]),
  ...middles.map(([index, y, z, weight]): RestPoint => ({ index, at: [0, y, z], weight })),
]

/** The rest face's points, for those who draw a face. */
export const restFacePoints: ReadonlyMap<number, readonly [number, number, number]> = new Map(
  restFace.map(({ index, at }) => [index, at]),
)

export interface Pose {
  readonly yawDeg: number
  readonly pitchDeg: number
  readonly rollDeg: number
  /** Root mean square distance of the mesh from the fitted rest face, as a share of the face's size: how far to trust. */
  readonly residual: number
}

type Matrix = readonly (readonly number[])[]
const at = (matrix: Matrix, row: number, column: number): number => matrix[row]?.[column] ?? 0

/** One side of a Jacobi rotation: rows, or columns, `p` and `q` turn by the angle with cosine `c` and sine `s`. */
const turn = (m: number[][], p: number, q: number, c: number, s: number, isRow: boolean): void => {
  for (let k = 0; k < m.length; k += 1) {
    const [i, j] = isRow ? [p, k] : [k, p]
    const [i2, j2] = isRow ? [q, k] : [k, q]
    const x = at(m, i, j)
    const y = at(m, i2, j2)
    ;(m[i] as number[])[j] = c * x - s * y
    ;(m[i2] as number[])[j2] = s * x + c * y
  }
}

/** The eigenvector of the greatest eigenvalue of a symmetric matrix, by Jacobi rotations. */
const dominantEigenvector = (symmetric: Matrix): readonly number[] => {
  const size = symmetric.length
  const a = symmetric.map((row) => [...row])
  const v = a.map((_, row) => a.map((_, column) => (row === column ? 1 : 0)))
  for (let sweep = 0; sweep < 30; sweep += 1) {
    let rest = 0
    for (let p = 0; p < size; p += 1) {
      for (let q = p + 1; q < size; q += 1) {
        const apq = at(a, p, q)
        rest += Math.abs(apq)
        if (apq === 0) continue
        const theta = (at(a, q, q) - at(a, p, p)) / (2 * apq)
        const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.hypot(theta, 1))
        const c = 1 / Math.hypot(t, 1)
        turn(a, p, q, c, t * c, true)
        turn(a, p, q, c, t * c, false)
        turn(v, p, q, c, t * c, false)
      }
    }
    if (rest < 1e-12) break
  }
  let best = 0
  for (let k = 1; k < size; k += 1) if (at(a, k, k) > at(a, best, best)) best = k
  return v.map((row) => row[best] ?? 0)
}

const degrees = (radians: number) => (radians * 180) / Math.PI

/**
 * Turn, tilt and nod of the head: the rest face is fitted to the mesh (z included) by a similarity in the sense of
 * least squares (Horn 1987, unit quaternions). Weak perspective: the camera is far against the head's depth.
 */
export const fitPose = (landmarks: Landmarks): Pose => {
  let total = 0
  const restMean = [0, 0, 0]
  const seenMean = [0, 0, 0]
  const seen = restFace.map(({ index, at: rest, weight }) => {
    const p = landmarks.points
    // To the rest face's axes: y up, z to the camera.
    const point = [p[index * 3] ?? 0, -(p[index * 3 + 1] ?? 0), -(p[index * 3 + 2] ?? 0)]
    total += weight
    for (let k = 0; k < 3; k += 1) {
      restMean[k] = (restMean[k] ?? 0) + weight * (rest[k] ?? 0)
      seenMean[k] = (seenMean[k] ?? 0) + weight * (point[k] ?? 0)
    }
    return point
  })
  for (let k = 0; k < 3; k += 1) {
    restMean[k] = (restMean[k] ?? 0) / total
    seenMean[k] = (seenMean[k] ?? 0) / total
  }
  const s = [0, 1, 2].map(() => [0, 0, 0])
  let restPower = 0
  let seenPower = 0
  restFace.forEach(({ at: rest, weight }, n) => {
    for (let i = 0; i < 3; i += 1) {
      const a = (rest[i] ?? 0) - (restMean[i] ?? 0)
      restPower += weight * a * a
      seenPower += weight * ((seen[n]?.[i] ?? 0) - (seenMean[i] ?? 0)) ** 2
      for (let j = 0; j < 3; j += 1) {
        const row = s[i] as number[]
        row[j] = (row[j] ?? 0) + weight * a * ((seen[n]?.[j] ?? 0) - (seenMean[j] ?? 0))
      }
    }
  })
  const [sxx, sxy, sxz] = [at(s, 0, 0), at(s, 0, 1), at(s, 0, 2)]
  const [syx, syy, syz] = [at(s, 1, 0), at(s, 1, 1), at(s, 1, 2)]
  const [szx, szy, szz] = [at(s, 2, 0), at(s, 2, 1), at(s, 2, 2)]
  const [w = 1, x = 0, y = 0, z = 0] = dominantEigenvector([
    [sxx + syy + szz, syz - szy, szx - sxz, sxy - syx],
    [syz - szy, sxx - syy - szz, sxy + syx, szx + sxz],
    [szx - sxz, sxy + syx, -sxx + syy - szz, syz + szy],
    [sxy - syx, szx + sxz, syz + szy, -sxx - syy + szz],
  ])
  const rotation = [
    [1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)],
    [2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)],
    [2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)],
  ]
  let overlap = 0
  for (let i = 0; i < 3; i += 1) for (let j = 0; j < 3; j += 1) overlap += at(rotation, j, i) * at(s, i, j)
  // Where the head's own x and y axes point in the picture; their mean tilt is the roll that a crop should undo.
  const eyeLine = Math.atan2(-at(rotation, 1, 0), at(rotation, 0, 0))
  const upright = Math.atan2(at(rotation, 0, 1), at(rotation, 1, 1))
  const roll = Math.atan2(Math.sin(eyeLine) + Math.sin(upright), Math.cos(eyeLine) + Math.cos(upright))
  // The way the face looks, with the roll undone.
  const fx = at(rotation, 0, 2)
  const fy = at(rotation, 1, 2)
  const lookX = fx * Math.cos(roll) - fy * Math.sin(roll)
  const lookY = fx * Math.sin(roll) + fy * Math.cos(roll)
  return {
    yawDeg: degrees(Math.atan2(lookX, at(rotation, 2, 2))),
    pitchDeg: degrees(Math.asin(Math.max(-1, Math.min(1, lookY)))),
    rollDeg: degrees(roll),
    residual: Math.sqrt(Math.max(0, 1 - (overlap * overlap) / (restPower * seenPower || 1))),
  }
}
