import { type IsnetSize, isnetSizes } from '@quickid/models/resolve'
import { type Static, Type } from 'typebox'
import { Locale, PaperId } from '../protocol/codes.ts'
import { DeadlinesSchema } from './deadlines.ts'
import { type Section, setting } from './setting.ts'

/** How long a run of the matting model may take where the booth chooses its size: the rest fits into the same second. */
export const DEFAULT_MATTING_BUDGET_MS = 550

/** The booth's settings: type, default, text, unit, and from when on a change holds. The one place that states them. */
export const SettingsSchema = Type.Object(
  {
    host: setting(Type.String(), {
      default: '127.0.0.1',
      description: 'Address to serve on',
      apply: 'restart',
      env: 'HOST',
    }),
    port: setting(Type.Integer({ minimum: 0, maximum: 65535 }), {
      default: 8080,
      description: 'Port to serve on',
      apply: 'restart',
      env: 'PORT',
    }),
    camera: setting(Type.String(), {
      default: 'virtual:',
      description: 'Camera URL: v4l2:///dev/..., ffmpeg:?input=..., fswebcam:///dev/..., virtual:',
      apply: 'restart',
      env: 'QUICKID_CAMERA',
    }),
    printer: setting(Type.String(), {
      default: 'virtual:',
      description: 'Printer URL: ipp://..., ipps://..., virtual:',
      apply: 'restart',
      env: 'QUICKID_PRINTER',
    }),
    paper: setting(PaperId, { default: '4R', description: 'Paper in the printer', apply: 'restart' }),
    boothName: setting(Type.String({ maxLength: 60 }), {
      default: 'QuickID Booth',
      description: 'What the booth is called, for staff and customers',
      apply: 'restart',
    }),
    contact: setting(Type.String({ maxLength: 200 }), {
      default: 'the staff of this venue',
      description: 'Who answers questions about the data',
      apply: 'restart',
    }),
    policyVersion: setting(Type.String({ pattern: '^[0-9A-Za-z.-]{1,32}$' }), {
      default: '2026-05',
      description: 'Version of the privacy policy that customers agree to',
      apply: 'visit',
    }),
    policyChangedSince: setting(Type.Union([Type.String(), Type.Null()]), {
      default: null,
      description: 'Version since which customers are told of changes to the policy',
      apply: 'visit',
    }),
    locale: setting(Locale, {
      default: 'en',
      description: 'Language of the screen until a customer chooses another',
      apply: 'visit',
    }),
    matteSize: setting(Type.Unsafe<IsnetSize | 'auto'>({ enum: ['auto', ...isnetSizes] }), {
      default: 'auto',
      description:
        'Side of the matting model’s grid in pixels, the smallest beside it; auto measures at the start what this machine does',
      apply: 'restart',
    }),
    mattingBudgetMs: setting(Type.Integer({ minimum: 50, maximum: 20_000 }), {
      default: DEFAULT_MATTING_BUDGET_MS,
      description: 'With matteSize auto: how long a run of the matting model may take',
      apply: 'restart',
      unit: 'ms',
    }),
    executionProviders: setting(Type.Array(Type.String()), {
      default: ['auto'],
      description:
        'Execution providers of onnxruntime (cuda, tensorrt, webgpu, dml, coreml, cpu), tried in order; auto: what this machine has',
      apply: 'restart',
    }),
    garmentsFolder: setting(Type.Union([Type.String({ minLength: 1 }), Type.Null()]), {
      default: null,
      description: 'Folder of more garments, one folder each, checked with `npm run outfits -- validate`',
      apply: 'restart',
    }),
    allowedHosts: setting(Type.Array(Type.String({ maxLength: 253 })), {
      default: [],
      description: 'Names beside addresses and localhost under which browsers may reach the booth',
      apply: 'restart',
    }),
    runDirectory: setting(Type.Union([Type.String({ minLength: 1 }), Type.Null()]), {
      default: null,
      description:
        'Folder of screen.html, which holds the screen’s key, and of its sessions; null: RUNTIME_DIRECTORY of systemd, else one below XDG_RUNTIME_DIR or the temporary folder',
      apply: 'restart',
      env: 'QUICKID_RUN_DIR',
    }),
    metricsToken: setting(Type.Union([Type.String({ minLength: 16 }), Type.Null()]), {
      default: null,
      description:
        'Bearer token for the details of /readyz and /metrics without the screen’s key; null: nobody has one. Best set by its variable',
      apply: 'restart',
      env: 'QUICKID_METRICS_TOKEN',
    }),
    logLevel: setting(Type.Enum(['debug', 'info', 'warn', 'error', 'silent']), {
      default: 'info',
      description: 'Least severe messages that are logged',
      apply: 'restart',
    }),
    deadlines: DeadlinesSchema,
  },
  { additionalProperties: false },
)
export type Settings = Readonly<Static<typeof SettingsSchema>>

/** The same as a plain section, for whoever goes through its keys. */
export const settingsSection = SettingsSchema as unknown as Section
