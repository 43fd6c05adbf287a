import { readFileSync } from 'node:fs'
import { otherValue, SentRecord, valueLists } from '@quickid/provisioning/protocol'
import { Compile } from 'typebox/compile'
import { describe, expect, it } from 'vitest'
import { valueListsFile, valueListsSource } from './value-lists-source.ts'

const { properties } = SentRecord
/** The schema of each list's values as a fleet checks those of a newer booth. */
const shapes = {
  documents: properties.parameters.properties.documentId,
  papers: properties.parameters.properties.paper,
  backgrounds: properties.parameters.properties.background,
  outfits: properties.parameters.properties.outfitId,
  models: properties.model,
  errors: properties.error,
} as const satisfies { readonly [K in keyof typeof valueLists]: unknown }

describe('the lists of what a generation record may name', () => {
  it('are what this booth ships: npm run value-lists', async () => {
    expect(readFileSync(valueListsFile, 'utf8')).toBe(await valueListsSource())
  })

  it.each(Object.keys(shapes) as (keyof typeof shapes)[])(
    '%s: each is of the shape that an older fleet takes',
    (name) => {
      const shape = Compile(shapes[name])
      expect(valueLists[name].filter((value) => !shape.Check(value))).toEqual([])
      expect(new Set(valueLists[name]).size).toBe(valueLists[name].length)
      expect(valueLists[name]).not.toContain(otherValue)
    },
  )
})
