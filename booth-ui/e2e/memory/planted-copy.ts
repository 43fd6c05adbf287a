import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs'
import { regionsOf } from './process-memory.ts'

const PAGE_BYTES = 4096

/**
 * The positive control: writes bytes into a page of zeros of a running process, looks for them with `look`, and puts the
 * zeros back. The process stands still meanwhile, so that nothing of it is disturbed. Throws when the process has no page
 * of zeros that may be written to.
 */
export const withPlantedCopy = async <T>(pid: number, copy: Uint8Array, look: () => Promise<T>): Promise<T> => {
  process.kill(pid, 'SIGSTOP')
  const memory = openSync(`/proc/${pid}/mem`, constants.O_RDWR)
  try {
    const address = await freeRoom(pid, memory, copy.length)
    writeSync(memory, copy, 0, copy.length, address)
    try {
      return await look()
    } finally {
      const zeros = new Uint8Array(copy.length)
      writeSync(memory, zeros, 0, zeros.length, address)
    }
  } finally {
    closeSync(memory)
    process.kill(pid, 'SIGCONT')
  }
}

const freeRoom = async (pid: number, memory: number, bytes: number): Promise<number> => {
  const length = Math.ceil(bytes / PAGE_BYTES) * PAGE_BYTES
  const room = Buffer.alloc(length)
  const writable = (await regionsOf(pid)).filter(
    ({ permissions, name }) => permissions.startsWith('rw-p') && (name === '' || name.startsWith('[')),
  )
  for (const { start, end } of writable) {
    for (let at = start; at + length <= end && at < start + 64 * PAGE_BYTES + length; at += PAGE_BYTES) {
      try {
        if (readSync(memory, room, 0, length, at) === length && room.every((byte) => byte === 0)) return at
      } catch {
        break
      }
    }
  }
  throw new Error(`No free page in process ${pid}`)
}
