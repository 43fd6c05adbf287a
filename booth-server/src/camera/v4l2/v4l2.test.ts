import { describe, expect, it } from 'vitest'
import { parseV4l2Url } from './v4l2-camera.ts'
import { applyControls, differences, parseControls } from './v4l2-controls.ts'

const parse = (url: string) => parseV4l2Url(new URL(url))
const device = '/dev/v4l/by-id/usb-046d_HD_Pro_Webcam_C920-video-index0'

describe('v4l2: URLs', () => {
  it("name the device and ask for the camera's own MJPEG", () => {
    const settings = parse(`v4l2://${device}?size=2592x1944&rate=15&control.focus_absolute=30&control.gain=0`)
    expect(settings.inputArguments.join(' ')).toBe(
      `-f v4l2 -input_format mjpeg -video_size 2592x1944 -framerate 15 -i ${device}`,
    )
    expect(settings.outputArguments.join(' ')).toBe('-an -c copy -f mpjpeg -')
    expect(settings.controls).toEqual({ focus_absolute: 30, gain: 0 })
  })

  it('put missing Huffman tables back before the format', () => {
    expect(parse('v4l2:///dev/video2?huffman=add').outputArguments.join(' ')).toBe(
      '-an -c copy -bsf:v mjpeg2jpeg -f mpjpeg -',
    )
  })

  it.each([
    ['v4l2:///etc/passwd'],
    ['v4l2:///dev/video0%3Bid'],
    ['v4l2://host/dev/video0'],
    ['v4l2:///dev/video0?size=big'],
    ['v4l2:///dev/video0?control.focus_absolute=near'],
    ['v4l2:///dev/video0?focus=3'],
  ])('refuse %s', (url) => {
    expect(() => parse(url)).toThrow('[config.invalid]')
  })
})

describe('controls', () => {
  // As v4l2-ctl 1.22 prints them.
  const printed = 'auto_exposure: 1 (Manual Mode)\nexposure_time_absolute: 156\nfocus_absolute: -3\n'

  it('are read back', () => {
    expect(parseControls(printed)).toEqual({ auto_exposure: 1, exposure_time_absolute: 156, focus_absolute: -3 })
  })

  it('are told by name where the camera kept its own', () => {
    expect(differences({ auto_exposure: 1, focus_absolute: 30, gain: 0 }, parseControls(printed))).toEqual([
      'focus_absolute is -3, not 30',
      'gain is unknown, not 0',
    ])
  })

  it('fail as a camera fault where there is no device or no v4l2-ctl', async () => {
    const signal = AbortSignal.timeout(20_000)
    await expect(applyControls('/dev/video63', { gain: 0 }, signal)).rejects.toThrow('[camera.unavailable]')
  })

  it('need nothing when there are none', async () => {
    await expect(applyControls('/dev/video63', {}, AbortSignal.timeout(20_000))).resolves.toBeUndefined()
  })
})
