import { describe, expect, it } from 'vitest'
import { parseFswebcamUrl } from './fswebcam-camera.ts'

const parse = (url: string) => parseFswebcamUrl(new URL(url))

// What the URL holds reaches a shell in node-webcam, so this parser is a wall.
describe('fswebcam: URLs', () => {
  it('name a device, a size, pictures to skip', () => {
    expect(parse('fswebcam:///dev/video0?size=1920x1080&skip=20')).toEqual({
      device: '/dev/video0',
      widthPx: 1920,
      heightPx: 1080,
      skip: 20,
    })
    expect(parse('fswebcam:TEST').device).toBe('TEST')
  })

  it.each([
    ['fswebcam:///dev/video0;id'],
    ['fswebcam:///dev/video0%20-S'],
    ['fswebcam:///dev/$(id)'],
    ['fswebcam:///dev/v4l/by-id/`id`'],
    ['fswebcam:///dev/v4l/by-id/..%2f..%2fetc'],
    ['fswebcam:///tmp/x'],
    ['fswebcam:///dev/video0?size=640x480;id'],
    ['fswebcam:///dev/video0?skip=1%0Aid'],
    ['fswebcam:///dev/video0?device=x'],
  ])('refuse %s', (url) => {
    expect(() => parse(url)).toThrow('[config.invalid]')
  })
})
