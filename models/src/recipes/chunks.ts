import { Type } from 'typebox'
import Value from 'typebox/value'
import { onlyResult, type RecipeRunner, sourceFile } from './recipe.ts'

const IndexSchema = Type.Record(
  Type.String(),
  Type.Object({
    size: Type.Integer(),
    chunks: Type.Array(Type.Object({ hash: Type.String(), offsets: Type.Tuple([Type.Integer(), Type.Integer()]) })),
  }),
)

/** Joins a file that a package carries in chunks. `offsets` are [first byte, byte after the last] in the joined file. */
export const runChunks: RecipeRunner<'chunks'> = async (recipe, context) => {
  const index: unknown = JSON.parse(sourceFile(await context.sourceFiles(), recipe.index).toString())
  if (!Value.Check(IndexSchema, index)) throw new Error(`${recipe.index} is no index of chunks`)
  const resource = index[recipe.resource]
  if (resource === undefined) throw new Error(`${recipe.index} does not list ${recipe.resource}`)
  const chunks = new Map(resource.chunks.map((chunk) => [`${recipe.folder}/${chunk.hash}`, chunk.offsets]))

  await context.write(onlyResult(context.entry), async (handle) => {
    let doneBytes = 0
    await context.eachPackageFile(
      (file) => chunks.has(file),
      async (file, bytes) => {
        const [start, end] = chunks.get(file) ?? [0, 0]
        if (bytes.length !== end - start)
          throw new Error(`expected ${end - start} bytes in ${file}, not ${bytes.length}`)
        await handle.write(bytes, 0, bytes.length, start)
        doneBytes += bytes.length
        context.report({ step: `joining ${context.entry.id}`, doneBytes, totalBytes: resource.size })
      },
    )
    if (doneBytes !== resource.size) throw new Error(`expected ${resource.size} bytes in chunks but found ${doneBytes}`)
  })
}
