import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { BoothError } from '../foundation/errors.ts'
import { type Garment, garmentKinds } from './garment.ts'
import { readDescription } from './read-garment.ts'

/** The garments drawn for this project. */
export const shippedGarments = fileURLToPath(new URL('../../garments', import.meta.url))

export interface FoundGarment {
  readonly garment: Garment
  readonly folder: string
}

const entriesOf = (folder: string) =>
  readdir(folder, { withFileTypes: true }).catch((cause: NodeJS.ErrnoException) => {
    throw new BoothError('config.invalid', `The folder of garments ${folder} can't be read: ${cause.code}`, { cause })
  })

/** The descriptions of every garment in these folders, by kind and id; one that is not as it should be throws. */
export const listGarments = async (folders: readonly string[] = [shippedGarments]): Promise<FoundGarment[]> => {
  const found = new Map<string, FoundGarment>()
  for (const folder of folders) {
    for (const entry of await entriesOf(folder)) {
      if (!entry.isDirectory() || found.has(entry.name)) continue
      const inside = join(folder, entry.name)
      const described = await readDescription(inside)
      if (!described.ok) {
        const [fault] = described.faults
        throw new BoothError('config.invalid', `Garment ${entry.name}: ${fault?.problem} (${fault?.detail})`)
      }
      found.set(entry.name, { garment: described.garment, folder: inside })
    }
  }
  const order = ({ garment: { kind, id } }: FoundGarment) => `${garmentKinds.indexOf(kind)} ${id}`
  return [...found.values()].sort((one, other) => order(one).localeCompare(order(other)))
}
