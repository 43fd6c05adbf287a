import {
  type GenerationRecord,
  type GenerationRecordInput,
  plausibleHours,
  SentRecord,
  withKnownValues,
} from '@quickid/provisioning/protocol'
import { Compile } from 'typebox/compile'
import { BoothError } from '../foundation/errors.ts'

const validator = Compile(SentRecord)

/** What the store itself adds: a caller that states one of these is mistaken, and it is not silently replaced. */
export interface GenerationStamp {
  readonly epoch: number
  readonly sequence: number
  readonly hour: string
  readonly appVersion: string
}

/**
 * The record, checked against the allow-list (promise P5): a value that its list has not is `other`. Throws BoothError `records.rejected` that names the
 * property and never its value, which may be just what must not get into a log.
 */
export const checkedGeneration = (input: GenerationRecordInput, stamp: GenerationStamp): GenerationRecord => {
  for (const key of Object.keys(stamp)) {
    if (Object.hasOwn(input, key)) throw rejected(`/${key}`, 'is set by the store')
  }
  const record: unknown = { ...input, ...stamp }
  if (!validator.Check(record)) {
    const [property, why] = firstFault(record)
    throw rejected(property, why)
  }
  return withKnownValues(record).record
}

const rejected = (property: string, why: string): BoothError =>
  new BoothError('records.rejected', `Generation record: property ${property} ${why}`)

/** A property that shouldn't be there matters most: it is the leak that the allow-list is for. */
const firstFault = (record: unknown): [property: string, why: string] => {
  const errors = validator.Errors(record)
  for (const error of errors) {
    if (error.keyword !== 'additionalProperties') continue
    return [`${error.instancePath}/${error.params.additionalProperties[0] ?? ''}`, 'is not on the allow-list']
  }
  for (const error of errors) {
    if (error.keyword !== 'required') continue
    return [`${error.instancePath}/${error.params.requiredProperties[0] ?? ''}`, 'is missing']
  }
  const first = errors[0]
  return [first?.instancePath || '/', first?.message ?? 'is not valid']
}

/** At opening, not at the first print. */
export const checkAppVersion = (appVersion: string): void => {
  const probe: GenerationRecord = {
    epoch: 1,
    sequence: 1,
    hour: plausibleHours.first,
    interface: 'photo.develop',
    parameters: {},
    status: 'succeeded',
    durationBucketMs: 0,
    appVersion,
  }
  if (!validator.Check(probe)) throw new BoothError('config.invalid', `Not a version number: ${appVersion}`)
}
