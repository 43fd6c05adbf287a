import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Outcome, refuse } from '../../foundation/outcome.ts'
import { type Garment, garmentIdPattern } from '../../garments/garment.ts'
import { shippedGarments } from '../../garments/list-garments.ts'
import { type CheckedGarment, DESCRIPTION_FILE } from '../../garments/read-garment.ts'
import { checkGarment } from './check-garment.ts'
import { type GarmentRaster, rasteriseGarment } from './rasterise.ts'

export interface FittingGarment {
  readonly garment: Garment
  readonly raster: GarmentRaster
}

/** A process's garments: looked up by id, checked and rasterised when first worn, kept from then on. */
export interface Wardrobe {
  has(id: string): boolean
  /** @param faceWidthPx on the portrait: what the drawing is rasterised for */
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

/** Steps of a quarter octave, so that portraits of nearly one size share a raster. */
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
