import type { GenerationRecordInput } from '@quickid/provisioning/protocol'
import type { DocumentSpec } from '../documents/document.ts'
import type { FaultCode } from '../protocol/codes.ts'
import type { EditId, EditKind, Edits } from '../protocol/edits.ts'

export type RecordParameters = GenerationRecordInput['parameters']

/** One edit without its pixels: where it is allowed, and what remains of it in the records. */
export type Edit<K extends EditId> = {
  /** The value that changes nothing. */
  readonly off: Edits[K]
  /** Whether the document's edit policy leaves this edit to the customer. */
  allowedBy(document: Pick<DocumentSpec, 'editPolicy'>): boolean
  /**
   * Its line in the generation record, written by hand in the allow-list of `provisioning/protocol`: an edit that has
   * none there can't be recorded, and so not be made.
   */
  toRecord(value: Edits[K]): RecordParameters
} & (EditKind<K> extends 'choice'
  ? {
      /** The fault of an id that nobody offers. */
      readonly unknown: FaultCode
    }
  : unknown)

/** An amount in tenths, which is as fine as the records know it. */
export const tenthsOf = (amount: number): number => Math.round(amount * 10)

/**
 * Edits of the person are locked unless the document allows edits expressly (studio conventions, a CV). Where the
 * authority states nothing they stay locked: the authorities that do state a policy refuse them, every year more of
 * them do, and a refused customer costs more than a locked slider.
 */
export const allowsEditsOfPerson = ({ editPolicy }: Pick<DocumentSpec, 'editPolicy'>): boolean =>
  editPolicy === 'allowed'
