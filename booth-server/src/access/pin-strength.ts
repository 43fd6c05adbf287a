export const pinLength = { min: 4, max: 12 } as const

export type WeakPin = 'not-digits' | 'too-short' | 'too-long' | 'repeated' | 'run' | 'common'

/** In the engineer's words, for the command line. */
export const weakPinWords: { readonly [reason in WeakPin]: string } = {
  'not-digits': 'a PIN has digits only',
  'too-short': `a PIN has at least ${pinLength.min} digits`,
  'too-long': `a PIN has at most ${pinLength.max} digits`,
  repeated: 'it repeats the same digits, such as 0000, 1212 or 123123',
  run: 'its digits count up or down, such as 1234, 9876 or 7890',
  common: 'it is among the first that a stranger tries (a year, a column of the keypad)',
}

/** What is left of the most used four-digit PINs after the rules: columns, crosses and squares of a keypad, James Bond. */
const commonPins = new Set([
  '2580',
  '0852',
  '1379',
  '3197',
  '1397',
  '0007',
  '1004',
  '5683',
  '147258',
  '159753',
  '159357',
])

/** Why a PIN must not be set; null if it may. The lock-out allows few guesses, so only the first guesses matter. */
export const weaknessOf = (pin: string): WeakPin | null => {
  if (!/^[0-9]*$/.test(pin)) return 'not-digits'
  if (pin.length < pinLength.min) return 'too-short'
  if (pin.length > pinLength.max) return 'too-long'
  // A block of up to half the length, repeated to the end.
  if (/^(\d+)\1+$/.test(pin)) return 'repeated'
  const steps = Array.from(pin.slice(1), (digit, index) => (Number(digit) - Number(pin[index]) + 10) % 10)
  if (steps.every((step) => step === 1) || steps.every((step) => step === 9)) return 'run'
  if (/^(19|20)\d\d$/.test(pin) || commonPins.has(pin)) return 'common'
  return null
}
