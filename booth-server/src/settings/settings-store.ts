import { isSection, type Section } from './setting.ts'
import { type Settings, settingsSection } from './settings.ts'

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)

type Values = Readonly<Record<string, unknown>>

/** `wanted` where a change applies at a visit, else `started`. */
const applied = (section: Section, started: Values, wanted: Values): Values =>
  Object.fromEntries(
    Object.entries(section.properties).map(([key, setting]) => {
      if (isSection(setting)) return [key, applied(setting, started[key] as Values, wanted[key] as Values)]
      return [key, (setting.apply === 'visit' ? wanted : started)[key]]
    }),
  )

/** The keys that differ, `section.key` for those of a section. */
const differing = (section: Section, one: Values, other: Values, prefix = ''): string[] =>
  Object.entries(section.properties).flatMap(([key, setting]) => {
    if (isSection(setting)) return differing(setting, one[key] as Values, other[key] as Values, `${prefix}${key}.`)
    return isSame(one[key], other[key]) ? [] : [`${prefix}${key}`]
  })

/**
 * The booth's settings while it runs. INVARIANT: what applies at a visit is taken over at once and read by the next
 * visit; what applies at a restart stays as it was at the start, and is named until then.
 */
export class SettingsStore {
  readonly #started: Settings
  #current: Settings
  #wanted: Settings

  constructor(settings: Settings) {
    this.#started = settings
    this.#current = settings
    this.#wanted = settings
  }

  /** As a visit that begins now has to read them. */
  get current(): Settings {
    return this.#current
  }

  /** What waits for a restart: keys whose value was changed since the start. */
  get waiting(): readonly string[] {
    return differing(settingsSection, this.#current, this.#wanted)
  }

  update(wanted: Settings): void {
    this.#wanted = wanted
    this.#current = applied(settingsSection, this.#started, wanted) as Settings
  }
}
