import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/**
 * Frees at once what nobody refers to any more: copies of pictures that a library or Node itself made, which nothing of
 * ours can reach to overwrite. The allocator overwrites what it frees where `MALLOC_PERTURB_` is set (mallopt(3), glibc),
 * as it is by `npm start` and the unit. Blocks for some ten milliseconds: for when nobody waits.
 */
export const collectGarbage = (): void => collect()

/** Whether freed memory is overwritten in this process. */
export const overwritesFreedMemory = (env: NodeJS.ProcessEnv): boolean => Number(env.MALLOC_PERTURB_ ?? 0) % 256 !== 0
