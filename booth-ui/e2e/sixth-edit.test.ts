/** How a new edit comes into the house, tried on a copy of it. The recipe in `.github/CONTRIBUTING.md` is this list. */

import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { portraitPhotograph } from '../../booth-server/src/testing/photograph.ts'
import { launchBrowser } from './support/browser.ts'
import { buildGallery, openGallery } from './support/gallery-page.ts'
import { makeScratchCopy, type ScratchCopy } from './support/scratch-copy.ts'

const SCHEMA = 'booth-server/src/protocol/edits.ts'
/** Where the compiler leads whoever adds an edit's schema. */
const places = [
  'booth-server/src/edits/edits.ts',
  'booth-server/src/edits/policy.test.ts',
  'booth-server/src/photo/pipeline/apply-edits.ts',
  'booth-ui/src/customer/review/edit-controls.tsx',
]
const OWN = 'booth-server/src/edits/warmth.ts'
const ALLOW_LIST = 'provisioning/protocol/generation-record.ts'

let copy: ScratchCopy
beforeAll(async () => {
  copy = await makeScratchCopy()
})
afterAll(async () => {
  await copy?.remove()
})

const filesOf = (errors: readonly { readonly file: string }[]) => [...new Set(errors.map(({ file }) => file))].sort()

/** One step builds on the one before it. */
describe('a sixth edit', () => {
  it('whose schema stands in the protocol is missed by the compiler at exactly the places that must know it', async () => {
    await copy.replace(SCHEMA, '  outfit: Type', "  warmth: amount('Warms the colours'),\n  outfit: Type")
    const errors = await copy.compile()
    expect(filesOf(errors)).toEqual(places)
    for (const { message } of errors) expect(message).toMatch(/'warmth' is missing/)
  })

  it('fills them, and is refused by the records alone until its line is in their allow-list', async () => {
    await copy.write(
      OWN,
      `import { allowsEditsOfPerson, type Edit, tenthsOf } from './edit.ts'

       export const warmth: Edit<'warmth'> = {
         off: 0,
         allowedBy: allowsEditsOfPerson,
         toRecord: (amount) => (amount > 0 ? { warmthTenths: tenthsOf(amount) } : {}),
       }`,
    )
    await copy.replace(places[0]!, 'straightShoulders, outfit }', 'straightShoulders, warmth, outfit }')
    await copy.replace(places[0]!, 'import ', "import { warmth } from './warmth.ts'\nimport ")
    await copy.replace(places[1]!, "outfit: 'suit' }", "warmth: 0.5, outfit: 'suit' }")
    await copy.replace(
      places[2]!,
      '  outfit: {\n    step',
      `  warmth: {
         step: 'retouch',
         canApply: always,
         apply(figure, amount) {
           const { picture } = figure
           const data = picture.data.map((value, at) => (at % 3 === 2 ? value * (1 - amount / 2) : value))
           return done({ ...figure, picture: { ...picture, data } })
         },
       },
       outfit: {
         step`,
    )
    for (const [locale, name] of [
      ['en', 'Warmth'],
      ['zh-CN', '暖色'],
    ]) {
      await copy.edit(`booth-ui/src/i18n/${locale}.json`, ({ review }) =>
        Object.assign((review as { edits: object }).edits, { warmth: { name } }),
      )
    }
    expect(await copy.node('.config/messages.mjs')).toMatchObject({ code: 0 })
    const errors = await copy.compile()
    expect(filesOf(errors)).toEqual([OWN])
    expect(errors[0]?.message).toMatch(/warmthTenths/)
  })

  it('compiles once that line is written by hand', async () => {
    await copy.replace(
      ALLOW_LIST,
      '        outfitId: ',
      '        warmthTenths: Type.Optional(Type.Integer({ minimum: 0, maximum: 10 })),\n        outfitId: ',
    )
    expect(await copy.compile()).toEqual([])
  })

  it('has a flag of the photo command that changes the pixels', async () => {
    const photo = (...args: readonly string[]) => copy.node('booth-server/dist/cli/photo.js', ...args)
    expect((await photo('--help')).output).toMatch(/--warmth <0\.\.1>\s+Warms the colours/)
    const picture = join(copy.folder, 'portrait.jpg')
    await writeFile(picture, await portraitPhotograph())
    const blueOf = async (...flags: readonly string[]) => {
      const out = join(copy.folder, 'out.jpg')
      const { code, output } = await photo('--document', 'cn-1inch', ...flags, picture, '--out', out)
      expect([0, 3], output).toContain(code)
      const { channels } = await sharp(await readFile(out)).stats()
      return channels[2]!.mean
    }
    const before = await blueOf('--background', 'original')
    expect(await blueOf('--background', 'original', '--warmth', '1')).toBeLessThan(before * 0.7)
  })

  it('has a slider on the panel of the review', async () => {
    const screen = join(copy.folder, 'booth-ui')
    await buildGallery(screen)
    const browser = await launchBrowser()
    try {
      const page = await browser.newPage({ viewport: { width: 1080, height: 1920 }, reducedMotion: 'reduce' })
      const gallery = await openGallery(page, screen)
      await gallery.show({ state: 'review-adjust', locale: 'en' })
      const row = page.locator('label[data-edit="warmth"]')
      expect(await row.textContent()).toContain('Warmth')
      expect(await row.locator('input[type=range]').inputValue()).toBe('0')
    } finally {
      await browser.close()
    }
  })
})
