import { BoothError } from '../../foundation/errors.ts'

/** Input options of ffmpeg that a camera URL may name, each with what it may hold. */
const inputOptions: Readonly<Record<string, { readonly flag: string; readonly pattern: RegExp }>> = {
  format: { flag: '-f', pattern: /^[a-z0-9_]{1,24}$/ },
  framerate: { flag: '-framerate', pattern: /^\d{1,3}(\.\d{1,3})?(\/\d{1,4})?$/ },
  video_size: { flag: '-video_size', pattern: /^\d{2,5}x\d{2,5}$/ },
  pixel_format: { flag: '-pixel_format', pattern: /^[a-z0-9_]{1,24}$/ },
  input_format: { flag: '-input_format', pattern: /^[a-z0-9_]{1,24}$/ },
  loop: { flag: '-loop', pattern: /^[01]$/ },
  stream_loop: { flag: '-stream_loop', pattern: /^(-1|\d{1,6})$/ },
  rtsp_transport: { flag: '-rtsp_transport', pattern: /^(tcp|udp|http)$/ },
  rtbufsize: { flag: '-rtbufsize', pattern: /^\d{1,4}[kM]?$/ },
}

export interface FfmpegInput {
  /** Up to and including `-i INPUT`. */
  readonly inputArguments: readonly string[]
  /** From the codec to the output. */
  readonly outputArguments: readonly string[]
  /** The source makes new frames by itself: a repeated one means that it froze. Not so for a looped picture. */
  readonly isLiveSource: boolean
}

/** The camera's own MJPEG packets, untouched. */
export const copyOutput = ['-an', '-c', 'copy', '-f', 'mpjpeg', '-'] as const
/** For a source that isn't MJPEG: encoded with little loss. */
const encodeOutput = ['-an', '-c:v', 'mjpeg', '-q:v', '3', '-pix_fmt', 'yuvj422p', '-f', 'mpjpeg', '-'] as const

/** Reads files or makes pictures: repeats itself by nature, and must be played at its own pace. */
const endingFormats = ['image2', 'lavfi', 'concat']

/**
 * `ffmpeg:?format=image2&loop=1&framerate=15&input=/path.jpg`: the input options above, `input` (required) and
 * `output=copy` (the input is MJPEG: hand its packets on untouched; the default with `input_format=mjpeg`) or
 * `output=encode`. Throws BoothError `config.invalid` naming what is wrong. Nothing here reaches a shell.
 */
export const parseFfmpegUrl = (url: URL): FfmpegInput => {
  const query = url.searchParams
  const before: string[] = []
  for (const [name, value] of query) {
    if (name === 'input' || name === 'output') continue
    const option = inputOptions[name]
    if (!option) {
      // An address where a name should be may hold a password.
      const named = /^[a-z_]{1,24}$/.test(name) ? ` "${name}"` : ''
      throw invalid(`unknown option${named}; known are input, output, ${Object.keys(inputOptions).join(', ')}`)
    }
    if (!option.pattern.test(value)) throw invalid(`option "${name}" can't have that value`)
    before.push(option.flag, value)
  }
  const input = query.get('input')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
  if (!input || input.length > 1024 || /[\u0000-\u001f]/.test(input)) throw invalid('"input" is missing or unreadable')
  const output = query.get('output') ?? (query.get('input_format') === 'mjpeg' ? 'copy' : 'encode')
  if (output !== 'copy' && output !== 'encode') throw invalid('option "output" must be copy or encode')
  const format = query.get('format')
  const isFile = format === null ? !/^[a-z]+:\/\//i.test(input) : endingFormats.includes(format)
  return {
    // Without -re ffmpeg reads a file as fast as the pipe takes it.
    inputArguments: [...(isFile ? ['-re'] : []), ...before, '-i', input],
    outputArguments: output === 'copy' ? copyOutput : encodeOutput,
    isLiveSource: !isFile,
  }
}

const invalid = (what: string) => new BoothError('config.invalid', `Camera URL ffmpeg: ${what}`)

/** Without user name and password, for the staff and the log. */
export const withoutCredentials = (text: string): string => text.replace(/(\/\/|%2F%2F)[^/@?&\s]{1,256}(@|%40)/gi, '$1')

/** Words of ffmpeg about what no waiting mends: the program, an option, a format or a right is missing. */
const permanentSigns = [
  /Unknown input format/i,
  /Unrecognized option/i,
  /Option .* not found/i,
  /Error setting option/i,
  /Unable to parse option/i,
  /Protocol not found/i,
  /Decoder .* not found/i,
  /Permission denied/i,
  /Invalid data found when processing input/i,
  /Not a video capture device/i,
]

export const isPermanent = (stderr: string): boolean => permanentSigns.some((sign) => sign.test(stderr))
