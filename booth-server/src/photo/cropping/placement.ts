import type { Band } from '../../documents/document.ts'
import type { CropBand, LinearLength } from './bands.ts'
import type { CanvasRow } from './canvas.ts'
import { type LinearOptimum, type LinearRow, maximise } from './linear-program.ts'

/** A crop's three unknowns: see `LinearLength`. */
export interface Placement {
  readonly scale: number
  readonly centreMm: number
  readonly eyesMm: number
}

export const lengthAt = (length: LinearLength, { scale, centreMm, eyesMm }: Placement): number =>
  length.scale * scale + length.centreMm * centreMm + length.eyesMm * eyesMm + length.constantMm

/** What one canvas allows, and the limits to keep while the margins are maximised. */
export interface BandFit {
  readonly bands: readonly CropBand[]
  readonly canvas: readonly CanvasRow[]
  /** One a band, relaxed by what the crop has to miss. */
  readonly limits: readonly Band[]
  /** Sum over the document's bands, mm. */
  readonly missedMm: number
  /** 0..1: the share of its safety distance that every band of the document gets. */
  readonly safety: number
  /** Sum over this project's own preferences, mm. */
  readonly missedPreferences: number
}

/** A band's safety distance: this many standard errors of its length, but at most this share of its half width. */
const SAFE_ERRORS = 1.5
const SAFE_SHARE = 0.6
/** An optimum becomes a limit of the next programme with this tolerance, mm. */
const TOLERANCE_MM = 1e-6
/**
 * Added to the centre and the eye line, since a programme's variables are positive: they may lie outside the portrait.
 */
const SHIFT_MM = 1000

/** A row over (scale, centre + shift, eyes + shift, extra...): `sign * length + extra <= limit`. */
const row = (length: LinearLength, sign: 1 | -1, limitMm: number, extra: readonly number[]): LinearRow => ({
  coefficients: [sign * length.scale, sign * length.centreMm, sign * length.eyesMm, ...extra],
  limit: limitMm - sign * (length.constantMm - SHIFT_MM * (length.centreMm + length.eyesMm)),
})

const canvasRow = ({ coefficients: [scale, centre, eyes], constant }: CanvasRow, extras: number): LinearRow => ({
  coefficients: [-scale, -centre, -eyes, ...new Array<number>(extras).fill(0)],
  limit: constant - SHIFT_MM * (centre + eyes),
})

const placementOf = ({ x: [scale = 0, centre = 0, eyes = 0] }: LinearOptimum): Placement => ({
  scale,
  centreMm: centre - SHIFT_MM,
  eyesMm: eyes - SHIFT_MM,
})

const unitVector = (size: number, index: number, value: number): number[] => {
  const vector = new Array<number>(size).fill(0)
  if (index >= 0) vector[index] = value
  return vector
}

const widen = (band: Band, byMm: number): Band => ({
  ...(band.min === undefined ? {} : { min: band.min - byMm }),
  ...(band.max === undefined ? {} : { max: band.max + byMm }),
})

/** Rows of `limits`; `extrasOf` gives the extra variables' coefficients of a band's rows. */
const bandRows = (
  bands: readonly CropBand[],
  limits: readonly Band[],
  extrasOf: (index: number) => readonly number[],
): LinearRow[] =>
  bands.flatMap(({ length }, index) => {
    const { min, max } = limits[index] ?? {}
    return [
      ...(max === undefined ? [] : [row(length, 1, max, extrasOf(index))]),
      ...(min === undefined ? [] : [row(length, -1, -min, extrasOf(index))]),
    ]
  })

/** The band, stretched to take in what the placement reaches. */
const reachable = (band: Band, valueMm: number): Band => ({
  ...(band.min === undefined ? {} : { min: Math.min(band.min, valueMm - TOLERANCE_MM) }),
  ...(band.max === undefined ? {} : { max: Math.max(band.max, valueMm + TOLERANCE_MM) }),
})

/** Bands that must hold, the limits to hold them to, and the scale at which those were found. */
interface Kept {
  readonly bands: readonly CropBand[]
  readonly limits: readonly Band[]
  readonly missed: number
  readonly scale: number
}

const limitsOf = (bands: readonly CropBand[]) => bands.map(({ limits }) => limits)

/**
 * Programme of least misses: one variable a band of `soft` by which it is missed, of which the sum is minimised while
 * `hard` and the canvas hold. `limits` are those of `soft`, relaxed to what was reached.
 */
const minimiseMisses = (
  soft: readonly CropBand[],
  hard: Pick<Kept, 'bands' | 'limits'>,
  canvas: readonly CanvasRow[],
) => {
  const count = soft.length
  const none = unitVector(count, -1, 0)
  const optimum = maximise(
    [0, 0, 0, ...new Array<number>(count).fill(-1)],
    [
      ...canvas.map((canvasLimit) => canvasRow(canvasLimit, count)),
      ...bandRows(hard.bands, hard.limits, () => none),
      ...bandRows(soft, limitsOf(soft), (index) => unitVector(count, index, -1)),
    ],
  )
  if (!optimum) return null
  const placement = placementOf(optimum)
  const limits = soft.map((band) => reachable(band.limits, lengthAt(band.length, placement)))
  return { bands: soft, limits, missed: -optimum.value, scale: placement.scale }
}

/** The safety distance of each band, mm. One that is missed already gets none: it is as near as it can be. */
const safetyDistancesOf = ({ bands, limits, scale }: Kept): readonly number[] =>
  bands.map(({ error, limits: { min, max } }, index) => {
    const reached = limits[index] ?? {}
    const isUnder = min !== undefined && (reached.min ?? min) < min - 1e-5
    const isOver = max !== undefined && (reached.max ?? max) > max + 1e-5
    if (isUnder || isOver) return 0
    const widest = min === undefined || max === undefined ? Number.POSITIVE_INFINITY : (SAFE_SHARE * (max - min)) / 2
    return Math.min(SAFE_ERRORS * error * scale, widest)
  })

/** Programme of safety: the greatest share, 0..1, of all safety distances at once, and the limits narrowed by it. */
const maximiseSafety = (kept: Kept, canvas: readonly CanvasRow[]): { safety: number; limits: readonly Band[] } => {
  const distances = safetyDistancesOf(kept)
  const optimum = maximise(
    [0, 0, 0, 1],
    [
      ...canvas.map((canvasLimit) => canvasRow(canvasLimit, 1)),
      ...bandRows(kept.bands, kept.limits, (index) => [distances[index] ?? 0]),
      { coefficients: [0, 0, 0, 1], limit: 1 },
    ],
  )
  const safety = Math.max(0, optimum?.value ?? 0)
  return {
    safety,
    limits: kept.limits.map((band, index) => widen(band, TOLERANCE_MM - safety * (distances[index] ?? 0))),
  }
}

/** Both readings of an unstated crown are kept to where that leaves at least this share of the safety distances. */
const LEAST_SHARED_SAFETY = 0.2

/**
 * Chained programmes, each of which keeps what the one before reached (README.md): least misses of the document's
 * bands; most safety, by both readings of the crown where both can be had; least misses of this project's own
 * preferences. Null: not even the whole head fits the canvas.
 */
export const fitBands = (bands: readonly CropBand[], canvas: readonly CanvasRow[]): BandFit | null => {
  const published = bands.filter(({ isPublished }) => isPublished)
  const first = minimiseMisses(published, { bands: [], limits: [] }, canvas)
  if (!first) return null
  const missedMm = first.missed < 1e-5 ? 0 : first.missed
  let kept: Kept = first
  let clear = maximiseSafety(first, canvas)
  const readings = bands.filter(({ isOtherReading }) => isOtherReading)
  if (missedMm === 0 && readings.length > 0) {
    const both = minimiseMisses([...published, ...readings], { bands: [], limits: [] }, canvas)
    const shared = both && both.missed < 1e-5 ? maximiseSafety(both, canvas) : null
    if (both && shared && shared.safety >= LEAST_SHARED_SAFETY) {
      kept = both
      clear = shared
    }
  }
  const preferences = bands.filter((band) => !kept.bands.includes(band))
  const last = minimiseMisses(preferences, { bands: kept.bands, limits: clear.limits }, canvas)
  return {
    bands: [...kept.bands, ...preferences],
    canvas,
    limits: [...clear.limits, ...(last?.limits ?? preferences.map(() => ({})))],
    missedMm,
    safety: clear.safety,
    missedPreferences: last?.missed ?? Number.POSITIVE_INFINITY,
  }
}

/** The half width of a one-sided band, in standard errors. */
const ONE_SIDED_ERRORS = 4

/** Half of the document's own band, mm: the distance that counts as a margin of 1. */
const halfWidth = ({ limits: { min, max }, error }: CropBand, scale: number): number =>
  min !== undefined && max !== undefined ? (max - min) / 2 : Math.max(0.5, ONE_SIDED_ERRORS * error * scale)

const marginOf = (band: CropBand, placement: Placement): number => {
  const value = lengthAt(band.length, placement)
  const { min, max } = band.limits
  const room = Math.min(
    max === undefined ? Number.POSITIVE_INFINITY : max - value,
    min === undefined ? Number.POSITIVE_INFINITY : value - min,
  )
  return Math.min(1, room / halfWidth(band, placement.scale))
}

/**
 * Lexicographic max-min of the margins (README.md): the least margin is made as large as it can be, then the next
 * least, and so on, so that every band ends as near to its centre as the others let it. A row with a positive dual
 * binds in every optimum, so its band's margin can't grow: it is frozen at the level found.
 */
export const maximiseMarginLexicographically = (
  fit: BandFit,
): { readonly placement: Placement; readonly margin: number } => {
  const { bands, limits, canvas } = fit
  const hard = [...canvas.map((canvasLimit) => canvasRow(canvasLimit, 1)), ...bandRows(bands, limits, () => [0])]
  const start = maximise([0, 0, 0, 0], hard.concat({ coefficients: [0, 0, 0, 1], limit: 1 }))
  let placement: Placement = start ? placementOf(start) : { scale: 1, centreMm: 0, eyesMm: 0 }
  const scale = placement.scale
  // A missed band's margin is negative: counted from -BASE, since the programme's variables are positive.
  const BASE = 100
  const halves = bands.map((band) => halfWidth(band, scale))
  const frozen = new Map<number, number>()
  while (frozen.size < bands.length) {
    const open = bands.map((_, index) => index).filter((index) => !frozen.has(index))
    const rowsOf = (index: number): LinearRow[] => {
      const { length, limits: own } = bands[index] as CropBand
      const half = halves[index] ?? 1
      const kept = frozen.get(index)
      const isOpen = kept === undefined
      // length + half * (margin - BASE) <= max, or with the margin already found.
      const give = isOpen ? half * BASE : -half * kept + TOLERANCE_MM
      return [
        ...(own.max === undefined ? [] : [row(length, 1, own.max + give, [isOpen ? half : 0])]),
        ...(own.min === undefined ? [] : [row(length, -1, -own.min + give, [isOpen ? half : 0])]),
      ]
    }
    const owners: number[] = []
    const soft: LinearRow[] = []
    bands.forEach((_, index) => {
      for (const each of rowsOf(index)) {
        soft.push(each)
        owners.push(index)
      }
    })
    const cap: LinearRow = { coefficients: [0, 0, 0, 1], limit: BASE + 1 }
    const optimum = maximise([0, 0, 0, 1], [...soft, ...hard, cap])
    if (!optimum) break
    placement = placementOf(optimum)
    const level = optimum.value - BASE
    let count = 0
    owners.forEach((index, position) => {
      if (!frozen.has(index) && (optimum.duals[position] ?? 0) > 1e-7) {
        frozen.set(index, level)
        count += 1
      }
    })
    // The cap or the canvas binds: the rest can grow no further.
    if (count === 0) for (const index of open) frozen.set(index, level)
  }
  return {
    placement,
    margin: Math.min(...bands.filter(({ isPublished }) => isPublished).map((band) => marginOf(band, placement))),
  }
}
