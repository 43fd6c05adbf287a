import { ProvisioningError } from '../protocol/errors.ts'
import { readTextFile, writeTextFile } from '../storage/durable-file.ts'

/** One write to disk per this many requests; a power cut skips at most this many numbers, which harms nothing. */
const blockSize = 64

export interface RequestCounter {
  /** A number that no request of this device has carried. */
  next(): number
  /** The fleet knows a higher one (this disk was restored from an image): go on above it. */
  skipPast(highest: number): void
}

/**
 * A counter that only grows, also over a power cut: the file holds the first number that no process has taken, and
 * numbers are taken in blocks. The file is read at each new block, so a running booth and the enrol command take
 * different blocks. Should they meet in the same instant all the same, the fleet refuses the second use of a number
 * and the client goes on above it.
 */
export const openRequestCounter = (path: string): RequestCounter => {
  let current = 0
  let blockEnd = 0

  const readFree = (): number => {
    const text = readTextFile(path)
    if (text === null) return 1
    const free = Number(text.trim())
    if (Number.isSafeInteger(free) && free >= 1) return free
    throw new ProvisioningError('file.unreadable', `${path} holds no counter`)
  }
  const takeBlock = (atLeast: number): void => {
    const start = Math.max(readFree(), atLeast)
    writeTextFile(path, `${start + blockSize}\n`)
    current = start
    blockEnd = start + blockSize
  }
  return {
    next: () => {
      if (current >= blockEnd) takeBlock(1)
      return current++
    },
    skipPast: (highest) => {
      if (current <= highest) takeBlock(highest + 1)
    },
  }
}
