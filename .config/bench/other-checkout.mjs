#!/usr/bin/env node
/** `node .config/bench/other-checkout.mjs COMMIT`: builds that commit beside this checkout, and prints its folder. */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/** stdout of a Node program, its stderr shown; null where it failed. */
export const outputOf = (args, cwd) =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd, stdio: ['ignore', 'pipe', 'inherit'] })
    const chunks = []
    child.stdout.on('data', (chunk) => chunks.push(chunk))
    child.on('error', () => resolve(null))
    child.on('close', (code) => resolve(code === 0 ? Buffer.concat(chunks).toString('utf8') : null))
  })

const git = (cwd, ...args) => spawnSync('git', args, { cwd, encoding: 'utf8' })

/** The commit's full name and the folder where it is built, kept below `.bootstrap/against`. Throws saying what is wrong. */
export const buildOther = async (name) => {
  const found = git(root, 'rev-parse', '--verify', '--quiet', `${name}^{commit}`)
  if (found.status !== 0) throw new Error(`'${name}' is no commit of this repository.`)
  const commit = found.stdout.trim()
  const short = commit.slice(0, 12)
  const folder = join(root, '.bootstrap/against', short)
  if (!existsSync(folder)) {
    mkdirSync(dirname(folder), { recursive: true })
    // A clone and no worktree: it leaves no entry in this repository, and is removed like any folder.
    const cloned = git(root, 'clone', '--quiet', '--no-checkout', '--shared', root, folder)
    if (cloned.status !== 0) throw new Error(`Could not copy the repository: ${cloned.stderr.trim()}`)
  }
  const checkedOut = git(folder, 'checkout', '--quiet', '--detach', commit)
  if (checkedOut.status !== 0) throw new Error(`Could not check out ${commit}: ${checkedOut.stderr.trim()}`)
  const bootstrap = ['.config/bootstrap.mjs', 'provisioning/bootstrap.mjs'].find((file) =>
    existsSync(join(folder, file)),
  )
  if (!bootstrap) throw new Error(`${short} has no bootstrap: it is too old to be built.`)
  process.stderr.write(`Building ${short} ...\n`)
  if ((await outputOf([bootstrap, 'ready'], folder)) === null) {
    throw new Error(`${short} could not be built; the reason stands above.`)
  }
  return { commit, folder }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    process.stdout.write(`${(await buildOther(process.argv[2] ?? '')).folder}\n`)
  } catch (error) {
    process.stderr.write(`${error.message}\n`)
    process.exitCode = 2
  }
}
