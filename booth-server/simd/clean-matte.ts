// One subject without holes or bystanders: photo/matting/clean-matte.ts has the thresholds.
import { Bytes, Floats, Ints } from './addresses'
import { boxBlurVectors } from './box-blur'
import { release, reserve, scratchTop } from './memory'
import { BACKGROUND, FOREGROUND, MODEL, NONE } from './overrides'
import { floatAt, meanOfFour, setFloat, smoothStep } from './planes'
import { VECTOR } from './vectors'

/**
 * Half the grid: every 2 x 2 cells become their mean.
 *
 * @param size even
 * @param target result
 */
export function downsamplePlane(plane: Floats, size: i32, target: Floats): void {
  const stride = usize(size) << 2
  for (let y = 0; y < size; y += 2, plane += stride) {
    for (let x = 0; x < size; x += 2, plane += 8, target += 4) {
      store<f32>(target, meanOfFour(plane, stride))
    }
  }
}

/**
 * Multiplies a plane by another one.
 *
 * @param plane in place
 */
export function multiplyPlane(plane: Floats, by: Floats, cells: i32): void {
  for (let at = 0; at < cells; at++) setFloat(plane, at, floatAt(plane, at) * floatAt(by, at))
}

/**
 * The face is foreground, the rest is not overridden.
 *
 * @param overrides result
 */
export function initialiseOverrides(face: Floats, cells: i32, overrides: Bytes): void {
  for (let at = 0; at < cells; at++) store<u8>(overrides + at, floatAt(face, at) != 0 ? FOREGROUND : NONE)
}

/**
 * Assigns each cell to the nearest head, counted in that head's own heights: what is another's becomes background.
 * Sideways distance counts in full; a body hangs below its head, so downward distance counts a quarter.
 *
 * @param overrides in place
 * @param heads three a head, cells: its centre and one over its height; the first one is the subject's
 * @param aspect a cell's height over its width
 */
export function excludeBystanders(overrides: Bytes, size: i32, heads: Floats, count: i32, aspect: f32): void {
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const own = squaredDistance(heads, f32(x) + 0.5, f32(y) + 0.5, aspect)
      for (let head = 1; head < count; head++) {
        if (squaredDistance(heads + usize(head) * 12, f32(x) + 0.5, f32(y) + 0.5, aspect) < own) {
          store<u8>(overrides + y * size + x, BACKGROUND)
          break
        }
      }
    }
  }
}

/** Squared distance, in head heights. */
function squaredDistance(head: usize, x: f32, y: f32, aspect: f32): f32 {
  const scale = load<f32>(head, 8)
  const dx = (x - load<f32>(head)) * scale
  const below = y - load<f32>(head, 4)
  const dy = below * aspect * scale * (below > 0 ? 0.25 : 1)
  return dx * dx + dy * dy
}

/**
 * Opacities as the overrides want them: 1 for foreground, else 0.
 *
 * @param alpha in place
 */
export function applyOverrides(alpha: Floats, overrides: Bytes, cells: i32): void {
  for (let at = 0; at < cells; at++) {
    const forced = load<u8>(overrides + at)
    if (forced != NONE) setFloat(alpha, at, forced == FOREGROUND ? 1 : 0)
  }
}

@unmanaged
export class ThresholdSubject {
  alpha: Floats
  size: i32
  faceX: f32
  faceY: f32
  /** Head height, cells. */
  headCells: f32
  /** Threshold. */
  level: f32
  /** Threshold right below the face, as far to either side as neck and shoulders reach. */
  chestLevel: f32
  /** Where the chest begins below the eyes, head heights. */
  from: f32
  /** Half width there, head heights. */
  neck: f32
  /** By which it grows downwards. */
  slope: f32
  /** Largest half width, head heights. */
  most: f32
  /** Result. */
  mask: Bytes
}

/** Where the subject is, by a threshold on opacity that is lower on the chest. */
export function thresholdSubject(args: ThresholdSubject): void {
  const alpha = args.alpha
  const size = args.size
  const faceX = args.faceX
  const faceY = args.faceY
  const headCells = args.headCells
  const level = args.level
  const chestLevel = args.chestLevel
  const from = args.from
  const neck = args.neck
  const slope = args.slope
  const most = args.most
  const mask = args.mask
  for (let y = 0; y < size; y++) {
    const below = (f32(y) - faceY) / headCells
    const reach: f32 = below < from ? -1 : min(neck + (below - from) * slope, most) * headCells
    for (let x = 0; x < size; x++) {
      const least = abs(f32(x) - faceX) <= reach ? chestLevel : level
      store<u8>(mask + y * size + x, u8(floatAt(alpha, y * size + x) >= least))
    }
  }
}

/**
 * Parts one component from all others.
 *
 * @param own result: the component itself
 * @param others result: all other components
 */
export function splitByLabel(labels: Ints, label: i32, cells: i32, own: Bytes, others: Bytes): void {
  for (let at = 0; at < cells; at++) {
    const here = load<i32>(labels + (usize(at) << 2))
    store<u8>(own + at, u8(here == label && here != 0))
    store<u8>(others + at, u8(here != label && here != 0))
  }
}

/**
 * Grows an eroded core back by `reach`, within the mask that it was eroded from.
 *
 * @param toCore distance to the eroded core
 * @param target result
 */
export function dilateWithin(mask: Bytes, toCore: Floats, reach: f32, cells: i32, target: Bytes): void {
  for (let at = 0; at < cells; at++) {
    store<u8>(target + at, u8(load<u8>(mask + at) != 0 && floatAt(toCore, at) <= reach))
  }
}

/**
 * Marks the cells that are set in one mask and not in the other.
 *
 * @param target result
 */
export function subtractMask(mask: Bytes, other: Bytes, cells: i32, target: Bytes): void {
  for (let at = 0; at < cells; at++) store<u8>(target + at, u8(load<u8>(mask + at) != 0 && load<u8>(other + at) == 0))
}

/**
 * How far each component reaches from the body. What the frame cuts may reach any distance; only a body stands on its
 * lower border.
 *
 * @param toBody distance to the opened mask
 * @param reach result, 0 before: a float a component
 */
export function measureProtrusions(labels: Ints, toBody: Floats, size: i32, reach: Floats): void {
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const at = y * size + x
      const label = load<i32>(labels + (usize(at) << 2))
      if (label == 0) continue
      const isCut = y == 0 || x == 0 || x == size - 1
      setFloat(reach, label, max(floatAt(reach, label), isCut ? f32(size) : floatAt(toBody, at)))
    }
  }
}

/**
 * Where a mask is set the model's opacity stands.
 *
 * @param overrides in place
 */
export function keepGaps(gaps: Bytes, cells: i32, overrides: Bytes): void {
  for (let at = 0; at < cells; at++) if (load<u8>(gaps + at) != 0) store<u8>(overrides + at, MODEL)
}

/**
 * Sets a mask where another one is set.
 *
 * @param target in place
 */
export function uniteMasks(mask: Bytes, cells: i32, target: Bytes): void {
  for (let at = 0; at < cells; at++) if (load<u8>(mask + at) != 0) store<u8>(target + at, 1)
}

/**
 * Share of the cells at least `depth` inside whose opacity is below `level`, by every third cell.
 *
 * @param depths distance to the background
 */
export function translucentShare(alpha: Floats, depths: Floats, cells: i32, depth: f32, level: f32): f32 {
  let inside: f32 = 0
  let faint: f32 = 0
  for (let at = 0; at < cells; at += 3) {
    if (floatAt(depths, at) < depth) continue
    inside += 1
    if (floatAt(alpha, at) < level) faint += 1
  }
  return inside == 0 ? 0 : faint / inside
}

/**
 * One over the mean opacity of the cells at least `depth` inside in a window of the radius; 1 where there is none.
 *
 * @param depths distance to the background
 * @param gain result
 */
export function plateauGain(alpha: Floats, depths: Floats, size: i32, depth: f32, radius: i32, gain: Floats): void {
  const mark = scratchTop()
  const space = reserve(2 * usize(size * size) * VECTOR)
  const cells = size * size
  for (let at = 0; at < cells; at++) {
    const isDeep = floatAt(depths, at) >= depth
    v128.store(space + usize(at) * VECTOR, isDeep ? f32x4(1, floatAt(alpha, at), 0, 0) : f32x4.splat(0))
  }
  const scratch = space + usize(cells) * VECTOR
  boxBlurVectors(space, size, size, radius, space, scratch)
  for (let at = 0; at < cells; at++) {
    const weight = load<f32>(space + usize(at) * VECTOR)
    const sum = load<f32>(space + usize(at) * VECTOR, 4)
    setFloat(gain, at, weight < 1e-6 ? 1 : weight / sum)
  }
  release(mark)
}

@unmanaged
export class ComposeCleanMatte {
  /** The model's, on the full grid. */
  alpha: Floats
  /** Of the full grid; what follows is on half of it. */
  size: i32
  /** On the model's opacity, by colour. */
  factors: Floats
  overrides: Bytes
  /** The opened mask. */
  body: Bytes
  /** Or address 0 for none. */
  gain: Floats
  /** Distance to the background inside the body. */
  depth: Floats
  toBody: Floats
  /** Distance to what is not the subject. */
  toBackgroundObjects: Floats
  /** From this depth on nothing shines through, cells. */
  opaqueDepth: f32
  /** How far soft edges reach from the body, cells. */
  reach: f32
  /** Result, on the full grid. */
  target: Floats
}

/** The cleaned matte on the full grid, of what was decided on half of it. */
export function composeCleanMatte(args: ComposeCleanMatte): void {
  const alpha = args.alpha
  const size = args.size
  const factors = args.factors
  const overrides = args.overrides
  const body = args.body
  const gain = args.gain
  const depth = args.depth
  const toBody = args.toBody
  const toBackgroundObjects = args.toBackgroundObjects
  const opaqueDepth = args.opaqueDepth
  const reach = args.reach
  const target = args.target
  const half = size >> 1
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const at = y * size + x
      const cell = (y >> 1) * half + (x >> 1)
      const raw = floatAt(alpha, at) * floatAt(factors, cell)
      const forced = load<u8>(overrides + cell)
      let value: f32 = 0
      if (forced != NONE) {
        value = forced == FOREGROUND ? 1 : forced == MODEL ? raw : 0
      } else if (load<u8>(body + cell) != 0) {
        value = gain == 0 ? raw : min(1, raw * floatAt(gain, cell))
        if (value < 1) value += (1 - value) * smoothStep(opaqueDepth / 2, opaqueDepth, floatAt(depth, cell))
      } else if (raw > 0 && floatAt(toBackgroundObjects, cell) >= floatAt(toBody, cell)) {
        value = raw * (1 - smoothStep(reach, reach * 1.5, floatAt(toBody, cell)))
      }
      setFloat(target, at, value)
    }
  }
}
