import type { Find, Leftovers } from './scan.ts'

const places = ['server', 'children', 'browser', 'files'] as const
const titles = { server: 'server', children: 'darkrooms, ffmpeg', browser: 'Chromium', files: 'files' } as const

const piecesOf = (finds: readonly Find[]): number => finds.reduce((sum, { pieces }) => sum + pieces, 0)

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`

/** Pieces found, an ending a row; of the other commit first where there is one. */
export const tableOf = (
  ours: readonly Leftovers[],
  other: { readonly name: string; readonly leftovers: readonly Leftovers[] } | null,
): string => {
  const cell = (own: Leftovers, place: (typeof places)[number]): string => {
    const theirs = other?.leftovers.find(({ ending }) => ending === own.ending)
    const now = String(piecesOf(own[place]))
    return theirs ? `${piecesOf(theirs[place])} → ${now}` : now
  }
  const head = ['visit', ...places.map((place) => titles[place])]
  return [
    `Pieces of pictures found after a visit${other ? `, ${other.name} → this checkout` : ''}:`,
    '',
    row(head),
    row(head.map((_, index) => (index === 0 ? '---' : '---:'))),
    ...ours.map((own) => row([own.ending, ...places.map((place) => cell(own, place))])),
  ].join('\n')
}

/** Every find, by visit. */
export const findsTable = (all: readonly Leftovers[]): string =>
  all
    .flatMap((own) =>
      places.flatMap((place) =>
        own[place].map(
          ({ holder, where, what, pieces }) => `  ${own.ending}: ${holder}, ${where}: ${what}, ${pieces} pieces`,
        ),
      ),
    )
    .join('\n')
