import type { ComplianceReport, RuleResult } from '../../darkroom/messages/compliance-report.ts'
import { type RuleId, ruleIds, type Verdict } from '../../protocol/codes.ts'
import type { CheckInput, Rule } from './rule.ts'
import { backgroundColour } from './rules/background-colour.ts'
import { backgroundShadow } from './rules/background-shadow.ts'
import { backgroundUniformity } from './rules/background-uniformity.ts'
import { bottomMargin } from './rules/bottom-margin.ts'
import { centring } from './rules/centring.ts'
import { dynamicRange } from './rules/dynamic-range.ts'
import { exposure } from './rules/exposure.ts'
import { expression } from './rules/expression.ts'
import { eyeLine } from './rules/eye-line.ts'
import { eyesOpen } from './rules/eyes-open.ts'
import { faceShadow } from './rules/face-shadow.ts'
import { gaze } from './rules/gaze.ts'
import { glasses } from './rules/glasses.ts'
import { headCovering } from './rules/head-covering.ts'
import { headHeight } from './rules/head-height.ts'
import { headWidth } from './rules/head-width.ts'
import { illumination } from './rules/illumination.ts'
import { inFrame } from './rules/in-frame.ts'
import { mouthClosed } from './rules/mouth-closed.ts'
import { naturalColour } from './rules/natural-colour.ts'
import { noise } from './rules/noise.ts'
import { oneFace } from './rules/one-face.ts'
import { overExposure } from './rules/over-exposure.ts'
import { pitch } from './rules/pitch.ts'
import { redEye } from './rules/red-eye.ts'
import { resolution } from './rules/resolution.ts'
import { roll } from './rules/roll.ts'
import { sharpness } from './rules/sharpness.ts'
import { topMargin } from './rules/top-margin.ts'
import { underExposure } from './rules/under-exposure.ts'
import { yaw } from './rules/yaw.ts'
import { samplePortrait } from './sample.ts'

/** Every rule of the protocol. One that is missing, or stands under another's name, does not compile. */
const rules: { readonly [Id in RuleId]: Rule<Id> } = {
  'one-face': oneFace,
  'head-height': headHeight,
  'head-width': headWidth,
  'eye-line': eyeLine,
  'top-margin': topMargin,
  'bottom-margin': bottomMargin,
  centring,
  'in-frame': inFrame,
  yaw,
  pitch,
  roll,
  'eyes-open': eyesOpen,
  gaze,
  'mouth-closed': mouthClosed,
  expression,
  resolution,
  sharpness,
  noise,
  exposure,
  'over-exposure': overExposure,
  'under-exposure': underExposure,
  'dynamic-range': dynamicRange,
  illumination,
  'face-shadow': faceShadow,
  'natural-colour': naturalColour,
  'red-eye': redEye,
  'background-uniformity': backgroundUniformity,
  'background-colour': backgroundColour,
  'background-shadow': backgroundShadow,
  glasses,
  'head-covering': headCovering,
}

const severity: Readonly<Record<Verdict, number>> = { 'not-measured': 0, pass: 1, warn: 2, fail: 3 }

/** The worst of what was measured. What was not is listed and never counts as passed: with nothing measured, that. */
export const worstVerdict = (results: readonly Pick<RuleResult, 'verdict'>[]): Verdict =>
  results.reduce<Verdict>(
    (worst, { verdict }) => (severity[verdict] > severity[worst] ? verdict : worst),
    'not-measured',
  )

/** Judges a photograph, as taken and cropped, by every rule; the rules stand in the protocol's order. */
export const checkCompliance = (input: CheckInput): ComplianceReport => {
  const sample = samplePortrait(input)
  const results = ruleIds.map((id) => rules[id].evaluate({ ...input, sample }))
  return { verdict: worstVerdict(results), rules: results }
}
