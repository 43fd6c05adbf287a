import { expect, it } from 'vitest'
import { weaknessOf } from './pin-strength.ts'

it.each([
  ['482913', null],
  ['4829', null],
  ['000123', null],
  ['482913771204', null],
  ['', 'too-short'],
  ['482', 'too-short'],
  ['4829137712045', 'too-long'],
  ['48a9', 'not-digits'],
  ['４８２９', 'not-digits'],
  ['4829\n', 'not-digits'],
  ['0000', 'repeated'],
  ['777777', 'repeated'],
  ['1212', 'repeated'],
  ['483483', 'repeated'],
  ['1234', 'run'],
  ['4321', 'run'],
  ['7890', 'run'],
  ['0123456789', 'run'],
  ['1987', 'common'],
  ['2026', 'common'],
  ['2580', 'common'],
])('%j is %s', (pin, weakness) => {
  expect(weaknessOf(pin)).toBe(weakness)
})
