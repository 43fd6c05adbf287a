import { Type } from 'typebox'

/** `1.4.0`, `1.5.0-rc.2`: numbers and a fixed word, so that no other text passes for a version. */
export const appVersionText = Type.String({
  pattern: '^\\d{1,4}\\.\\d{1,4}\\.\\d{1,4}(-(alpha|beta|rc)\\.\\d{1,4})?$',
})
