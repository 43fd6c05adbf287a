import { type Static, type TEnum, Type } from 'typebox'

/** Stated, since inference through the spread of a generic tuple widens to `string | number`. */
const literals = <const T extends readonly string[]>(title: string, values: T, description: string): TEnum<[...T]> =>
  Type.Enum(values as unknown as [...T], { title, description }) as unknown as TEnum<[...T]>

/** Grouped by subsystem; words for each are in `locales/`. */
export const faultCodes = [
  // The picture that was given (decode)
  'image.not-an-image',
  'image.truncated',
  'image.too-large',
  'image.too-small',
  'image.unsupported',
  // What is on it (detect)
  'face.none',
  'face.several',
  'face.cut-off',
  'face.too-small',
  // Crop to the document
  'crop.out-of-frame',
  'output.limit-unmet',
  'sheet.does-not-fit',
  'document.unknown',
  'edit.forbidden',
  'outfit.unknown',
  // The booth's parts
  'darkroom.crashed',
  'darkroom.timeout',
  'darkroom.unavailable',
  'camera.unavailable',
  'camera.timeout',
  'printer.unavailable',
  'printer.stopped',
  'printer.media-empty',
  'printer.supply-empty',
  'printer.jam',
  'printer.cover-open',
  'printer.rejected',
  'printer.stray-sheet',
  'printer.unknown',
  'disk.full',
  'internal',
] as const
export const FaultCode = literals('FaultCode', faultCodes, 'A fault that a customer may be shown')
export type FaultCode = Static<typeof FaultCode>

export const guidanceCodes = [
  'no-face',
  'several-faces',
  'move-closer',
  'move-back',
  'move-left',
  'move-right',
  'move-up',
  'move-down',
  'look-straight',
  'level-head',
  'too-dark',
  'too-bright',
  'hold-still',
  'ready',
] as const
export const GuidanceCode = literals(
  'GuidanceCode',
  guidanceCodes,
  'What the live view asks of the customer, one at a time, most important first',
)
export type GuidanceCode = Static<typeof GuidanceCode>

/** The compliance rules, one file each in `compliance/rules/`. */
export const ruleIds = [
  'one-face',
  'head-height',
  'head-width',
  'eye-line',
  'top-margin',
  'bottom-margin',
  'centring',
  'in-frame',
  'yaw',
  'pitch',
  'roll',
  'eyes-open',
  'gaze',
  'mouth-closed',
  'expression',
  'resolution',
  'sharpness',
  'noise',
  'exposure',
  'over-exposure',
  'under-exposure',
  'dynamic-range',
  'illumination',
  'face-shadow',
  'natural-colour',
  'red-eye',
  'background-uniformity',
  'background-colour',
  'background-shadow',
  'glasses',
  'head-covering',
] as const
export const RuleId = literals('RuleId', ruleIds, 'A compliance rule')
export type RuleId = Static<typeof RuleId>

export const verdicts = ['pass', 'warn', 'fail', 'not-measured'] as const
export const Verdict = literals(
  'Verdict',
  verdicts,
  'How a rule, or the strictest of all rules, came out; `not-measured` is never taken for a pass',
)
export type Verdict = Static<typeof Verdict>

export const hintCodes = [
  'step-closer',
  'step-back',
  'move-left',
  'move-right',
  'move-up',
  'move-down',
  'face-the-camera',
  'raise-chin',
  'lower-chin',
  'level-head',
  'open-eyes',
  'look-at-camera',
  'close-mouth',
  'neutral-expression',
  'hold-still',
  'more-light',
  'less-light',
  'even-light',
  'no-shadow-on-face',
  'no-shadow-behind',
  'plain-background',
  'background-colour',
  'closer-camera',
  'only-you',
  'hair-off-face',
  'check-glasses',
  'check-head-covering',
  'avoid-red-eye',
  'check-colour',
] as const
export const HintCode = literals('HintCode', hintCodes, 'What the customer should do to meet a rule')
export type HintCode = Static<typeof HintCode>

export const stepIds = [
  'decode',
  'detect',
  'landmarks',
  'matte',
  'measure',
  'crop',
  'reshape',
  'retouch',
  'outfit',
  'background',
  'encode',
  'sheet',
] as const
export const StepId = literals('StepId', stepIds, 'A step of the darkroom, in their order, as shown while developing')
export type StepId = Static<typeof StepId>

export const locales = ['en', 'zh-CN'] as const
export const Locale = literals('Locale', locales, 'A language of the screen, as a BCP 47 tag')
export type Locale = Static<typeof Locale>

export const editPolicies = ['forbidden', 'unstated', 'allowed'] as const
export const EditPolicy = literals(
  'EditPolicy',
  editPolicies,
  'Whether the authority accepts an edited photograph (replaced background, retouching, another shape, outfit)',
)
export type EditPolicy = Static<typeof EditPolicy>

export const paperIds = ['3R', '4R', 'postcard', '5R', '6R', 'A4', 'Letter'] as const
export const PaperId = literals('PaperId', paperIds, 'A size of paper')
export type PaperId = Static<typeof PaperId>
