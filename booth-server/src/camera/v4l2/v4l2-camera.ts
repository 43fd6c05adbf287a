import { BoothError } from '../../foundation/errors.ts'
import type { Log } from '../../foundation/log.ts'
import type { Camera } from '../camera.ts'
import { decodedPath } from '../decoded-path.ts'
import { copyOutput } from '../ffmpeg/ffmpeg-arguments.ts'
import { FfmpegCamera } from '../ffmpeg/ffmpeg-camera.ts'
import { applyControls, type Controls } from './v4l2-controls.ts'

export interface V4l2Settings {
  readonly device: string
  readonly inputArguments: readonly string[]
  readonly outputArguments: readonly string[]
  readonly controls: Controls
}

/** `/dev/v4l/by-id/...` stays the same over plugs and reboots; `/dev/videoN` does not, but is handy at a desk. */
const devicePattern = /^\/dev\/(v4l\/by-(id|path)\/[A-Za-z0-9_.:+-]{1,200}|video\d{1,3})$/

/** Webcams that leave out the Huffman tables (as Motion JPEG in AVI may) need them put back. */
const addHuffmanTables = ['-bsf:v', 'mjpeg2jpeg'] as const

/**
 * `v4l2:///dev/v4l/by-id/NAME?size=1920x1080&rate=30&huffman=add&control.focus_absolute=30`. Everything but the device
 * may be left out. Throws BoothError `config.invalid` naming what is wrong.
 */
export const parseV4l2Url = (url: URL): V4l2Settings => {
  const device = decodedPath(url)
  if (url.host !== '' || device === null || !devicePattern.test(device)) {
    throw invalid('names no device: use v4l2:///dev/v4l/by-id/NAME')
  }
  let size = '1920x1080'
  let rate = '30'
  let isHuffmanAdded = false
  const controls: Record<string, number> = {}
  for (const [name, value] of url.searchParams) {
    const control = /^control\.([a-z0-9_]{1,48})$/.exec(name)?.[1]
    if (control !== undefined && /^-?\d{1,9}$/.test(value)) controls[control] = Number(value)
    else if (name === 'size' && /^\d{2,5}x\d{2,5}$/.test(value)) size = value
    else if (name === 'rate' && /^\d{1,3}$/.test(value)) rate = value
    else if (name === 'huffman' && value === 'add') isHuffmanAdded = true
    else throw invalid('expected no other options than size=WxH, rate=N, huffman=add, control.NAME=INTEGER')
  }
  return {
    device,
    inputArguments: ['-f', 'v4l2', '-input_format', 'mjpeg', '-video_size', size, '-framerate', rate, '-i', device],
    outputArguments: isHuffmanAdded
      ? [...copyOutput.slice(0, -3), ...addHuffmanTables, ...copyOutput.slice(-3)]
      : copyOutput,
    controls,
  }
}

/** A UVC webcam: ffmpeg's v4l2 input, its MJPEG untouched, its controls set and read back before every open. */
export const createV4l2Camera = (url: URL, log: Log): Camera => {
  const settings = parseV4l2Url(url)
  return new FfmpegCamera({
    url: url.href,
    log,
    inputArguments: settings.inputArguments,
    outputArguments: settings.outputArguments,
    freezeAfterMs: 3000,
    // The kernel's queue holds frames that were exposed before the call.
    framesToSkip: 2,
    beforeOpen: (signal) => applyControls(settings.device, settings.controls, signal),
  })
}

const invalid = (what: string) => new BoothError('config.invalid', `Camera URL v4l2: ${what}`)
