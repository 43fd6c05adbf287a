import { existsSync } from 'node:fs'

/** Present where NVIDIA's kernel driver is loaded. */
const NVIDIA_DRIVER = '/proc/driver/nvidia/version'

/** What a machine usually has, the fastest first; TensorRT only by configuration: it compiles for minutes at first. */
const usualProviders = (platform: NodeJS.Platform, hasNvidia: boolean): readonly string[] => {
  if (hasNvidia) return ['cuda', 'cpu']
  if (platform === 'win32') return ['dml', 'cpu']
  if (platform === 'darwin') return ['coreml', 'cpu']
  return ['cpu']
}

/** The configured providers with `auto` spelled out for this machine. */
export const spellOutProviders = (
  configured: readonly string[],
  platform: NodeJS.Platform = process.platform,
  hasNvidia: boolean = existsSync(NVIDIA_DRIVER),
): readonly string[] => [
  ...new Set(configured.flatMap((name) => (name === 'auto' ? usualProviders(platform, hasNvidia) : [name]))),
]
