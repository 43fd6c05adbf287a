import { readFileSync } from 'node:fs'
import { findPaper } from '@quickid/printer'
import { parse as parseToml } from 'smol-toml'
import { type Static, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { BoothError } from './errors.ts'
import { Locale, PaperId } from './protocol/index.ts'

/** The configuration file's keys, their defaults and what they mean: the one place that states them. */
export const ConfigSchema = Type.Object(
  {
    host: Type.String({ default: '127.0.0.1', description: 'Address to serve on; HOST overrides' }),
    port: Type.Integer({ default: 8080, minimum: 0, maximum: 65535, description: 'Port; PORT overrides' }),
    camera: Type.String({ default: 'virtual:', description: 'Camera URL; QUICKID_CAMERA overrides' }),
    printer: Type.String({ default: 'virtual:', description: 'Printer URL; QUICKID_PRINTER overrides' }),
    paper: Type.Unsafe<Static<typeof PaperId>>({ ...PaperId, default: '4R', description: 'Paper in the printer' }),
    boothName: Type.String({ default: 'QuickID Booth', maxLength: 60 }),
    contact: Type.String({ default: 'the staff of this venue', maxLength: 200, description: 'Who answers questions' }),
    policyVersion: Type.String({ default: '2026-05', pattern: '^[0-9A-Za-z.-]{1,32}$' }),
    policyChangedSince: Type.Union([Type.String(), Type.Null()], { default: null }),
    locale: Type.Unsafe<Static<typeof Locale>>({ ...Locale, default: 'en' }),
    matteSize: Type.Unsafe<384 | 512 | 640 | 768 | 1024>({ enum: [384, 512, 640, 768, 1024], default: 512 }),
    executionProviders: Type.Array(Type.String(), { default: ['cpu'], description: 'Of onnxruntime, tried in order' }),
    logLevel: Type.Enum(['debug', 'info', 'warn', 'error', 'silent'], { default: 'info' }),
  },
  { additionalProperties: false },
)
export type Config = Static<typeof ConfigSchema>

const validator = Compile(ConfigSchema)

const defaults = (): Config =>
  Object.fromEntries(
    Object.entries(ConfigSchema.properties).map(([key, schema]) => [
      key,
      (schema as unknown as { default: unknown }).default,
    ]),
  ) as Config

const readFile = (path: string, isRequired: boolean): Record<string, unknown> => {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (cause) {
    if (!isRequired && (cause as NodeJS.ErrnoException).code === 'ENOENT') return {}
    throw new BoothError('config.unreadable', `${path} can't be read`, { cause })
  }
  try {
    return path.endsWith('.json') ? (JSON.parse(text) as Record<string, unknown>) : parseToml(text)
  } catch (cause) {
    throw new BoothError('config.invalid', `${path} is damaged: ${(cause as Error).message}`, { cause })
  }
}

/**
 * `booth.toml` in the working directory, or the file that QUICKID_CONFIG names; environment over it; defaults under it.
 * A key that is wrong is an error that names it.
 */
export const readConfig = (env: NodeJS.ProcessEnv): Config => {
  const named = env.QUICKID_CONFIG || undefined
  const path = named ?? 'booth.toml'
  const file = readFile(path, named !== undefined)
  for (const key of Object.keys(file)) {
    if (key in ConfigSchema.properties) continue
    const known = Object.keys(ConfigSchema.properties).join(', ')
    throw new BoothError('config.invalid', `${path}: there is no setting "${key}"; the settings are ${known}`)
  }
  const config: Record<string, unknown> = { ...defaults(), ...file }
  if (env.HOST) config.host = env.HOST
  if (env.PORT) config.port = Number(env.PORT)
  if (env.QUICKID_CAMERA) config.camera = env.QUICKID_CAMERA
  if (env.QUICKID_PRINTER) config.printer = env.QUICKID_PRINTER
  if (!validator.Check(config)) {
    const [error] = validator.Errors(config)
    throw new BoothError('config.invalid', `The setting "${error?.instancePath.slice(1)}" ${error?.message}`)
  }
  if (!findPaper(config.paper)) throw new BoothError('config.invalid', `No paper is called "${config.paper}"`)
  return config
}
