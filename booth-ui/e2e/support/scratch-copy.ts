import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const workspaces = ['models', 'printer', 'provisioning', 'booth-server', 'booth-ui'] as const

/** A copy of the project with its builds, to change and compile without touching the project. */
export interface ScratchCopy {
  readonly folder: string
  /** Replaces `text`, which the file must hold, by `by`. */
  replace(file: string, text: string, by: string): Promise<void>
  write(file: string, text: string): Promise<void>
  /** Changes a JSON file. */
  edit(file: string, change: (value: Record<string, never>) => void): Promise<void>
  /** Runs a program of Node's in it; resolves with what it says, whatever its exit code. */
  node(...args: readonly string[]): Promise<{ readonly code: number; readonly output: string }>
  /** The compiler's errors, a line each: the file, and what is wrong. */
  compile(): Promise<readonly { readonly file: string; readonly message: string }[]>
  remove(): Promise<void>
}

export const makeScratchCopy = async (): Promise<ScratchCopy> => {
  const folder = await mkdtemp(join(tmpdir(), 'quickid-scratch-'))
  for (const part of [...workspaces, '.config', 'tsconfig.json', 'package.json']) {
    await cp(join(root, part), join(folder, part), {
      recursive: true,
      // The compiler goes by times: what it has built and nobody changes is not built again.
      preserveTimestamps: true,
      filter: (path) => basename(path) !== 'node_modules',
    })
  }
  await linkDependencies(folder)

  const at = (file: string) => join(folder, file)
  const node: ScratchCopy['node'] = (...args) =>
    new Promise((resolve) => {
      execFile(process.execPath, args, { cwd: folder, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
        resolve({ code: error ? Number(error.code ?? 1) : 0, output: `${stdout}${stderr}` })
      })
    })
  return {
    folder,
    node,
    async replace(file, text, by) {
      const found = await readFile(at(file), 'utf8')
      if (!found.includes(text)) throw new Error(`${file} holds no ${JSON.stringify(text)}`)
      await writeFile(
        at(file),
        found.replace(text, () => by),
      )
    },
    write: (file, text) => writeFile(at(file), text),
    async edit(file, change) {
      const value = JSON.parse(await readFile(at(file), 'utf8'))
      change(value)
      await writeFile(at(file), JSON.stringify(value))
    },
    async compile() {
      const { output } = await node('node_modules/typescript/bin/tsc', '-b', '--pretty', 'false')
      return output.split('\n').flatMap((line) => {
        const [, file, message] = /^(.+?)\(\d+,\d+\): error (.*)$/.exec(line) ?? []
        return file && message ? [{ file: relative(folder, join(folder, file)), message }] : []
      })
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}

/** The project's dependencies, but the copy's own workspaces in place of the project's. */
const linkDependencies = async (folder: string): Promise<void> => {
  const from = join(root, 'node_modules')
  const to = join(folder, 'node_modules')
  await mkdir(join(to, '@quickid'), { recursive: true })
  for (const name of await readdir(from)) {
    if (name === '@quickid') continue
    if (!name.startsWith('@')) {
      await symlink(join(from, name), join(to, name))
      continue
    }
    await mkdir(join(to, name))
    for (const inner of await readdir(join(from, name))) {
      await symlink(join(from, name, inner), join(to, name, inner))
    }
  }
  for (const workspace of workspaces) {
    await symlink(join(folder, workspace), join(to, '@quickid', workspace))
    const own = join(root, workspace, 'node_modules')
    const isThere = await readdir(own).catch(() => null)
    if (isThere) await symlink(own, join(folder, workspace, 'node_modules'))
  }
}
