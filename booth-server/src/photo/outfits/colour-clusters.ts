export type LabColour = readonly [number, number, number]

/** A few colours with their spreads: how hair, or cloth, looks in one picture. */
export interface ColourClusters {
  /** Squared distance to the nearest of them, in their own spreads, with the logarithm of that spread. */
  distance(l: number, a: number, b: number): number
}

/** Narrower than this no real material photographs, so a flat patch doesn't become infinitely sure. */
const LEAST_SPREAD = { l: 3.5, chroma: 1.6 } as const
const ROUNDS = 8

/** k-means from seeds spread over lightness; each cluster keeps its spread a channel. */
export const clusterColours = (samples: readonly LabColour[], count = 3): ColourClusters => {
  const byLightness = [...samples].sort((one, other) => one[0] - other[0])
  let centres = Array.from(
    { length: count },
    (_, index) => byLightness[Math.floor(((index + 0.5) / count) * byLightness.length)]!,
  )
  let members: LabColour[][] = []
  for (let round = 0; round < ROUNDS; round++) {
    members = centres.map(() => [])
    for (const sample of samples) members[nearest(centres, sample)]!.push(sample)
    centres = members.map((group, index) => (group.length === 0 ? centres[index]! : meanOf(group)))
  }
  const clusters = centres
    .map((centre, index) => ({ centre, group: members[index]! }))
    .filter(({ group }) => group.length >= samples.length * 0.05)
    .map(({ centre, group }) => {
      const [l, a, b] = spreadOf(group, centre)
      const spreads = [Math.max(l, LEAST_SPREAD.l), Math.max(a, LEAST_SPREAD.chroma), Math.max(b, LEAST_SPREAD.chroma)]
      return { centre, spreads, logVolume: 2 * Math.log(spreads[0]! * spreads[1]! * spreads[2]!) }
    })
  return {
    distance(l, a, b) {
      let best = Number.POSITIVE_INFINITY
      for (const { centre, spreads, logVolume } of clusters) {
        const dl = (l - centre[0]) / spreads[0]!
        const da = (a - centre[1]) / spreads[1]!
        const db = (b - centre[2]) / spreads[2]!
        const distance = dl * dl + da * da + db * db + logVolume
        if (distance < best) best = distance
      }
      return best
    },
  }
}

const nearest = (centres: readonly LabColour[], [l, a, b]: LabColour): number => {
  let best = 0
  let least = Number.POSITIVE_INFINITY
  centres.forEach((centre, index) => {
    // Lightness varies within one material (strands, folds) far more than colour does.
    const distance = ((l - centre[0]) * 0.5) ** 2 + (a - centre[1]) ** 2 + (b - centre[2]) ** 2
    if (distance < least) {
      least = distance
      best = index
    }
  })
  return best
}

const meanOf = (group: readonly LabColour[]): LabColour => {
  const sum = group.reduce((total, [l, a, b]) => [total[0] + l, total[1] + a, total[2] + b] as const, [
    0, 0, 0,
  ] as const)
  return [sum[0] / group.length, sum[1] / group.length, sum[2] / group.length]
}

const spreadOf = (group: readonly LabColour[], centre: LabColour): LabColour => {
  const along = (channel: 0 | 1 | 2) =>
    Math.sqrt(group.reduce((sum, sample) => sum + (sample[channel] - centre[channel]) ** 2, 0) / group.length)
  return [along(0), along(1), along(2)]
}
