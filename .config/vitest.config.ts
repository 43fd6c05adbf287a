import { createRequire } from 'node:module'
import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

// Workspace packages are tested from their sources: the `source` condition of their `exports`.
const conditions = ['source']
const fromScreen = createRequire(new URL('../booth-ui/package.json', import.meta.url))
/** Node's condition chooses Solid's server build, whose signals never change: the screen's tests need the browser's. */
const alias = [{ find: /^solid-js$/, replacement: fromScreen.resolve('solid-js/dist/solid.js') }]
const tier = (name: string, include: string[], exclude: string[], extra: Record<string, unknown> = {}) => ({
  resolve: { conditions: [...conditions, 'node'], alias },
  ssr: { resolve: { conditions: [...conditions, 'node'] } },
  test: {
    name,
    include,
    exclude: ['**/node_modules/**', '**/dist/**', '**/.bootstrap/**', ...exclude],
    environment: 'node' as const,
    ...extra,
  },
})

const isSystem = '**/*.system.test.ts'
const isEndToEnd = 'booth-ui/e2e/**/*.test.ts'

/** Three tiers: what only computes; what starts processes, models, databases and peers; the whole booth in a browser. */
export default defineConfig({
  test: {
    // By default vitest leaves a core idle, which is half of a small machine.
    maxWorkers: availableParallelism(),
    projects: [
      tier('unit', ['**/*.test.ts'], [isSystem, isEndToEnd], { isolate: false, testTimeout: 60_000 }),
      tier('system', [isSystem], [isEndToEnd], { testTimeout: 120_000, hookTimeout: 300_000 }),
      tier('e2e', [isEndToEnd], [], { testTimeout: 240_000, hookTimeout: 240_000 }),
    ],
  },
})
