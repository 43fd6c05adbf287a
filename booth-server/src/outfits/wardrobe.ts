import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Outcome, refuse } from '../darkroom/outcome.ts'
import { BoothError } from '../errors.ts'
import { type CheckedGarment, checkGarment, DESCRIPTION_FILE, readDescription } from './check-garment.ts'
import { type Garment, garmentIdPattern, garmentKinds } from './garment.ts'
import { type GarmentRaster, rasteriseGarment } from './rasterise.ts'

/** The garments drawn for this project. */
export const shippedGarments = fileURLToPath(new URL('../../garments', import.meta.url))

export interface FittingGarment {
  readonly garment: Garment
  readonly raster: GarmentRaster
}

export interface FoundGarment {
  readonly garment: Garment
  readonly folder: string
}

/** A process's garments: looked up by id, checked and rasterised when first worn, kept from then on. */
export interface Wardrobe {
  has(id: string): boolean
  /** @param faceWidthPx on the print: what the drawing is rasterised for */
  take(id: string, faceWidthPx: number): Promise<Outcome<FittingGarment>>
}

const isId = new RegExp(garmentIdPattern)

/** @param folders each holds one folder a garment; the first that has an id wins */
export const createWardrobe = (folders: readonly string[] = [shippedGarments]): Wardrobe => {
  const checked = new Map<string, Promise<CheckedGarment>>()
  const rasters = new Map<string, Promise<GarmentRaster>>()
  const folderOf = (id: string): string | undefined =>
    isId.test(id)
      ? folders.map((folder) => join(folder, id)).find((folder) => existsSync(join(folder, DESCRIPTION_FILE)))
      : undefined
  return {
    has: (id) => folderOf(id) !== undefined,
    async take(id, faceWidthPx) {
      const folder = folderOf(id)
      if (folder === undefined) return refuse('outfit.unknown', `No outfit is called ${id}`)
      const found = await remember(checked, id, () => checkGarment(folder))
      if (!found.ok) {
        const reasons = found.faults.map(({ problem, detail }) => `${problem}: ${detail}`).join('; ')
        return refuse('outfit.unknown', `The outfit ${id} can't be worn: ${reasons}`)
      }
      const { garment } = found
      const scale = rasterScale(faceWidthPx / garment.faceWidth)
      const key = `${id} ${scale}`
      const raster = await remember(rasters, key, () => rasteriseGarment(garment, folder, scale))
      return { ok: true, value: { garment, raster } }
    },
  }
}

/** Steps of a quarter octave, so that prints of nearly one size share a raster. */
const rasterScale = (scale: number): number => 2 ** (Math.ceil(Math.log2(Math.min(Math.max(scale, 0.2), 2)) * 4) / 4)

/** Shares a pending promise and forgets a rejected one. */
const remember = <T>(memo: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> => {
  const known = memo.get(key)
  if (known) return known
  const made = make()
  memo.set(key, made)
  made.catch(() => memo.delete(key))
  return made
}

/** The descriptions of every garment in these folders, by kind and id; one that is not as it should be throws. */
export const listGarments = async (folders: readonly string[] = [shippedGarments]): Promise<FoundGarment[]> => {
  const found = new Map<string, FoundGarment>()
  for (const folder of folders) {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
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
