import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { ProvisioningError } from '../protocol/errors.ts'

/** `ENOENT`, `EACCES`: the file system's own word for what is wrong. */
const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'an unknown failure'

/**
 * Makes a folder for its owner alone, and those above it, unless it is there.
 * @throws ProvisioningError `file.write-failed`.
 */
export const makeFolder = (path: string): void => {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 })
  } catch (cause) {
    throw new ProvisioningError('file.write-failed', `Can't make the folder ${path}: ${codeOf(cause)}`, { cause })
  }
}

/** The file's text, or null if there is none. Any other failure throws: unreadable is never "not there". */
export const readTextFile = (path: string): string | null => {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return null
    throw new ProvisioningError('file.unreadable', `Can't read ${path}: ${codeOf(cause)}`, { cause })
  }
}

const syncDirectory = (path: string): void => {
  const directory = openSync(path, 'r')
  try {
    fsyncSync(directory)
  } finally {
    closeSync(directory)
  }
}

/**
 * Puts a whole file in its place so that a power cut leaves the old text, the new or none, never half of one: write
 * beside it, fsync, move, fsync the directory. Readable by its owner alone.
 */
const place = (path: string, text: string, move: (partPath: string) => void): void => {
  // The process id keeps two writers (a running booth, the enrol command) off each other's half-written file.
  const partPath = `${path}.${process.pid}.part`
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    const file = openSync(partPath, 'w', 0o600)
    try {
      writeFileSync(file, text)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    move(partPath)
    syncDirectory(dirname(path))
  } catch (cause) {
    throw new ProvisioningError('file.write-failed', `Can't write ${path}: ${codeOf(cause)}`, { cause })
  }
}

/** Replaces a file, or makes it. @throws ProvisioningError `file.write-failed`, on a full disk too. */
export const writeTextFile = (path: string, text: string): void =>
  place(path, text, (partPath) => renameSync(partPath, path))

/** Makes a file unless there is one: of two processes that try at once, one wins and the other's text is dropped. */
export const writeNewTextFile = (path: string, text: string): void =>
  place(path, text, (partPath) => {
    try {
      linkSync(partPath, path)
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error
    } finally {
      unlinkSync(partPath)
    }
  })
