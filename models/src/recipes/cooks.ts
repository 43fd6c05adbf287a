import type { Recipe } from '../manifest.ts'
import { takeIsnetApart } from '../onnx/isnet.ts'
import { tfjsToOnnx } from '../tfjs/to-onnx.ts'
import { cookChunks } from './chunks.ts'
import { type Cook, type Kitchen, onlyResult, sourceFile } from './recipe.ts'

/** One source file as it is. A photograph stays the file it was: who shows it cuts out the manifest's rectangle. */
const cookCopy = async (kitchen: Kitchen): Promise<void> => {
  const [bytes, ...others] = (await kitchen.sourceFiles()).values()
  if (bytes === undefined || others.length > 0) throw new Error(`${kitchen.entry.id} must list one source file`)
  await kitchen.write(onlyResult(kitchen.entry), (handle) => handle.writeFile(bytes))
}

const cookTfjs: Cook<'tfjs-to-onnx'> = async (recipe, kitchen) => {
  const files = await kitchen.sourceFiles()
  const graph = sourceFile(files, recipe.graph).toString()
  await kitchen.write(onlyResult(kitchen.entry), (handle) =>
    handle.writeFile(
      tfjsToOnnx(graph, sourceFile(files, recipe.weights), {
        name: kitchen.entry.id,
        input: recipe.input,
        outputs: recipe.outputs,
      }),
    ),
  )
}

export const ISNET_WEIGHTS = 'isnet.weights'

const cookIsnet: Cook<'isnet'> = async (recipe, kitchen) => {
  const [original] = (await kitchen.sourceFiles()).values()
  if (original === undefined) throw new Error('IS-Net has no source file')
  const parts = takeIsnetApart(original)
  await kitchen.write(ISNET_WEIGHTS, async (handle) => {
    for (const { offset, values } of parts.weights) {
      await handle.write(
        new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
        0,
        values.byteLength,
        offset,
      )
      kitchen.report({ step: `writing ${ISNET_WEIGHTS}`, doneBytes: offset, totalBytes: parts.weightsBytes })
    }
    await handle.truncate(parts.weightsBytes)
  })
  for (const size of recipe.sizes) {
    await kitchen.write(`isnet-${size}.onnx`, (handle) => handle.writeFile(parts.graphFor(size, ISNET_WEIGHTS)))
  }
}

const cooks: { readonly [Kind in Recipe['kind']]: Cook<Kind> } = {
  copy: (_recipe, kitchen) => cookCopy(kitchen),
  photograph: (_recipe, kitchen) => cookCopy(kitchen),
  chunks: cookChunks,
  'tfjs-to-onnx': cookTfjs,
  isnet: cookIsnet,
}

/** Makes the files of an entry as its recipe says. */
export const cook = <Kind extends Recipe['kind']>(
  recipe: Extract<Recipe, { kind: Kind }>,
  kitchen: Kitchen,
): Promise<void> => (cooks[recipe.kind as Kind] as Cook<Kind>)(recipe as never, kitchen)
