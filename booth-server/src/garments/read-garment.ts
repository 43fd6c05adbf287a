import { readFile, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { type AnchorName, anchorNames, type Garment, garmentValidator } from './garment.ts'
import type { GarmentFault, GarmentProblem } from './garment-fault.ts'

export type CheckedGarment =
  | { readonly ok: true; readonly garment: Garment }
  | { readonly ok: false; readonly faults: readonly GarmentFault[] }

export const DESCRIPTION_FILE = 'garment.json'

const MAX_DESCRIPTION_BYTES = 16 * 1024

/** Reads a garment's folder as far as the description alone: the drawings are not opened. */
export const readDescription = async (folder: string): Promise<CheckedGarment> => {
  const path = join(folder, DESCRIPTION_FILE)
  const size = await sizeOf(path)
  if (size === null) return refused('description.missing', `${DESCRIPTION_FILE} is not in the folder`)
  if (size > MAX_DESCRIPTION_BYTES)
    return refused('description.wrong', `${DESCRIPTION_FILE} has ${size} bytes, at most ${MAX_DESCRIPTION_BYTES}`)
  let value: unknown
  try {
    value = JSON.parse(await readFile(path, 'utf8'))
  } catch (error) {
    return refused('description.not-json', (error as Error).message)
  }
  const missing = missingAnchors(value)
  if (missing.length > 0) {
    return { ok: false, faults: missing.map((name) => ({ problem: 'anchor.missing', detail: `anchors.${name}` })) }
  }
  if (!garmentValidator.Check(value)) {
    const faults = [...garmentValidator.Errors(value)].map(
      ({ instancePath, message }): GarmentFault => ({
        problem: 'description.wrong',
        detail: `${instancePath || '/'} ${message}`,
      }),
    )
    return { ok: false, faults }
  }
  const faults = [...idFaults(value, folder), ...anchorFaults(value)]
  return faults.length > 0 ? { ok: false, faults } : { ok: true, garment: value }
}

const refused = (problem: GarmentProblem, detail: string): CheckedGarment => ({
  ok: false,
  faults: [{ problem, detail }],
})

export const sizeOf = async (path: string): Promise<number | null> => {
  try {
    const found = await stat(path)
    return found.isFile() ? found.size : null
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

const missingAnchors = (value: unknown): AnchorName[] => {
  const anchors = (value as { anchors?: unknown } | null)?.anchors
  if (typeof anchors !== 'object' || anchors === null) return []
  return anchorNames.filter((name) => !(name in anchors))
}

const idFaults = ({ id }: Garment, folder: string): GarmentFault[] =>
  basename(folder) === id ? [] : [{ problem: 'id.not-the-folder', detail: `${id} lies in ${basename(folder)}` }]

const anchorFaults = ({ anchors, size, faceWidth }: Garment): GarmentFault[] => {
  const faults: GarmentFault[] = []
  for (const name of anchorNames) {
    const { x, y } = anchors[name]
    if (x < 0 || y < 0 || x > size.width || y > size.height)
      faults.push({ problem: 'anchor.outside', detail: `${name} (${x}, ${y}) on ${size.width} x ${size.height}` })
  }
  const inOrder: readonly AnchorName[] = ['shoulderLeft', 'neckLeft', 'collarPit', 'neckRight', 'shoulderRight']
  inOrder.slice(1).forEach((right, index) => {
    const left = inOrder[index]!
    if (anchors[left].x >= anchors[right].x)
      faults.push({ problem: 'anchors.crossed', detail: `${left} lies right of ${right}` })
  })
  for (const neck of ['neckLeft', 'neckRight'] as const) {
    if (anchors[neck].y >= anchors.collarPit.y)
      faults.push({ problem: 'anchors.crossed', detail: `${neck} lies below collarPit` })
  }
  for (const [neck, shoulder] of [
    ['neckLeft', 'shoulderLeft'],
    ['neckRight', 'shoulderRight'],
  ] as const) {
    if (anchors[neck].y >= anchors[shoulder].y)
      faults.push({ problem: 'anchors.crossed', detail: `${neck} lies below ${shoulder}` })
  }
  if (faults.length > 0) return faults
  // A neck is 0.6 to 1.2 faces wide, shoulders 2.2 to 4: outside of that the garment is drawn for another being.
  const wide = (from: AnchorName, to: AnchorName) => (anchors[to].x - anchors[from].x) / faceWidth
  const check = (what: string, value: number, min: number, max: number) => {
    if (value < min || value > max) {
      const detail = `${what} ${value.toFixed(2)} face widths apart, not ${min} to ${max}`
      faults.push({ problem: 'anchors.out-of-proportion', detail })
    }
  }
  check('necks', wide('neckLeft', 'neckRight'), 0.6, 1.2)
  check('shoulders', wide('shoulderLeft', 'shoulderRight'), 2.2, 4)
  return faults
}
