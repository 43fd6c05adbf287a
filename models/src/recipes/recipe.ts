import type { FileHandle } from 'node:fs/promises'
import type { Entry, Recipe } from '../manifest.ts'
import type { Report } from '../progress.ts'

/** What a recipe works with. Everything it reads was checked against the manifest; so is what it writes. */
export interface RecipeContext {
  readonly entry: Entry
  /** The stated files of the source package by path, or of the source entry by name. */
  sourceFiles(): Promise<ReadonlyMap<string, Buffer>>
  /** Streams further files of the source package, which the manifest does not list, in the tarball's order. */
  eachPackageFile(
    isWanted: (file: string) => boolean,
    onFile: (file: string, bytes: Buffer) => Promise<void>,
  ): Promise<void>
  /** Writes a result file. Does nothing, without calling `write`, when that file is already as it should be. */
  write(name: string, write: (handle: FileHandle) => Promise<void>): Promise<void>
  readonly report: Report
}

export type RecipeOf<Kind extends Recipe['kind']> = Extract<Recipe, { kind: Kind }>

export type RecipeRunner<Kind extends Recipe['kind']> = (
  recipe: RecipeOf<Kind>,
  context: RecipeContext,
) => Promise<void>

export const sourceFile = (files: ReadonlyMap<string, Buffer>, path: string): Buffer => {
  const found = files.get(path)
  if (found === undefined) throw new Error(`the recipe needs ${path}, which the source does not list`)
  return found
}

export const onlyResult = (entry: Entry): string => {
  const [file, ...others] = entry.files
  if (file === undefined || others.length > 0) throw new Error(`${entry.id} must list one result file`)
  return file.name
}
