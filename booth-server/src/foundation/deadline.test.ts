import { setTimeout as delay } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, it } from 'vitest'
import { deadlineSignal } from './deadline.ts'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

it('comes, joined with another signal, after any number of garbage collections', async () => {
  const reasons: unknown[] = []
  const join = () => {
    const joined = AbortSignal.any([new AbortController().signal, deadlineSignal(150)])
    joined.addEventListener('abort', () => reasons.push(joined.reason))
  }
  join()
  for (const until = Date.now() + 10_000; reasons.length === 0 && Date.now() < until; await delay(20)) collectGarbage()
  expect(reasons).toEqual([expect.objectContaining({ name: 'TimeoutError', message: 'No end within 150 ms' })])
})
