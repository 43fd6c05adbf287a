/** How a booth stands with its fleet. `retired` is for ever. */
export const boothStatuses = ['pending', 'active', 'refused', 'quarantined', 'retired'] as const
export type BoothStatus = (typeof boothStatuses)[number]
