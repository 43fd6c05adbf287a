import { describe, expect, it } from 'vitest'
import { copyOutput, isPermanent, parseFfmpegUrl, withoutCredentials } from './ffmpeg-arguments.ts'

const parse = (url: string) => parseFfmpegUrl(new URL(url))

describe('ffmpeg: URLs', () => {
  it('become arguments, options before the input', () => {
    const { inputArguments, isLiveSource } = parse('ffmpeg:?format=image2&loop=1&framerate=15&input=/a%20b.jpg')
    expect(inputArguments).toEqual(['-re', '-f', 'image2', '-loop', '1', '-framerate', '15', '-i', '/a b.jpg'])
    expect(isLiveSource).toBe(false)
  })

  it("hand a camera's own MJPEG on untouched", () => {
    const camera = parse('ffmpeg:?format=v4l2&input_format=mjpeg&video_size=1920x1080&input=/dev/video0')
    expect(camera.outputArguments).toEqual(copyOutput)
    expect(camera.isLiveSource).toBe(true)
    expect(camera.inputArguments).not.toContain('-re')
  })

  it('encode what is not MJPEG, unless told that it is', () => {
    expect(parse('ffmpeg:?format=lavfi&input=testsrc').outputArguments).toContain('-q:v')
    expect(parse('ffmpeg:?format=mpjpeg&output=copy&input=http://camera/stream').outputArguments).toEqual(copyOutput)
  })

  it.each([
    ['an option that is not on the list', 'ffmpeg:?filter_complex=x&input=/a.jpg', 'filter_complex'],
    ['a value of the wrong shape', 'ffmpeg:?framerate=fast&input=/a.jpg', 'framerate'],
    ['a value with another option behind it', 'ffmpeg:?format=image2%20-y&input=/a.jpg', 'format'],
    ['a loop count with words around it', 'ffmpeg:?stream_loop=x5&input=/a.jpg', 'stream_loop'],
    ['no input', 'ffmpeg:?format=lavfi', 'input'],
    ['an input with control characters', 'ffmpeg:?input=a%00b', 'input'],
    ['another output', 'ffmpeg:?output=file&input=/a.jpg', 'output'],
  ])('refuse %s, naming it', (_, url, named) => {
    expect(() => parse(url)).toThrow(named)
    expect(() => parse(url)).toThrow('[config.invalid]')
  })
})

describe('what is shown and logged', () => {
  it('has no user names and passwords', () => {
    expect(withoutCredentials('ffmpeg:?input=rtsp%3A%2F%2Fjo%3Asecret%40cam%2F1')).not.toMatch(/secret|jo/)
    expect(withoutCredentials('rtsp://jo:secret@cam/1: Connection refused')).toBe('rtsp://cam/1: Connection refused')
    expect(withoutCredentials('ffmpeg:?input=/dev/video0')).toBe('ffmpeg:?input=/dev/video0')
  })

  it('tells faults that no waiting mends from passing ones', () => {
    expect(isPermanent("Unknown input format: 'v4l3'")).toBe(true)
    expect(isPermanent('/dev/video0: Permission denied')).toBe(true)
    expect(isPermanent('/dev/video0: No such file or directory')).toBe(false)
    expect(isPermanent('/dev/video0: Device or resource busy')).toBe(false)
  })
})
