import { describe, expect, it } from 'vitest'
import type { RuleResult } from '../../darkroom/messages/compliance-report.ts'
import { findDocument } from '../../documents/catalogue.ts'
import { codeWords } from '../../locales/words.ts'
import { locales, type RuleId, ruleIds } from '../../protocol/codes.ts'
import { drawHead, type HeadOptions } from '../../testing/synthetic-head.ts'
import { solveCrop } from '../cropping/solve-crop.ts'
import { measure } from '../face/measure.ts'
import type { Measurements } from '../face/values.ts'
import { checkCompliance, worstVerdict } from './check.ts'
import type { CheckInput } from './rule.ts'

/** Skin has texture, lit evenly: without it the drawn face has neither contrast nor detail. */
const texture = (x: number, y: number) => {
  const isEyeBand = y > -0.12 && y < 0.3
  const fine = Math.sin(x * 40) * Math.sin(y * 37)
  return isEyeBand
    ? 0.72 + 0.3 * Math.sign(Math.sin(x * 21) * Math.sin(y * 25)) + 0.05 * fine
    : 0.9 + 0.18 * fine - 0.12 * y
}

interface Setting {
  readonly head?: Partial<HeadOptions>
  readonly document?: string
  readonly background?: string | null
  readonly faceCount?: number
  readonly measurements?: Partial<Measurements>
}

const check = ({
  head,
  document: id = 'icao-generic',
  background = null,
  faceCount = 1,
  measurements,
}: Setting = {}) => {
  const drawn = drawHead({ width: 900, height: 1200, eyes: { x: 450, y: 480 }, unitPx: 240, shade: texture, ...head })
  const measured = measure(drawn)
  const document = findDocument(id)
  if (!document) throw new Error(`No document ${id}`)
  const canExtend = background !== null
  const outcome = solveCrop({ measurements: measured, document, picture: drawn.picture, matte: drawn.matte, canExtend })
  if (!outcome.ok) throw new Error(outcome.detail)
  const input: CheckInput = {
    ...drawn,
    faceCount,
    measurements: { ...measured, ...measurements },
    crop: outcome.crop,
    document,
    backdropColour: background,
  }
  return checkCompliance(input)
}

const ruleOf = (report: { rules: readonly RuleResult[] }, id: RuleId): RuleResult => {
  const found = report.rules.find((rule) => rule.id === id)
  if (!found) throw new Error(`No rule ${id}`)
  return found
}

const flash = (x: number, y: number) => Math.hypot(Math.abs(x) - 0.262, y) < 0.035

describe('checkCompliance', () => {
  it('lists every rule once, in the order of the protocol, and passes a good photograph', () => {
    const report = check()
    expect(report.rules.map(({ id }) => id)).toEqual([...ruleIds])
    expect(report.rules.filter(({ verdict }) => verdict === 'fail' || verdict === 'warn')).toEqual([])
    expect(report.rules.filter(({ verdict }) => verdict === 'not-measured').map(({ id }) => id)).toEqual([
      'glasses',
      'head-covering',
    ])
    expect(report.verdict).toBe('pass')
    for (const rule of report.rules) expect(rule.source.length).toBeGreaterThan(5)
  })

  const half = (amount: number) => (x: number, y: number) => texture(x, y) * (x > 0 ? 1 : amount)
  const cases: readonly [RuleId, Setting, string, string | null][] = [
    ['one-face', { faceCount: 2 }, 'fail', 'only-you'],
    [
      'in-frame',
      { document: 'cn-1inch', background: '#ffffff', head: { height: 722, eyes: { x: 450, y: 480 } } },
      'fail',
      'move-up',
    ],
    ['yaw', { head: { yawDeg: 20 } }, 'fail', 'face-the-camera'],
    ['yaw', { head: { yawDeg: -6 } }, 'warn', 'face-the-camera'],
    ['pitch', { head: { pitchDeg: 16 } }, 'fail', 'lower-chin'],
    ['pitch', { head: { pitchDeg: -7 } }, 'warn', 'raise-chin'],
    ['roll', { head: { rollDeg: 5 } }, 'pass', null],
    ['roll', { head: { rollDeg: 14 } }, 'warn', 'level-head'],
    ['eyes-open', { head: { lidGap: 0.01 } }, 'fail', 'open-eyes'],
    ['eyes-open', { head: { lidGap: 0.034 } }, 'warn', 'open-eyes'],
    ['mouth-closed', { head: { lipGap: 0.06 } }, 'warn', 'close-mouth'],
    ['mouth-closed', { head: { lipGap: 0.2 } }, 'fail', 'close-mouth'],
    ['mouth-closed', { document: 'cn-1inch', head: { lipGap: 0.2 } }, 'warn', 'close-mouth'],
    ['gaze', { head: { gaze: { asideDeg: 6, upDeg: -5 } } }, 'pass', null],
    ['gaze', { head: { gaze: { asideDeg: 0, upDeg: 0 }, yawDeg: 14 } }, 'pass', null],
    ['gaze', { head: { gaze: { asideDeg: 14, upDeg: 0 }, rollDeg: 20 } }, 'warn', 'look-at-camera'],
    ['gaze', { head: { gaze: { asideDeg: 0, upDeg: -20 } } }, 'fail', 'look-at-camera'],
    ['gaze', { head: { gaze: { asideDeg: -20, upDeg: 0 } } }, 'fail', 'look-at-camera'],
    ['gaze', { head: { gaze: null } }, 'not-measured', 'look-at-camera'],
    ['gaze', { head: { lidGap: 0.02 } }, 'not-measured', 'look-at-camera'],
    [
      'resolution',
      { head: { width: 300, height: 400, eyes: { x: 150, y: 160 }, unitPx: 80 } },
      'fail',
      'closer-camera',
    ],
    [
      'resolution',
      { head: { width: 640, height: 850, eyes: { x: 320, y: 340 }, unitPx: 170 } },
      'warn',
      'closer-camera',
    ],
    // A one-inch print shows no more than it has.
    [
      'resolution',
      { document: 'cn-1inch', head: { width: 640, height: 850, eyes: { x: 320, y: 340 }, unitPx: 170 } },
      'pass',
      null,
    ],
    ['sharpness', { head: { shade: (_, y) => 0.9 + 0.2 * y } }, 'fail', 'hold-still'],
    ['exposure', { head: { shade: (x, y) => 0.18 * texture(x, y) } }, 'fail', 'more-light'],
    ['exposure', { head: { shade: (x, y) => 1.6 * texture(x, y) } }, 'fail', 'less-light'],
    ['over-exposure', { head: { shade: (x, y) => 1.7 * texture(x, y) } }, 'fail', 'less-light'],
    ['under-exposure', { head: { shade: (x, y) => 0.1 * texture(x, y) } }, 'fail', 'more-light'],
    ['dynamic-range', { head: { shade: () => 1 } }, 'fail', 'even-light'],
    ['dynamic-range', { head: { shade: () => 0.2 } }, 'fail', 'more-light'],
    ['illumination', { head: { shade: half(0.5) } }, 'fail', 'even-light'],
    ['face-shadow', { head: { shade: half(0.5) } }, 'fail', 'no-shadow-on-face'],
    ['natural-colour', { head: { skin: [140, 190, 140] } }, 'fail', 'check-colour'],
    ['natural-colour', { head: { skin: [95, 62, 45] } }, 'pass', null],
    ['natural-colour', { head: { skin: [240, 200, 180] } }, 'pass', null],
    ['background-colour', { head: { backdrop: [90, 140, 220] } }, 'fail', 'background-colour'],
    ['background-colour', { head: { backdrop: [215, 215, 213] } }, 'pass', null],
    [
      'background-colour',
      { document: 'fr-passport', head: { backdrop: [254, 254, 254] } },
      'fail',
      'background-colour',
    ],
    ['background-colour', { document: 'fr-passport', background: '#d9dadb' }, 'pass', null],
    ['background-colour', { document: 'us-passport', background: '#3f8ed8' }, 'fail', 'background-colour'],
    ['background-colour', { document: 'jp-mynumber', head: { backdrop: [60, 90, 70] } }, 'pass', null],
    ['background-uniformity', { background: '#ffffff', head: { backdrop: [60, 90, 70] } }, 'pass', null],
  ]
  it.each(cases)('%s %#: %j is judged %s', (id, setting, verdict, hint) => {
    const rule = ruleOf(check(setting), id)
    expect({ verdict: rule.verdict, hint: rule.hint }).toEqual({ verdict, hint })
  })

  it('sees a pattern and a shadow on the backdrop', () => {
    const paint = (change: (x: number, y: number, base: number) => number) => {
      const drawn = drawHead({ width: 900, height: 1200, eyes: { x: 450, y: 480 }, unitPx: 240, shade: texture })
      for (let at = 0; at < drawn.matte.alpha.length; at += 1) {
        if (drawn.matte.alpha[at] === 1) continue
        const value = change(at % 900, Math.floor(at / 900), 240)
        drawn.picture.data.fill(value, at * 3, at * 3 + 3)
      }
      const measurements = measure(drawn)
      const document = findDocument('icao-generic')
      if (!document) throw new Error('No document')
      const outcome = solveCrop({
        measurements,
        document,
        picture: drawn.picture,
        matte: drawn.matte,
        canExtend: false,
      })
      if (!outcome.ok) throw new Error(outcome.detail)
      const backdropColour = null
      return checkCompliance({ ...drawn, faceCount: 1, measurements, crop: outcome.crop, document, backdropColour })
    }
    const plain = paint((_, __, base) => base)
    expect(ruleOf(plain, 'background-uniformity').verdict).toBe('pass')
    expect(ruleOf(plain, 'background-shadow').verdict).toBe('pass')
    const bricks = paint((x, y, base) => (x % 60 < 6 || y % 40 < 6 ? base - 90 : base))
    expect(ruleOf(bricks, 'background-uniformity')).toMatchObject({ verdict: 'fail', hint: 'plain-background' })
    const shadow = paint((x, _, base) => base - 170 * Math.max(0, (x - 450) / 450))
    expect(ruleOf(shadow, 'background-shadow')).toMatchObject({ verdict: 'fail', hint: 'no-shadow-behind' })
    expect(ruleOf(shadow, 'background-uniformity').verdict).toBe('pass')
  })

  it('doubts a replaced backdrop where the matte left a piece of the old one', () => {
    const drawn = drawHead({ width: 900, height: 1200, eyes: { x: 450, y: 480 }, unitPx: 240, shade: texture })
    const measurements = measure(drawn)
    const document = findDocument('icao-generic')
    if (!document) throw new Error('No document')
    const backdropColour = '#ffffff'
    const { picture, matte } = drawn
    const outcome = solveCrop({ measurements, document, picture, matte, canExtend: true })
    if (!outcome.ok) throw new Error(outcome.detail)
    const { crop } = outcome
    const left = Math.round(crop.centre.x - crop.widthPx / 2)
    const top = Math.round(crop.centre.y - crop.heightPx / 2)
    const uniformity = () =>
      ruleOf(
        checkCompliance({ ...drawn, faceCount: 1, measurements, crop, document, backdropColour }),
        'background-uniformity',
      )
    expect(uniformity().verdict).toBe('pass')
    for (let y = 0; y < crop.heightPx / 4; y += 1) {
      for (let x = 0; x < crop.widthPx / 8; x += 1)
        matte.alpha[(Math.max(0, top) + y) * 900 + Math.max(0, left) + x] = 1
    }
    expect(uniformity()).toMatchObject({ verdict: 'warn', hint: 'plain-background' })
  })

  it('sees a flash in the eyes', () => {
    const drawn = drawHead({ width: 900, height: 1200, eyes: { x: 450, y: 480 }, unitPx: 240, shade: texture })
    for (let y = 0; y < 1200; y += 1) {
      for (let x = 0; x < 900; x += 1) {
        if (flash((x - 450) / 240, (480 - y) / 240)) drawn.picture.data.set([190, 70, 70], (y * 900 + x) * 3)
      }
    }
    const measurements = measure(drawn)
    const document = findDocument('icao-generic')
    if (!document) throw new Error('No document')
    const outcome = solveCrop({ measurements, document, picture: drawn.picture, matte: drawn.matte, canExtend: false })
    if (!outcome.ok) throw new Error(outcome.detail)
    const backdropColour = null
    const report = checkCompliance({
      ...drawn,
      faceCount: 1,
      measurements,
      crop: outcome.crop,
      document,
      backdropColour,
    })
    expect(ruleOf(report, 'red-eye')).toMatchObject({ verdict: 'fail', hint: 'avoid-red-eye' })
  })

  it('sees grain', () => {
    let state = 7
    const grain = () => {
      state = (Math.imul(state, 1664525) + 1013904223) | 0
      return state / 2 ** 31
    }
    const report = check({
      head: {
        unitPx: 160,
        width: 600,
        height: 800,
        eyes: { x: 300, y: 320 },
        shade: (_, y) => 0.8 - 0.1 * y + 0.3 * grain(),
      },
    })
    expect(ruleOf(report, 'noise').verdict).not.toBe('pass')
  })

  it('measures lengths in millimetres on the print, with the distance to the limit', () => {
    // Too near to the camera: the head fills the picture.
    const report = check({
      document: 'us-passport',
      head: { width: 700, height: 900, eyes: { x: 350, y: 450 }, unitPx: 290, hairUp: 1.05 },
    })
    const height = ruleOf(report, 'head-height')
    expect(height).toMatchObject({ unit: 'mm', min: 25, max: 35, verdict: 'fail', hint: 'step-back' })
    expect(height.offMm).toBeCloseTo((height.value ?? 0) - 35, 1)
    expect(report.verdict).toBe('fail')
  })

  it('has words for every hint in every language', () => {
    for (const [, setting] of cases.slice(0, 8)) {
      for (const { hint } of check(setting).rules) {
        if (hint) for (const locale of locales) expect(codeWords[locale].hints[hint].length).toBeGreaterThan(3)
      }
    }
  })
})

describe('worstVerdict', () => {
  it.each([
    [['pass', 'not-measured'], 'pass'],
    [['pass', 'warn'], 'warn'],
    [['warn', 'fail', 'pass'], 'fail'],
    [['not-measured'], 'not-measured'],
    [[], 'not-measured'],
  ] as const)('%j is %s', (verdicts, worst) => {
    expect(worstVerdict(verdicts.map((verdict) => ({ verdict })))).toBe(worst)
  })
})
