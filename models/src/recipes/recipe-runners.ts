import type { Recipe } from '../manifest.ts'
import { splitIsnet } from '../onnx/isnet.ts'
import { tfjsToOnnx } from '../tfjs/to-onnx.ts'
import { runChunks } from './chunks.ts'
import { onlyResult, type RecipeContext, type RecipeRunner, sourceFile } from './recipe.ts'

/** One source file as it is. A photograph stays the file it was: who shows it cuts out the manifest's rectangle. */
const runCopy = async (context: RecipeContext): Promise<void> => {
  const [bytes, ...others] = (await context.sourceFiles()).values()
  if (bytes === undefined || others.length > 0) throw new Error(`${context.entry.id} must list one source file`)
  await context.write(onlyResult(context.entry), (handle) => handle.writeFile(bytes))
}

const runTfjs: RecipeRunner<'tfjs-to-onnx'> = async (recipe, context) => {
  const files = await context.sourceFiles()
  const graph = sourceFile(files, recipe.graph).toString()
  await context.write(onlyResult(context.entry), (handle) =>
    handle.writeFile(
      tfjsToOnnx(graph, sourceFile(files, recipe.weights), {
        name: context.entry.id,
        input: recipe.input,
        outputs: recipe.outputs,
      }),
    ),
  )
}

export const ISNET_WEIGHTS = 'isnet.weights'

const runIsnet: RecipeRunner<'isnet'> = async (recipe, context) => {
  const [original] = (await context.sourceFiles()).values()
  if (original === undefined) throw new Error('IS-Net has no source file')
  const parts = splitIsnet(original)
  await context.write(ISNET_WEIGHTS, async (handle) => {
    for (const { offset, values } of parts.weights) {
      await handle.write(
        new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
        0,
        values.byteLength,
        offset,
      )
      context.report({ step: `writing ${ISNET_WEIGHTS}`, doneBytes: offset, totalBytes: parts.weightsBytes })
    }
    await handle.truncate(parts.weightsBytes)
  })
  for (const size of recipe.sizes) {
    await context.write(`isnet-${size}.onnx`, (handle) => handle.writeFile(parts.graphFor(size, ISNET_WEIGHTS)))
  }
}

const runners: { readonly [Kind in Recipe['kind']]: RecipeRunner<Kind> } = {
  copy: (_recipe, context) => runCopy(context),
  photograph: (_recipe, context) => runCopy(context),
  chunks: runChunks,
  'tfjs-to-onnx': runTfjs,
  isnet: runIsnet,
}

/** Makes the files of an entry as its recipe says. */
export const runRecipe = <Kind extends Recipe['kind']>(
  recipe: Extract<Recipe, { kind: Kind }>,
  context: RecipeContext,
): Promise<void> => (runners[recipe.kind as Kind] as RecipeRunner<Kind>)(recipe as never, context)
