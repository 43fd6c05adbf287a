import type { IsnetSize } from '@quickid/models'

/** Which sizes of the matting model to load (the one for small pictures second), or how long a run may take here. */
export type MattingChoice = { readonly sizes: readonly [IsnetSize, IsnetSize?] } | { readonly budgetMs: number }

/** Sizes by which a machine can be told to matte, the smallest first: it is the one that is tried out. */
export const isnetSizes: readonly IsnetSize[] = [384, 512, 640, 768, 1024]

export const smallestIsnetSize: IsnetSize = 384

/** The sizes to load where somebody chose one: the smallest beside it, for small pictures and second opinions. */
export const sizesWith = (size: IsnetSize): readonly [IsnetSize, IsnetSize?] =>
  size === smallestIsnetSize ? [size] : [size, smallestIsnetSize]
