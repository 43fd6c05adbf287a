import { type IsnetSize, isnetSizes } from '@quickid/models/resolve'

/** Which sizes of the matting model to load (the one for small pictures second), or how long a run may take here. */
export type MattingChoice = { readonly sizes: readonly [IsnetSize, IsnetSize?] } | { readonly budgetMs: number }

/** It is the one that is tried out on a new machine. */
export const smallestIsnetSize: IsnetSize = Math.min(...isnetSizes) as IsnetSize

/** The sizes to load where somebody chose one: the smallest beside it, for small pictures and second opinions. */
export const sizesWith = (size: IsnetSize): readonly [IsnetSize, IsnetSize?] =>
  size === smallestIsnetSize ? [size] : [size, smallestIsnetSize]
