import { describe, expect, test } from 'vitest'
import type { PageBoxes } from '../sheet/page-boxes.ts'
import { chooseMedia } from './media.ts'

const paper = { id: '4R', widthMm: 102, heightMm: 152 }
/** White space around the pictures, a different one on each side. */
const page: PageBoxes = { pageWidthMm: 102, pageHeightMm: 152, clearMm: { left: 3, top: 4, right: 5, bottom: 6 } }

/** A printer with one sheet loaded, whose margins are in hundredths of a millimetre. */
const printerWith = (margins: Readonly<Record<string, number>>) => ({
  'media-col-ready': [
    {
      'media-size': { 'x-dimension': 10160, 'y-dimension': 15240 },
      'media-top-margin': 0,
      'media-left-margin': 0,
      'media-right-margin': 0,
      'media-bottom-margin': 0,
      ...margins,
    },
  ],
})

describe('a printer that cannot print to the edge', () => {
  test.each([
    ['left', 300],
    ['top', 400],
    ['right', 500],
    ['bottom', 600],
  ] as const)(
    'is given a sheet whose pictures end at its %s margin, and none whose pictures lie in it',
    (side, margin) => {
      const name = `media-${side}-margin`
      const accepted = chooseMedia(printerWith({ [name]: margin }), paper, page)
      expect(accepted).toMatchObject({ ok: true, mediaCol: { [name]: margin } })
      const refused = chooseMedia(printerWith({ [name]: margin + 11 }), paper, page)
      expect(refused).toEqual({
        ok: false,
        fault: 'rejected',
        detail: 'The printer can’t print 4R (102 x 152 mm) borderless, and a picture lies in its margins',
      })
    },
  )
})
