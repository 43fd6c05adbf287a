import { isnetSizes } from '@quickid/models/resolve'
import { papers } from '@quickid/printer/sheet'
import { listDocuments } from '../documents/catalogue.ts'
import { colourIds } from '../documents/colours.ts'
import { CUSTOM_DOCUMENT_ID } from '../documents/recorded-document.ts'
import { ORIGINAL_BACKGROUND } from '../edits/background.ts'
import { engineerCodes } from '../foundation/errors.ts'
import { listGarments } from '../garments/list-garments.ts'
import { faultCodes } from '../protocol/codes.ts'

/** Where the fleet's protocol keeps them; `src` and `dist` are equally deep. */
export const valueListsFile = new URL('../../../provisioning/protocol/value-lists.generated.ts', import.meta.url)

/** What this booth ships of each kind that a generation record names, by the lists' names. */
const collectValues = async (): Promise<Readonly<Record<string, readonly string[]>>> => ({
  documents: [CUSTOM_DOCUMENT_ID, ...listDocuments().map(({ id }) => id)],
  papers: papers.map(({ id }) => id),
  backgrounds: [ORIGINAL_BACKGROUND, ...colourIds],
  outfits: (await listGarments()).map(({ garment }) => garment.id),
  models: isnetSizes.map((size) => `isnet-${size}`),
  errors: [...faultCodes, ...engineerCodes],
})

/** The source text of the lists: the values in their alphabet's order, so that a new one is one line of a diff. */
export const valueListsSource = async (): Promise<string> => {
  const lists = Object.entries(await collectValues()).map(
    ([name, values]) =>
      `  ${name}: [\n${values
        .toSorted()
        .map((value) => `    '${value}',\n`)
        .join('')}  ],\n`,
  )
  return [
    '/** Written by `npm run value-lists` from what the booth ships. What a list has not is recorded as `other`. */\n',
    `export const valueLists = {\n${lists.join('')}} as const satisfies Readonly<Record<string, readonly string[]>>\n`,
  ].join('')
}
