import type { IsnetSize } from '@quickid/models'

const isnetSizes: readonly IsnetSize[] = [384, 512, 640, 768, 1024]

/** The size that a command line names; null for one that there is no model for. */
export const isnetSizeOf = (text: string): IsnetSize | null => isnetSizes.find((size) => String(size) === text) ?? null
