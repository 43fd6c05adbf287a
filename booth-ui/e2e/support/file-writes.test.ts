import { describe, expect, it } from 'vitest'
import { findPicture, readFileWrites } from './file-writes.ts'

const read = (...lines: string[]) =>
  readFileWrites(lines.map((line) => `4711  ${line}`).join('\n')).map(({ call, path, head, bytes }) => ({
    call,
    path,
    head: Buffer.from(head).toString('hex'),
    bytes,
  }))

describe('the reader of a trace', () => {
  it('gives the bytes of a write, whatever their escapes', () => {
    expect(read(String.raw`write(17</data/a>, "\xff\xd8\xff\n\"\\z"..., 5000) = 5000`)).toEqual([
      { call: 'write', path: '/data/a', head: 'ffd8ff0a225c7a', bytes: 5000 },
    ])
    expect(read(String.raw`pwrite64(17</data/a>, "\0\377\12A", 4, 4096) = 4`)).toMatchObject([{ head: '00ff0a41' }])
  })

  it('gives each part of a vector', () => {
    const line = String.raw`writev(9</data/a>, [{iov_base="one, <two>", iov_len=3}, {iov_base="\x89PNG", iov_len=4}], 2) = 7`
    expect(read(line)).toMatchObject([
      { head: Buffer.from('one, <two>').toString('hex'), bytes: 7 },
      { head: '89504e47', bytes: 0 },
    ])
  })

  it('joins a call that another thread cut in two, each thread its own', () => {
    const log = [
      '11  write(5</data/a>, "AB", 2 <unfinished ...>',
      '12  write(6</data/b>, "CD", 2 <unfinished ...>',
      '11  <... write resumed>) = 2',
      '12  <... write resumed>) = 2',
    ].join('\n')
    expect(readFileWrites(log).map(({ path, bytes }) => [path, bytes])).toEqual([
      ['/data/a', 2],
      ['/data/b', 2],
    ])
  })

  it('tells an open for writing, also of a file without a name', () => {
    expect(
      read(
        'openat(AT_FDCWD</work>, "/data/a", O_WRONLY|O_CREAT|O_CLOEXEC, 0666) = 5</data/a>',
        'openat(AT_FDCWD</work>, "/tmp", O_RDWR|O_TMPFILE, 0600) = 6</tmp/#1234>',
        'openat(AT_FDCWD</work>, "/data/b", O_RDONLY|O_CLOEXEC) = 7</data/b>',
        'openat(AT_FDCWD</work>, "/data/c", O_RDWR) = -1 ENOENT (No such file or directory)',
      ).map(({ path }) => path),
    ).toEqual(['/data/a', '/tmp/#1234'])
  })

  it('tells what is copied by the file that it goes to', () => {
    expect(
      read(
        'copy_file_range(5</in>, NULL, 6</out>, NULL, 4096, 0) = 4096',
        'sendfile(6</out>, 5</in>, NULL, 4096) = 4096',
        'splice(7<pipe:[9]>, NULL, 6</out>, NULL, 4096, 0) = 4096',
        'splice(5</in>, NULL, 7<pipe:[9]>, NULL, 4096, 0) = 4096',
      ).map(({ call, path }) => [call, path]),
    ).toEqual([
      ['copy_file_range', '/out'],
      ['sendfile', '/out'],
      ['splice', '/out'],
    ])
  })

  it('tells a file that is mapped to be written, and one in shared memory', () => {
    expect(
      read(
        'mmap(NULL, 32768, PROT_READ|PROT_WRITE, MAP_SHARED, 8</data/a-shm>, 0) = 0x7f0000000000',
        'mmap(NULL, 32768, PROT_READ|PROT_WRITE, MAP_PRIVATE, 9</usr/lib/b.so>, 0) = 0x7f0000000000',
        'mmap(NULL, 32768, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x7f0000000000',
        'write(10</dev/shm/c>, "x", 1) = 1',
      ).map(({ path }) => path),
    ).toEqual(['/data/a-shm', '/dev/shm/c'])
  })

  it('tells a ring, through which a write would go unseen', () => {
    expect(read('io_uring_setup(64, {flags=0, sq_entries=64}) = 12<anon_inode:[io_uring]>')).toMatchObject([
      { path: 'io_uring_setup' },
    ])
    expect(read('io_uring_setup(64, 0x7ffd) = -1 ENOSYS (Function not implemented)')).toEqual([])
  })

  it('leaves out what is no file', () => {
    expect(
      read(
        'write(1<pipe:[77]>, "out", 3) = 3',
        String.raw`write(20<socket:[81]>, "\xff\xd8\xff", 3) = 3`,
        'write(4</dev/null>, "x", 1) = 1',
        'write(5</proc/self/oom_score_adj>, "0", 1) = 1',
        'write(6</memfd:code>, "x", 1) = 1',
        '+++ exited with 0 +++',
        '--- SIGTERM {si_signo=SIGTERM, si_code=SI_USER} ---',
        '',
      ),
    ).toEqual([])
  })
})

describe('what counts as a picture', () => {
  it.each([
    ['JPEG', Buffer.from([0, 0xff, 0xd8, 0xff, 0xe0])],
    ['PNG', Buffer.from('xx\x89PNG', 'latin1')],
    ['PDF', Buffer.from('before %PDF-1.7')],
    ['WebP', Buffer.from('RIFF....WEBP')],
    ['base64', Buffer.from(`{"photo":"${Buffer.from('ffd8ffe000104a46494600', 'hex').toString('base64')}"}`)],
    ['base64', Buffer.from(Buffer.from('ffd8ffdb0043', 'hex').toString('base64'))],
    ['base64', Buffer.from(Buffer.from('89504e470d0a1a0a', 'hex').toString('base64'))],
    ['base64', Buffer.from(Buffer.from('%PDF-1.7').toString('base64'))],
  ])('%s, wherever it begins', (kind, bytes) => expect(findPicture(bytes)).toBe(kind))

  it('not the words of a record', () => {
    expect(findPicture(Buffer.from('{"interface":"photo.develop","model":"isnet-384"}'))).toBeNull()
    expect(findPicture(new Uint8Array())).toBeNull()
  })
})
