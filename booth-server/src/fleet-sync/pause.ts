/** Waiting that ends early: with the signal always, with `wake` where the waiter allows it. */
export const createPause = () => {
  let isWoken = false
  let wakeUp: (() => void) | null = null

  const wait = (ms: number, signal: AbortSignal, isWakeable: boolean): Promise<void> =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve()
      const end = () => {
        clearTimeout(timer)
        signal.removeEventListener('abort', end)
        wakeUp = null
        resolve()
      }
      const timer = setTimeout(end, ms)
      signal.addEventListener('abort', end)
      if (isWakeable) wakeUp = end
    })

  return {
    /** Also while nobody sleeps: the next wakeable sleep then ends at once. */
    wake: (): void => {
      isWoken = true
      wakeUp?.()
    },
    sleep: (ms: number, signal: AbortSignal): Promise<void> => wait(ms, signal, false),
    /** True if it was woken, false if the time was up. */
    async sleepUntilWoken(ms: number, signal: AbortSignal): Promise<boolean> {
      if (!isWoken) await wait(ms, signal, true)
      const wasWoken = isWoken
      isWoken = false
      return wasWoken
    },
  }
}
