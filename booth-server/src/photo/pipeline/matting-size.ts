import type { IsnetSize } from '@quickid/models/resolve'
import { smallestIsnetSize } from '../../darkroom/messages/matting-choice.ts'

/**
 * Those that a machine chooses from by itself: against known alpha (`npm run bench -- matting`) 640 and 768 do worse than
 * 512, as they often take the head alone for the figure. 1024, which the model was trained at, does best.
 */
const chosenSizes: readonly IsnetSize[] = [384, 512, 1024]

/** Larger grids fall out of caches: a run of twice the cells takes more than twice the time. */
const GROWTH = 1.05

/** The largest good size whose run should stay within the budget, from how long the smallest one took here. */
export const sizeWithin = (smallestRunMs: number, budgetMs: number): IsnetSize => {
  const expectedMs = (size: IsnetSize) => smallestRunMs * (size / smallestIsnetSize) ** 2 * GROWTH
  return chosenSizes.findLast((size) => expectedMs(size) <= budgetMs) ?? smallestIsnetSize
}

/** A region of at most this many pixels a side holds no more than the smallest size shows: finer cells would be empty. */
export const SMALL_REGION_PX = 1.9 * smallestIsnetSize
