import type { IsnetSize } from '@quickid/models/resolve'
import type { BoothErrorCode } from '../../foundation/errors.ts'
import type { Outcome } from '../../foundation/outcome.ts'
import type { GuidanceCode, StepId } from '../../protocol/codes.ts'
import type { MattingChoice } from './matting-choice.ts'
import type { DevelopRequest, DevelopResult, EditPortraitRequest } from './portrait.ts'
import type { SheetRequest, SheetResult } from './sheet.ts'

/** How a child is set up; it travels as the child's one argument. */
export interface ChildOptions {
  readonly matting: MattingChoice
  readonly executionProviders: readonly string[]
  readonly threads: number
  /** Whether it develops drawn sitters until the first call. */
  readonly isRehearsing: boolean
  /** Folders of garments, tried in order; without it those that are drawn for this project. */
  readonly garmentFolders?: readonly string[]
}

/** What the parent may ask, and the answer to each. */
export interface ChildCalls {
  assess: { input: { jpeg: Uint8Array }; output: GuidanceCode }
  develop: { input: DevelopRequest; output: DevelopResult }
  edit: { input: EditPortraitRequest; output: DevelopResult }
  sheet: { input: SheetRequest; output: Outcome<SheetResult> }
  /** The print's opacity as a grey PNG; null before the first photograph. */
  alpha: { input: null; output: Uint8Array | null }
}
export type ChildCallName = keyof ChildCalls

export type ParentMessage =
  | { [K in ChildCallName]: { kind: 'call'; id: number; name: K; input: ChildCalls[K]['input'] } }[ChildCallName]
  | { kind: 'abort'; id: number }

export type ChildMessage =
  | { kind: 'ready'; models: readonly string[]; isnetSizes: readonly [IsnetSize, IsnetSize?] }
  /** Nothing is left to warm up; or a customer came before that. */
  | { kind: 'rehearsed' }
  | { kind: 'unable'; code: BoothErrorCode; detail: string }
  | { kind: 'log'; level: 'info' | 'warn'; message: string }
  | { kind: 'step'; id: number; step: StepId }
  | { kind: 'answer'; id: number; output: unknown }
  | { kind: 'failed'; id: number; code: BoothErrorCode; detail: string }
