import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** For an engineer to look at; older ones go, since each may hold addresses that should have been dropped by now. */
const keepDamaged = 2

/**
 * Moves a damaged database and its companions out of the way: `booth.sqlite` becomes `booth.sqlite.damaged-1`, or the
 * next free number. Returns the new path. File system errors are thrown as they are.
 */
export const setDamagedFileAside = (path: string): string => {
  const numbers = damagedNumbers(path)
  const target = `${path}.damaged-${(numbers.at(-1) ?? 0) + 1}`
  // The WAL first: alone beside a fresh database it would be worse than gone.
  for (const suffix of ['-wal', '-shm']) {
    if (existsSync(path + suffix)) renameSync(path + suffix, target + suffix)
  }
  renameSync(path, target)
  for (const old of numbers.slice(0, Math.max(0, numbers.length + 1 - keepDamaged))) {
    for (const suffix of ['', '-wal', '-shm']) rmSync(`${path}.damaged-${old}${suffix}`, { force: true })
  }
  return target
}

const damagedNumbers = (path: string): number[] => {
  const prefix = `${basename(path)}.damaged-`
  return readdirSync(dirname(path))
    .filter((name) => name.startsWith(prefix))
    .map((name) => Number(name.slice(prefix.length)))
    .filter((number) => Number.isSafeInteger(number) && existsSync(join(dirname(path), prefix + number)))
    .sort((a, b) => a - b)
}
