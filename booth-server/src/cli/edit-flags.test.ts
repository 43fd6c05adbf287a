import { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { findDocument } from '../documents/catalogue.ts'
import { editIds, kindOfEdit } from '../protocol/edits.ts'
import { addEditFlags, editsOfFlags } from './edit-flags.ts'

const parse = (...args: readonly string[]) => {
  const command = addEditFlags(new Command().exitOverride().configureOutput({ writeErr: () => {} }))
  command.parse([...args], { from: 'user' })
  return command.opts()
}
const free = findDocument('cn-1inch')!
const forbidding = findDocument('us-passport')!

describe('the flags of edits', () => {
  it('are one for each edit of the protocol, under its name', () => {
    const command = addEditFlags(new Command())
    expect(command.options.map((option) => option.attributeName())).toEqual(editIds)
    for (const option of command.options)
      expect(option.required, option.long ?? '').toBe(kindOfEdit(option.attributeName() as never) !== 'switch')
  })

  it('become edits; what is left out is the document’s default', () => {
    expect(editsOfFlags(parse('--retouch', '0.5', '--straight-shoulders'), free)).toEqual({
      background: free.backgrounds[0]!.id,
      retouch: 0.5,
      slimming: 0,
      straightShoulders: true,
      outfit: null,
    })
    expect(editsOfFlags(parse(), forbidding).background).toBe('original')
    expect(editsOfFlags(parse('--background', '#FFFFFF', '--outfit', 'suit-navy'), free)).toMatchObject({
      background: '#ffffff',
      outfit: 'suit-navy',
    })
  })

  it.each([['2'], ['-0.1'], ['much'], ['']])('refuse an amount of %j by name', (text) => {
    expect(() => parse('--retouch', text)).toThrow(/--retouch.*from 0 to 1/)
  })
})
