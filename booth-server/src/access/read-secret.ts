import { createInterface } from 'node:readline'
import type { ReadStream } from 'node:tty'

/**
 * Asks on the terminal without showing what is typed; from a pipe it takes the first line. Null when cancelled
 * (Ctrl-C, Ctrl-D, an empty pipe).
 */
export const readSecret = (
  prompt: string,
  input: NodeJS.ReadableStream & Partial<Pick<ReadStream, 'isTTY' | 'setRawMode'>>,
  output: NodeJS.WritableStream,
): Promise<string | null> => (input.isTTY === true ? readRaw(prompt, input, output) : readLine(input))

const readLine = async (input: NodeJS.ReadableStream): Promise<string | null> => {
  const lines = createInterface({ input })
  for await (const line of lines) return line
  return null
}

const readRaw = (
  prompt: string,
  input: NodeJS.ReadableStream & Partial<Pick<ReadStream, 'setRawMode'>>,
  output: NodeJS.WritableStream,
): Promise<string | null> =>
  new Promise((resolve) => {
    let typed = ''
    output.write(prompt)
    // Raw: the terminal echoes nothing and leaves Ctrl-C to us.
    input.setRawMode?.(true)
    input.resume()
    const end = (value: string | null) => {
      input.off('data', onData)
      input.setRawMode?.(false)
      input.pause()
      output.write('\n')
      resolve(value)
    }
    const onData = (chunk: Buffer | string) => {
      for (const key of chunk.toString()) {
        if (key === '\r' || key === '\n') return end(typed)
        if (key === '\u0003' || key === '\u0004') return end(null)
        if (key === '\u007f' || key === '\b') typed = typed.slice(0, -1)
        else typed += key
      }
    }
    input.on('data', onData)
  })
