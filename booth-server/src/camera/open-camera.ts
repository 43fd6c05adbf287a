import { BoothError } from '../foundation/errors.ts'
import type { Log } from '../foundation/log.ts'
import type { Camera } from './camera.ts'

export const cameraSchemes = ['v4l2', 'ffmpeg', 'fswebcam', 'virtual'] as const

export interface CameraLimits {
  /** How long a still may take, and so any picture of a driver whose live view is a series of stills. */
  readonly stillMs: number
}

/** Drivers are loaded when they are chosen: a booth with a webcam never loads the virtual camera's sharp. */
const drivers: Readonly<
  Record<(typeof cameraSchemes)[number], (url: URL, log: Log, limits: CameraLimits) => Promise<Camera>>
> = {
  v4l2: async (url, log) => (await import('./v4l2/v4l2-camera.ts')).createV4l2Camera(url, log),
  ffmpeg: async (url, log) => {
    const { parseFfmpegUrl } = await import('./ffmpeg/ffmpeg-arguments.ts')
    const { FfmpegCamera } = await import('./ffmpeg/ffmpeg-camera.ts')
    const { isLiveSource, ...input } = parseFfmpegUrl(url)
    return new FfmpegCamera({
      url: url.href,
      log,
      ...input,
      freezeAfterMs: isLiveSource ? 3000 : null,
      framesToSkip: 1,
    })
  },
  fswebcam: async (url, log, limits) =>
    (await import('./fswebcam/fswebcam-camera.ts')).createFswebcamCamera(url, log, limits),
  virtual: async (url, log) => (await import('./virtual/virtual-camera.ts')).createVirtualCamera(url, log),
}

/**
 * The camera that `cameraUrl` names, not started. Throws BoothError `config.invalid` for a URL that can't be one;
 * whether the device is there shows only in its status.
 */
export const openCamera = async (cameraUrl: string, log: Log, limits: CameraLimits): Promise<Camera> => {
  // Of the URL no more than the scheme is repeated, here and in the drivers: it may hold a password.
  const known = cameraSchemes.map((name) => `${name}:`).join(', ')
  if (!URL.canParse(cameraUrl)) {
    throw new BoothError('config.invalid', `Expected a camera URL that begins with one of ${known}`)
  }
  const url = new URL(cameraUrl)
  const scheme = cameraSchemes.find((name) => `${name}:` === url.protocol)
  if (scheme === undefined) {
    throw new BoothError(
      'config.invalid',
      `Expected a camera URL that begins with one of ${known} but received one with "${url.protocol.slice(0, 32)}"`,
    )
  }
  return await drivers[scheme](url, log, limits)
}
