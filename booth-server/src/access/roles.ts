/** Who may act on a booth: the venue's staff behind their PIN, people who service or install it, and its fleet. */
export const roles = ['staff', 'technician', 'installer', 'fleet'] as const
export type Role = (typeof roles)[number]
