/**
 * Every call by which bytes can get into a file. Through a ring (io_uring, Linux AIO) they would get there unseen, so
 * that one is set up is told too.
 */
const CALLS = [
  'open,openat,openat2,creat',
  'write,pwrite64,writev,pwritev,pwritev2,sendfile,copy_file_range,splice',
  'mmap,io_uring_setup,io_setup',
].join(',')

/** A whole page of SQLite: a picture that was in the write-ahead log for a moment shows too. */
const SHOWN_BYTES = 4096

/** The words before a program's own that trace it and its children into `log`. */
export const straceTo = (log: string): string[] => [
  'strace',
  '-f',
  '-y',
  '-x',
  '-s',
  String(SHOWN_BYTES),
  '--seccomp-bpf',
  '-e',
  `trace=${CALLS}`,
  '-o',
  log,
]

/** One call of a traced program that put bytes into a file, or opened one for it. */
export interface FileWrite {
  readonly call: string
  readonly path: string
  /** The first bytes, as many as strace was told to show; empty for an open. */
  readonly head: Uint8Array
  readonly bytes: number
}

const bytesOf = (quoted: string): Uint8Array => {
  const bytes: number[] = []
  for (let at = 0; at < quoted.length; at++) {
    if (quoted[at] !== '\\') {
      bytes.push(quoted.charCodeAt(at) & 0xff)
      continue
    }
    const next = quoted[++at] ?? ''
    const octal = /^[0-7]{1,3}/.exec(quoted.slice(at))?.[0]
    if (next === 'x') {
      bytes.push(Number.parseInt(quoted.slice(at + 1, at + 3), 16))
      at += 2
    } else if (octal) {
      bytes.push(Number.parseInt(octal, 8))
      at += octal.length - 1
    } else {
      bytes.push(({ n: 10, r: 13, t: 9, v: 11, f: 12 } as Record<string, number>)[next] ?? next.charCodeAt(0))
    }
  }
  return Uint8Array.from(bytes)
}

/**
 * A regular file by the name that `strace -y` gives a descriptor: no socket, pipe, device or anonymous inode. What lies
 * in /dev/shm is a file like any other.
 */
const isFile = (path: string) => path.startsWith('/') && !/^\/(dev\/(?!shm\/)|proc\/|sys\/|memfd:)/.test(path)

/** The path behind the descriptor that a call fills. */
const targetOf = (name: string, parameters: string): string => {
  const position = { mmap: 4, copy_file_range: 2, splice: 2 }[name]
  const descriptor = position === undefined ? parameters : (parameters.split(', ')[position] ?? '')
  return /^\d+<([^>]*)>/.exec(descriptor)?.[1] ?? ''
}

/**
 * Reads what `strace -f -y -x -s N` wrote: every write to a regular file and every open for writing, by any process of
 * the tree. Calls that were cut in two by another thread are joined. Memory mapped shared and writable counts as an
 * open: what goes through it can't be seen, so the path itself must be allowed. So does a ring, with its call as path.
 */
export const readFileWrites = (log: string): FileWrite[] => {
  const unfinished = new Map<string, string>()
  const writes: FileWrite[] = []
  for (const line of log.split('\n')) {
    const [, pid = '', rest = ''] = /^(\d+)\s+(.*)$/.exec(line) ?? []
    let call = rest
    if (call.endsWith('<unfinished ...>')) {
      unfinished.set(pid, call.slice(0, -'<unfinished ...>'.length))
      continue
    }
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(call)
    if (resumed) {
      call = (unfinished.get(pid) ?? '') + resumed[1]
      unfinished.delete(pid)
    }
    const [, name = '', parameters = '', result = ''] = /^(\w+)\((.*)\)\s+= (.*)$/.exec(call) ?? []
    if (name === '' || result.startsWith('-1')) continue
    if (/^(open|openat|openat2|creat)$/.test(name)) {
      const path = /<([^>]*)>/.exec(result)?.[1] ?? ''
      const isForWriting = name === 'creat' || /O_WRONLY|O_RDWR|O_CREAT|O_TMPFILE/.test(parameters)
      if (isForWriting && isFile(path)) writes.push({ call: name, path, head: new Uint8Array(), bytes: 0 })
      continue
    }
    if (name === 'io_uring_setup' || name === 'io_setup') {
      writes.push({ call: name, path: name, head: new Uint8Array(), bytes: 0 })
      continue
    }
    const path = targetOf(name, parameters)
    if (name === 'mmap') {
      if (isFile(path) && /PROT_WRITE/.test(parameters) && /MAP_SHARED/.test(parameters))
        writes.push({ call: name, path, head: new Uint8Array(), bytes: 0 })
      continue
    }
    if (!isFile(path)) continue
    const bytes = Number.parseInt(result, 10)
    const chunks = [...parameters.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map((match) => bytesOf(match[1] ?? ''))
    if (chunks.length === 0) chunks.push(new Uint8Array())
    for (const [index, head] of chunks.entries())
      writes.push({ call: name, path, head, bytes: index === 0 ? bytes : 0 })
  }
  return writes
}

const magics: Record<string, readonly number[]> = {
  JPEG: [0xff, 0xd8, 0xff],
  PNG: [0x89, 0x50, 0x4e, 0x47],
  PDF: [0x25, 0x50, 0x44, 0x46],
  WebP: [0x52, 0x49, 0x46, 0x46],
}

/** The kind of picture that starts at any offset of `bytes`, or as base64; null when there is none. */
export const findPicture = (bytes: Uint8Array): string | null => {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (const [kind, magic] of Object.entries(magics)) if (buffer.includes(Buffer.from(magic))) return kind
  if (buffer.includes('/9j/') || buffer.includes('iVBORw0KGgo') || buffer.includes('JVBERi0')) return 'base64'
  return null
}
