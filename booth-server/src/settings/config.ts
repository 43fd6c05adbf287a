import { readFileSync } from 'node:fs'
import { type IsnetSize, isnetSizes } from '@quickid/models/resolve'
import { findPaper } from '@quickid/printer'
import { parse as parseToml } from 'smol-toml'
import { type Static, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { editDistance } from '../foundation/edit-distance.ts'
import { BoothError } from '../foundation/errors.ts'
import { Locale, PaperId } from '../protocol/codes.ts'
import { DEFAULT_MATTING_BUDGET_MS, type Deadlines, defaultDeadlines } from './deadlines.ts'

/** From 50 ms to an hour. */
const deadline = (key: keyof Deadlines, description: string) =>
  Type.Integer({ default: defaultDeadlines[key], minimum: 50, maximum: 3_600_000, description })

/** The section `[deadlines]`, ms: how long anything in a visit may wait. */
const DeadlinesSchema = Type.Object(
  {
    idleMs: deadline('idleMs', 'A visit without a touch ends'),
    idleWarnMs: deadline('idleWarnMs', 'The screen warns so long before'),
    doneMs: deadline('doneMs', 'The last screen goes by itself'),
    countdownStepMs: deadline('countdownStepMs', 'Between two numbers of the countdown'),
    manualCaptureMs: deadline('manualCaptureMs', 'Then the picture may be taken whatever the guidance says'),
    liveFrameMs: deadline('liveFrameMs', 'Without a live frame the camera counts as gone'),
    openDarkroomMs: deadline('openDarkroomMs', 'Waiting for a darkroom'),
    assessMs: deadline('assessMs', 'A look at a live frame'),
    stillMs: deadline('stillMs', 'The still'),
    developMs: deadline('developMs', 'From the still to the portrait'),
    editMs: deadline('editMs', 'The portrait with other edits'),
    sheetMs: deadline('sheetMs', 'The sheet'),
    printMs: deadline('printMs', 'A print, with the time to refill the paper'),
    printNoticeMs: deadline('printNoticeMs', 'How long the reason of a failed print stands'),
    closeMs: deadline('closeMs', 'Closing the visit when the booth stops'),
  } satisfies Record<keyof Deadlines, unknown>,
  { additionalProperties: false },
)

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
    matteSize: Type.Unsafe<IsnetSize | 'auto'>({
      enum: ['auto', ...isnetSizes],
      default: 'auto',
      description: 'Side of the matting model’s grid, 384 beside it; auto measures at the start what the machine does',
    }),
    mattingBudgetMs: Type.Integer({
      default: DEFAULT_MATTING_BUDGET_MS,
      minimum: 50,
      maximum: 20_000,
      description: 'With matteSize auto: how long a run of the matting model may take',
    }),
    executionProviders: Type.Array(Type.String(), {
      default: ['auto'],
      description:
        'Of onnxruntime (cuda, tensorrt, webgpu, dml, coreml, cpu), tried in order; auto: what this machine has',
    }),
    garmentsFolder: Type.Union([Type.String({ minLength: 1 }), Type.Null()], {
      default: null,
      description: 'Folder of more garments, one folder each, checked with `npm run outfits -- validate`',
    }),
    allowedHosts: Type.Array(Type.String({ maxLength: 253 }), {
      default: [],
      description: 'Names beside addresses and localhost under which browsers may reach the booth',
    }),
    deadlines: DeadlinesSchema,
    logLevel: Type.Enum(['debug', 'info', 'warn', 'error', 'silent'], { default: 'info' }),
  },
  { additionalProperties: false },
)
export type Config = Static<typeof ConfigSchema>

const validator = Compile(ConfigSchema)

interface Section {
  readonly properties: Readonly<Record<string, object>>
}

const isSection = (schema: object): schema is Section => 'properties' in schema

/** What the schema states as defaults, with `given` over it; a key that it doesn't know is an error. */
const withDefaults = (section: Section, given: unknown, path: string, prefix = ''): Record<string, unknown> => {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new BoothError('config.invalid', `${path}: "${prefix.slice(0, -1)}" must be a section with settings`)
  }
  const keys = Object.keys(section.properties)
  for (const key of Object.keys(given)) {
    if (keys.includes(key)) continue
    const nearest = nearestOf(key, keys)
    const hint = nearest ? `did you mean "${prefix}${nearest}"?` : `the settings are ${keys.join(', ')}`
    throw new BoothError('config.invalid', `${path}: there is no setting "${prefix}${key}"; ${hint}`)
  }
  const values = given as Record<string, unknown>
  return Object.fromEntries(
    Object.entries(section.properties).map(([key, schema]) => [
      key,
      isSection(schema)
        ? withDefaults(schema, values[key] ?? {}, path, `${prefix}${key}.`)
        : (values[key] ?? ('default' in schema ? schema.default : undefined)),
    ]),
  )
}

/** The known key that a mistyped one was probably meant to be. */
const nearestOf = (key: string, known: readonly string[]): string | null => {
  const plain = (text: string) => text.toLowerCase().replace(/[^a-z0-9]/g, '')
  const [best] = known
    .map((candidate) => ({ candidate, distance: editDistance(plain(key), plain(candidate)) }))
    .sort((a, b) => a.distance - b.distance)
  return best && best.distance <= Math.max(2, Math.floor(best.candidate.length / 3)) ? best.candidate : null
}

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
  const config = withDefaults(ConfigSchema, file, path)
  if (env.HOST) config.host = env.HOST
  if (env.PORT) config.port = Number(env.PORT)
  if (env.QUICKID_CAMERA) config.camera = env.QUICKID_CAMERA
  if (env.QUICKID_PRINTER) config.printer = env.QUICKID_PRINTER
  if (!validator.Check(config)) {
    const [error] = validator.Errors(config)
    const key = error?.instancePath.slice(1).replaceAll('/', '.')
    throw new BoothError('config.invalid', `The setting "${key}" ${error?.message}`)
  }
  if (!findPaper(config.paper)) throw new BoothError('config.invalid', `No paper is called "${config.paper}"`)
  return config
}
