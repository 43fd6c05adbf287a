import type { GenerationRecordInput } from '@quickid/provisioning/protocol'
import type { Edits } from '../protocol/visit-view.ts'

/** The edits as the allow-list names them. */
export const parametersOf = (documentId: string, edits: Edits): GenerationRecordInput['parameters'] => ({
  documentId,
  background: edits.background,
  retouchTenths: Math.round(edits.retouch * 10),
  ...(edits.slimming > 0 && { slimmingTenths: Math.round(edits.slimming * 10) }),
  ...(edits.straightShoulders && { straightShoulders: true }),
  ...(edits.outfit === null ? {} : { outfitId: edits.outfit }),
})
