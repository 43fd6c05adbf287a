import type { ShownCount } from '../../fleet/console-api/console-api.ts'
import { locale, words } from './words/index.ts'

const smallestCell = 10

export const formatCount = (count: ShownCount, smallest = smallestCell): string =>
  count === null ? words().few({ smallest }) : new Intl.NumberFormat(locale()).format(count)

const steps: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
]

/** "3 minutes ago"; under a minute "now". */
export const formatAgo = (iso: string, nowMs: number): string => {
  const seconds = (Date.parse(iso) - nowMs) / 1000
  const format = new Intl.RelativeTimeFormat(locale(), { numeric: 'auto' })
  for (const [unit, size] of steps) {
    if (Math.abs(seconds) >= size) return format.format(Math.round(seconds / size), unit)
  }
  return format.format(0, 'second')
}

export const formatTime = (iso: string): string =>
  new Intl.DateTimeFormat(locale(), { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(iso))
