import { PassThrough } from 'node:stream'
import { expect, it } from 'vitest'
import { readSecret } from './read-secret.ts'

/** A terminal's two ends: keys go in raw, what it shows comes out. */
const terminal = () => {
  const modes: boolean[] = []
  const input = Object.assign(new PassThrough(), {
    isTTY: true as const,
    setRawMode(this: unknown, mode: boolean) {
      modes.push(mode)
      return this as never
    },
  })
  const output = new PassThrough()
  return { input, output, modes }
}

it.each([
  ['a line', ['482913\r'], '482913'],
  ['key by key, with a slip', ['4', '8', '3', '\u007f', '2', '\n'], '482'],
  ['Ctrl-C', ['48', '\u0003'], null],
  ['Ctrl-D', ['\u0004'], null],
])('on a terminal: %s', async (_, keys, expected) => {
  const { input, output, modes } = terminal()
  const answer = readSecret('PIN: ', input, output)
  for (const key of keys) input.write(key)
  expect(await answer).toBe(expected)
  expect(modes).toEqual([true, false])
  output.end()
  expect(Buffer.concat(await output.toArray()).toString()).toBe('PIN: \n')
})

it('from a pipe it is the first line', async () => {
  const input = new PassThrough()
  const answer = readSecret('PIN: ', input, new PassThrough())
  input.end('482913\nrest\n')
  expect(await answer).toBe('482913')
})
