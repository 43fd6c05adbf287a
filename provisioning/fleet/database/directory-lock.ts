import { createHash } from 'node:crypto'
import { realpathSync } from 'node:fs'
import { createServer } from 'node:net'
import { ProvisioningError } from '../../protocol/errors.ts'

/**
 * PGlite is single-user, and two processes on one directory destroy it. The lock is a socket in Linux's abstract
 * namespace (unix(7)): the kernel drops it with the process, so a crash or a power cut leaves no stale lock, unlike a
 * file with a process id. Elsewhere there are no such sockets and no lock.
 * @returns the function that gives the lock back.
 * @throws ProvisioningError `fleet.data-in-use`.
 */
export const lockDirectory = async (path: string): Promise<() => Promise<void>> => {
  if (process.platform !== 'linux') return async () => undefined
  const name = createHash('sha256').update(realpathSync(path)).digest('hex').slice(0, 32)
  const server = createServer((socket) => socket.destroy())
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => {
      reject(new ProvisioningError('fleet.data-in-use', `Another process uses the database in ${path}`, { cause }))
    })
    server.listen(`\0quickid-fleet-${name}`, resolve)
  })
  server.unref()
  return () => new Promise((resolve) => server.close(() => resolve()))
}
