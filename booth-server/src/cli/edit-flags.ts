import { type Command, Option } from 'commander'
import type { DocumentSpec } from '../documents/document.ts'
import { ORIGINAL_BACKGROUND } from '../edits/background.ts'
import { defaultEditsOf } from '../edits/editable-document.ts'
import { type EditId, type Edits, type EditsOfKind, editIds, editSchemas, kindOfEdit } from '../protocol/edits.ts'
import { fail, numberWithin } from './command.ts'

/** What an id of a choice may also be called on a command line. */
const choiceHelp: { readonly [K in EditsOfKind<'choice'>]: string } = {
  background: '<#rrggbb|id|original>',
  outfit: '<id>',
}

const flagOf = (id: EditId): string => `--${id.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`

const optionOf = (id: EditId): Option => {
  const flag = flagOf(id)
  const { description: what } = editSchemas[id] as { readonly description?: string }
  const description = `${what}, where the document allows it`
  switch (kindOfEdit(id)) {
    case 'amount':
      return new Option(`${flag} <0..1>`, description).argParser(numberWithin(0, 1))
    case 'switch':
      return new Option(flag, description)
    case 'choice':
      return new Option(`${flag} ${choiceHelp[id as EditsOfKind<'choice'>]}`, description)
  }
}

/** A flag for each edit of the protocol, derived from its schema: `--retouch <0..1>`, `--straight-shoulders`. */
export const addEditFlags = (command: Command): Command => {
  for (const id of editIds) command.addOption(optionOf(id))
  return command
}

/** The edits that the flags ask for; those that were left out are the document's default. */
export const editsOfFlags = (flags: Partial<Edits>, document: DocumentSpec): Edits => {
  const edits = { ...defaultEditsOf(document), ...pick(flags) }
  const background = edits.background.toLowerCase()
  const ids = document.backgrounds.map(({ id }) => id)
  if (background !== ORIGINAL_BACKGROUND && !/^#[0-9a-f]{6}$/.test(background) && !ids.includes(background)) {
    fail(`--background wants #rrggbb, original or one of ${ids.join(', ')}; not '${edits.background}'.`)
  }
  return { ...edits, background }
}

const pick = (flags: Partial<Edits>): Partial<Edits> =>
  Object.fromEntries(editIds.flatMap((id) => (flags[id] === undefined ? [] : [[id, flags[id]]])))
