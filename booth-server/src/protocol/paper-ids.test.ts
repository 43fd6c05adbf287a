import { papers } from '@quickid/printer/sheet'
import { expect, it } from 'vitest'
import { paperIds } from './codes.ts'

// The protocol imports nothing and the printer knows no booth: that they name the same papers is held here.
it('every paper of the printer has an id in the protocol, and no other', () => {
  expect(papers.map(({ id }) => id).sort()).toEqual([...paperIds].sort())
})
