import { execFile, execFileSync } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A PostgreSQL server of this test alone, on a Unix socket in a temporary directory. */
export interface PostgresCluster {
  /** Makes a fresh database and returns its URL. */
  createDatabase(): Promise<string>
  stop(): Promise<void>
}

const findBinaries = (): string => {
  const base = '/usr/lib/postgresql'
  const versions = existsSync(base) ? readdirSync(base).sort((a, b) => Number(b) - Number(a)) : []
  const found = versions.map((version) => join(base, version, 'bin')).find((path) => existsSync(join(path, 'initdb')))
  if (found === undefined) throw new Error('These tests need PostgreSQL: apt-get install postgresql')
  return found
}

/** PostgreSQL refuses to run as root: then it runs as the user that Debian's package makes. */
const findUser = (): { uid: number; gid: number } | undefined => {
  if (process.getuid?.() !== 0) return undefined
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }))
  return { uid: id('-u'), gid: id('-g') }
}

export const startPostgres = async (): Promise<PostgresCluster> => {
  const binaries = findBinaries()
  const user = findUser()
  const dir = mkdtempSync(join(tmpdir(), 'quickid-postgres-'))
  if (user !== undefined) chownSync(dir, user.uid, user.gid)
  const options = { ...user, cwd: dir, env: { PATH: '/usr/bin:/bin', LC_ALL: 'C.UTF-8' } }
  const data = join(dir, 'data')
  await run(join(binaries, 'initdb'), ['-D', data, '-U', 'fleet', '-A', 'trust', '-E', 'UTF8', '--no-sync'], options)
  // Durability costs time and proves nothing here.
  const settings = `-c listen_addresses='' -c unix_socket_directories='${dir}' -c fsync=off -c shared_buffers=16MB`
  await run(
    join(binaries, 'pg_ctl'),
    ['start', '-w', '-t', '60', '-D', data, '-l', join(dir, 'log'), '-o', settings],
    options,
  )
  let count = 0
  return {
    createDatabase: async () => {
      count += 1
      const name = `fleet_${count}`
      await run(join(binaries, 'createdb'), ['-h', dir, '-U', 'fleet', name], options)
      return `postgresql://fleet@localhost/${name}?host=${encodeURIComponent(dir)}`
    },
    stop: async () => {
      await run(join(binaries, 'pg_ctl'), ['stop', '-w', '-m', 'immediate', '-D', data], options)
      rmSync(dir, { recursive: true, force: true })
    },
  }
}
