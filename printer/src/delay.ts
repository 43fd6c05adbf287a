import { setTimeout as sleep } from 'node:timers/promises'

/** Waits. An abort ends the wait early and without an error: the caller checks the signal next. */
export const delay = async (ms: number, signal?: AbortSignal): Promise<void> => {
  await sleep(ms, undefined, signal === undefined ? {} : { signal }).catch(() => {})
}
