export type LabColour = readonly [number, number, number]

/** A mixture of Gaussians with diagonal covariance in Lab: how hair, or cloth, looks in one picture. */
export interface ColourMixture {
  /**
   * Minus twice the log density of the likeliest component, up to a constant: the squared Mahalanobis distance to it
   * plus the logarithm of its covariance's determinant.
   */
  distance(l: number, a: number, b: number): number
}

/** Standard deviations below which no real material photographs, so a flat patch doesn't become infinitely sure. */
const MIN_SIGMA = { l: 3.5, chroma: 1.6 } as const
/** Rounds of k-means: the centres hardly move after them. */
const ROUNDS = 8
/** A smaller component (share of the samples) is an accident. */
const MIN_SHARE = 0.05
/** Lightness varies within one material (strands, folds) far more than chroma does; its weight in k-means. */
const LIGHTNESS_WEIGHT = 0.5

/** Components from k-means (Lloyd) with seeds at quantiles of lightness; each has a standard deviation a channel. */
export const fitColourMixture = (samples: readonly LabColour[], count = 3): ColourMixture => {
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
  const components = centres
    .map((centre, index) => ({ centre, group: members[index]! }))
    .filter(({ group }) => group.length >= samples.length * MIN_SHARE)
    .map(({ centre, group }) => {
      const [l, a, b] = deviationOf(group, centre)
      const sigma = [Math.max(l, MIN_SIGMA.l), Math.max(a, MIN_SIGMA.chroma), Math.max(b, MIN_SIGMA.chroma)]
      return { centre, sigma, logDeterminant: 2 * Math.log(sigma[0]! * sigma[1]! * sigma[2]!) }
    })
  return {
    distance(l, a, b) {
      let best = Number.POSITIVE_INFINITY
      for (const { centre, sigma, logDeterminant } of components) {
        const dl = (l - centre[0]) / sigma[0]!
        const da = (a - centre[1]) / sigma[1]!
        const db = (b - centre[2]) / sigma[2]!
        const distance = dl * dl + da * da + db * db + logDeterminant
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
    const distance = ((l - centre[0]) * LIGHTNESS_WEIGHT) ** 2 + (a - centre[1]) ** 2 + (b - centre[2]) ** 2
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

const deviationOf = (group: readonly LabColour[], centre: LabColour): LabColour => {
  const along = (channel: 0 | 1 | 2) =>
    Math.sqrt(group.reduce((sum, sample) => sum + (sample[channel] - centre[channel]) ** 2, 0) / group.length)
  return [along(0), along(1), along(2)]
}
