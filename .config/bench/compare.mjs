/**
 * Two builds measured in turns: ours once a round, theirs twice, so that the noise of the machine shows beside the
 * difference. All figures are ratios of one round, in which the machine was the same.
 */

/** What is compared, of each picture that both measure: milliseconds and megabytes, less is better. */
export const measures = ['totalMs', 'wallMs', 'bareInferenceMs', 'peakResidentMb']

/** A difference below this is none, whatever the spread. */
export const TOLERANCE = 0.03

const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

const round = (value) => Math.round(value * 1000) / 1000

/**
 * @param rounds each `{ours, theirs, theirsAgain}`: the `results` of one run of the bench each
 * @returns a row a picture and measure: `ratio` is the median of ours over theirs; `spread` the median distance from 1
 *   of theirs over theirs again; `isSlower` whether the ratio exceeds 1 by more than 3 %, or than the spread if larger
 */
export const compare = (rounds) => {
  const first = rounds[0]
  if (!first) throw new Error('Nothing was measured')
  const measureOf = (results, name, measure) => results.find((result) => result.name === name)?.[measure]
  return first.ours.flatMap(({ name }) =>
    measures.flatMap((measure) => {
      const seen = rounds.map(({ ours, theirs, theirsAgain }) =>
        [ours, theirs, theirsAgain].map((results) => measureOf(results, name, measure)),
      )
      if (!seen.flat().every((value) => typeof value === 'number' && value > 0)) return []
      const ratios = seen.map(([ours, theirs, again]) => ours / ((theirs + again) / 2))
      const ofThemselves = seen.map(([, theirs, again]) => theirs / again)
      const ratio = median(ratios)
      const spread = median(ofThemselves.map((value) => Math.abs(value - 1)))
      return [
        {
          name,
          measure,
          ratio: round(ratio),
          from: round(Math.min(...ratios)),
          to: round(Math.max(...ratios)),
          spread: round(spread),
          isSlower: ratio > 1 + Math.max(TOLERANCE, spread),
        },
      ]
    }),
  )
}

/** The rows as a table for the terminal. */
export const tableOf = (rows) => {
  const percent = (value) => `${(value * 100).toFixed(1)} %`
  const lines = rows.map(({ name, measure, ratio, from, to, spread, isSlower }) => [
    name,
    measure,
    ratio.toFixed(3),
    `${from.toFixed(3)} to ${to.toFixed(3)}`,
    percent(spread),
    isSlower ? 'MORE' : 'no more',
  ])
  const cells = [['picture', 'measure', 'ratio', 'range', 'own spread', 'verdict'], ...lines]
  const widths = cells[0].map((_, column) => Math.max(...cells.map((line) => line[column].length)))
  return cells
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
