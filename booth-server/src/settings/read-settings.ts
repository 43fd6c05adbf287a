import { readFileSync } from 'node:fs'
import { parse as parseToml, TomlError } from 'smol-toml'
import { Compile } from 'typebox/compile'
import { mistypedDistance } from '../foundation/edit-distance.ts'
import { BoothError } from '../foundation/errors.ts'
import { isSection, type Section } from './setting.ts'
import { type Settings, SettingsSchema, settingsSection } from './settings.ts'

const validator = Compile(SettingsSchema)

/** Some settings, by key; a section is an object. `from` names the source in errors. */
export interface SettingsLayer {
  readonly from: string
  readonly values: unknown
}

/** What the schema states as defaults, with `given` over it; a key that it doesn't know is an error. */
const over = (section: Section, below: Record<string, unknown>, { from, values }: SettingsLayer, prefix = '') => {
  if (typeof values !== 'object' || values === null || Array.isArray(values)) {
    throw new BoothError('config.invalid', `${from}: "${prefix.slice(0, -1)}" must be a section with settings`)
  }
  const keys = Object.keys(section.properties)
  const merged: Record<string, unknown> = { ...below }
  for (const [key, value] of Object.entries(values)) {
    const schema = Object.hasOwn(section.properties, key) ? section.properties[key] : undefined
    if (schema === undefined) {
      const nearest = nearestOf(key, keys)
      const hint = nearest ? `did you mean "${prefix}${nearest}"?` : `the settings are ${keys.join(', ')}`
      throw new BoothError('config.invalid', `${from}: there is no setting "${prefix}${key}"; ${hint}`)
    }
    if (value === undefined) continue
    merged[key] = isSection(schema)
      ? over(schema, merged[key] as Record<string, unknown>, { from, values: value }, `${prefix}${key}.`)
      : value
  }
  return merged
}

const defaultsOf = (section: Section): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(section.properties).map(([key, schema]) => [
      key,
      isSection(schema) ? defaultsOf(schema) : schema.default,
    ]),
  )

export const defaultSettings = defaultsOf(settingsSection) as Settings

/** The known key that a mistyped one was probably meant to be. */
const nearestOf = (key: string, known: readonly string[]): string | null => {
  const plain = (text: string) => text.toLowerCase().replace(/[^a-z0-9]/g, '')
  const [best] = known
    .flatMap((candidate) => {
      const distance = mistypedDistance(plain(key), plain(candidate))
      return distance === null ? [] : [{ candidate, distance }]
    })
    .sort((a, b) => a.distance - b.distance)
  return best?.candidate ?? null
}

/**
 * Settings from their sources, each over the one before; defaults under them all. A key that nobody knows, or a value
 * that its setting can't have, is an error that names both it and its source.
 */
export const mergeSettings = (layers: readonly SettingsLayer[]): Settings => {
  let settings = defaultsOf(settingsSection)
  for (const layer of layers) {
    settings = over(settingsSection, settings, layer)
    if (validator.Check(settings)) continue
    const [error] = validator.Errors(settings)
    const key = error?.instancePath.slice(1).replaceAll('/', '.')
    throw new BoothError('config.invalid', `${layer.from}: the setting "${key}" ${error?.message}`)
  }
  return settings as Settings
}

const readSource = (path: string, isRequired: boolean): SettingsLayer => {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (!isRequired && code === 'ENOENT') return { from: path, values: {} }
    throw new BoothError('config.unreadable', `${path} can't be read: ${code}`, { cause })
  }
  try {
    return { from: path, values: path.endsWith('.json') ? JSON.parse(text) : parseToml(text) }
  } catch (cause) {
    throw new BoothError('config.invalid', `${path} is damaged: ${damageIn(cause)}`)
  }
}

/** Where a text can't be read, without a line of it, which the parsers would quote: a camera's URL may hold a password. */
const damageIn = (error: unknown): string => {
  if (error instanceof TomlError) {
    const [what] = error.message.split('\n')
    return `${what}, line ${error.line}, column ${error.column}`
  }
  const position = /at position (\d+)/.exec((error as Error).message)?.[1]
  return position === undefined ? 'no valid JSON' : `no valid JSON at character ${position}`
}

/** `booth.toml` in the working directory, or the file that QUICKID_CONFIG names. */
export const fileLayer = (env: NodeJS.ProcessEnv): SettingsLayer => {
  const named = env.QUICKID_CONFIG || undefined
  return readSource(named ?? 'booth.toml', named !== undefined)
}

/** What the fleet wants of this booth, as it was last told and kept on the booth; nothing where it told nothing. */
export const fleetLayer = (path: string): SettingsLayer => readSource(path, false)

/** The variables that settings name as their `env`. */
export const environmentLayer = (env: NodeJS.ProcessEnv): SettingsLayer => {
  const given = Object.entries(settingsSection.properties).flatMap(([key, schema]) => {
    const text = !isSection(schema) && schema.env ? env[schema.env] : undefined
    return text && !isSection(schema) ? [[key, schema.type === 'integer' ? Number(text) : text] as const] : []
  })
  return { from: 'environment', values: Object.fromEntries(given) }
}

/** The settings of this machine: file < fleet < environment. */
export const readSettings = (env: NodeJS.ProcessEnv, fleetPath?: string): Settings =>
  mergeSettings([fileLayer(env), ...(fleetPath ? [fleetLayer(fleetPath)] : []), environmentLayer(env)])
