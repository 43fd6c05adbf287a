import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { withLock } from './lock.ts'
import { withTempDir } from './testing/registry.ts'

const deadPid = async (): Promise<number> => {
  const child = spawn(process.execPath, ['-e', ''])
  await once(child, 'exit')
  return child.pid ?? 0
}

/** The lock as a holder leaves it that is killed. */
const leaveLock = async (dir: string, holder: { pid: number; host: string } | null): Promise<string> => {
  const path = join(dir, '.lock')
  await mkdir(path, { recursive: true })
  if (holder) await writeFile(join(dir, '.lock-holder.json'), JSON.stringify(holder))
  return path
}

describe('withLock', () => {
  it('runs one piece of work at a time', () =>
    withTempDir(async (dir) => {
      let running = 0
      const most: number[] = []
      const work = async () => {
        running += 1
        most.push(running)
        await new Promise((resolve) => setTimeout(resolve, 20))
        running -= 1
      }
      await Promise.all([1, 2, 3].map(() => withLock(dir, work)))
      expect(most).toEqual([1, 1, 1])
      expect(await readdir(dir)).toEqual([])
    }))

  it('is released when the work throws', () =>
    withTempDir(async (dir) => {
      await expect(withLock(dir, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
      expect(await readdir(dir)).toEqual([])
    }))

  it('waits for a living holder, and stops waiting when aborted', () =>
    withTempDir(async (dir) => {
      await leaveLock(dir, { pid: process.pid, host: hostname() })
      const stop = new AbortController()
      const steps: string[] = []
      const waiting = withLock(dir, async () => 'ran', {
        signal: stop.signal,
        report: ({ step }) => {
          steps.push(step)
          stop.abort(new Error('enough'))
        },
      })
      await expect(waiting).rejects.toThrow()
      expect(steps[0]).toContain(String(process.pid))
      expect(await readdir(dir)).toContain('.lock')
    }))

  it('takes over from a process that died', () =>
    withTempDir(async (dir) => {
      await leaveLock(dir, { pid: await deadPid(), host: hostname() })
      expect(await withLock(dir, async () => 'ran')).toBe('ran')
      expect(await readdir(dir)).toEqual([])
    }))

  it.each([
    ['on another machine', { pid: 1, host: 'elsewhere' }],
    ['that died before it wrote its name', null],
  ])('takes over from a holder %s once it has long been silent', (_name, holder) =>
    withTempDir(async (dir) => {
      const longAgo = new Date(Date.now() - 3_600_000)
      const path = await leaveLock(dir, holder)
      await utimes(path, longAgo, longAgo)
      expect(await withLock(dir, async () => 'ran')).toBe('ran')
    }),
  )

  it('is taken over by one alone of those who see the same dead holder', () =>
    withTempDir(async (dir) => {
      await leaveLock(dir, { pid: await deadPid(), host: hostname() })
      let running = 0
      const most: number[] = []
      const work = async () => {
        running += 1
        most.push(running)
        await new Promise((resolve) => setTimeout(resolve, 20))
        running -= 1
      }
      await Promise.all([1, 2, 3].map(() => withLock(dir, work)))
      expect(most).toEqual([1, 1, 1])
    }))
})
