import { alphaAt } from '../imaging/alpha-at.ts'
import type { Matte, Point } from '../imaging/values.ts'
import { roughHeadOf } from './rough-head.ts'
import type { Landmarks } from './values.ts'

/** The tips of the shoulders; left and right are the picture's. */
export interface Shoulders {
  readonly left: Point
  readonly right: Point
}

/** Where a tip is looked for, head heights from the chin: aside, and down. */
const NEAREST = 0.45
const LOWEST = 0.95
/** A tip so close to the matte's edge is where the picture ends, not the shoulder. Head heights. */
const LEAST_AIR = 0.08
/** Beyond these the tips are no pair: an arm is raised, a bag or a chair is seen. */
const MOST_UNEVEN = 1.5
const MOST_TILT_DEG = 10

/**
 * The tip of a shoulder: of the figure's outline beside and below the chin, the point that lies farthest out and up, at
 * 45 degrees to the shoulders' own line. Null where the picture cuts one off, or hair or an arm hides one.
 *
 * @param rollDeg of the head, clockwise: where the look for that line begins.
 */
export const findShoulders = (subject: SubjectInput, rollDeg: number): Shoulders | null => {
  const found = tipsIn(subject, rollDeg)
  if (found === null) return null
  const turned = tipsIn(subject, tiltDegOf(found)) ?? found
  return Math.abs(tiltDegOf(turned) - rollDeg) < MOST_TILT_DEG ? turned : null
}

/** Clockwise. */
export const tiltDegOf = ({ left, right }: Shoulders): number =>
  (Math.atan2(right.y - left.y, right.x - left.x) * 180) / Math.PI

interface SubjectInput {
  readonly matte: Matte
  readonly landmarks: Landmarks
}

/** One tip of a frame that is turned about the chin. px. */
interface Tip {
  readonly aside: number
  readonly down: number
}

const tipsIn = ({ matte, landmarks }: SubjectInput, frameDeg: number): Shoulders | null => {
  const { chin, heightPx } = roughHeadOf(landmarks)
  const angle = (frameDeg * Math.PI) / 180
  const place = (aside: number, down: number): Point => ({
    x: chin.x + aside * Math.cos(angle) - down * Math.sin(angle),
    y: chin.y + aside * Math.sin(angle) + down * Math.cos(angle),
  })
  const opacityAt = (aside: number, down: number) => alphaAt(matte, place(aside, down))

  const tipOn = (side: -1 | 1): Tip | null => {
    let best: Tip | null = null
    let aside = Math.ceil(NEAREST * heightPx)
    for (let level = opacityAt(side * aside, 0); level !== 'outside'; level = opacityAt(side * ++aside, 0)) {
      // Hair beside the chin, or a raised hand.
      if (level >= 0.5) continue
      let down = 1
      let below = opacityAt(side * aside, down)
      while (below !== 'outside' && below < 0.5 && down < LOWEST * heightPx) below = opacityAt(side * aside, ++down)
      if (below === 'outside' || below < 0.5) continue
      if (best === null || aside - down > best.aside - best.down) best = { aside, down }
    }
    return best !== null && best.aside < aside - LEAST_AIR * heightPx ? best : null
  }
  const left = tipOn(-1)
  const right = tipOn(1)
  if (left === null || right === null) return null
  const reaches = [left.aside, right.aside]
  if (Math.max(...reaches) > MOST_UNEVEN * Math.min(...reaches)) return null
  return { left: place(-left.aside, left.down), right: place(right.aside, right.down) }
}
