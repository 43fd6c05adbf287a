import type { IsnetSize } from '@quickid/models'

/** Sizes by which a machine can be told to matte, the smallest first: it is the one that is tried out. */
export const isnetSizes: readonly IsnetSize[] = [384, 512, 640, 768, 1024]
export const smallestIsnetSize: IsnetSize = 384
/**
 * Those that a machine chooses from by itself: against known alpha (`npm run bench -- matting`) 640 and 768 do worse than
 * 512, as they often take the head alone for the figure. 1024, which the model was trained at, does best.
 */
const chosenSizes: readonly IsnetSize[] = [384, 512, 1024]
/** A run of IS-Net may take this long: the rest of a photograph fits into the same second. */
export const DEFAULT_MATTING_BUDGET_MS = 550
/** Larger grids fall out of caches: a run of twice the cells takes more than twice the time. */
const GROWTH = 1.05

/** The largest good size whose run should stay within the budget, from how long the smallest one took here. */
export const sizeWithin = (smallestRunMs: number, budgetMs: number): IsnetSize => {
  const expectedMs = (size: IsnetSize) => smallestRunMs * (size / smallestIsnetSize) ** 2 * GROWTH
  return chosenSizes.findLast((size) => expectedMs(size) <= budgetMs) ?? smallestIsnetSize
}

/** A region of at most this many pixels a side holds no more than the smallest size shows: finer cells would be empty. */
export const SMALL_REGION_PX = 1.9 * smallestIsnetSize

/** The sizes to load where somebody chose one: the smallest beside it, for small pictures and second opinions. */
export const sizesWith = (size: IsnetSize): readonly [IsnetSize, IsnetSize?] =>
  size === smallestIsnetSize ? [size] : [size, smallestIsnetSize]
