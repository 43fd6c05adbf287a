import { hashSecret, isSecretOf } from '@quickid/provisioning/storage'
import { BoothError } from '../foundation/errors.ts'

/** 32 MiB and some 0.1 s a guess on a booth. */
const cost = { N: 2 ** 15, r: 8, p: 1 } as const

export const hashPin = (pin: string): Promise<string> => hashSecret(pin, cost)

/** Throws BoothError `records.unreadable` for a hash that isn't one: never taken for "no PIN set". */
export const isPinOf = async (pin: string, stored: string): Promise<boolean> => {
  const isRight = await isSecretOf(pin, stored)
  if (isRight === null) throw new BoothError('records.unreadable', 'The stored staff PIN is damaged: set a new one')
  return isRight
}
