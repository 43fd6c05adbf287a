import { defineConfig } from 'vitest/config'

// Workspace packages are tested from their sources: the `source` condition of their `exports`.
const conditions = ['source']
const node = (name: string, include: string[], extra: Record<string, unknown> = {}) => ({
  resolve: { conditions: [...conditions, 'node'] },
  ssr: { resolve: { conditions: [...conditions, 'node'] } },
  test: { name, include, environment: 'node' as const, ...extra },
})

export default defineConfig({
  test: {
    projects: [
      node('house', ['.config/*.test.ts']),
      node('models', ['models/src/**/*.test.ts'], { testTimeout: 120_000, hookTimeout: 300_000 }),
      node('printer', ['printer/src/**/*.test.ts'], { testTimeout: 60_000, hookTimeout: 60_000 }),
      node('provisioning', ['provisioning/**/*.test.ts'], { testTimeout: 60_000, hookTimeout: 120_000 }),
      node('booth-server', ['booth-server/src/**/*.test.ts'], { testTimeout: 60_000, hookTimeout: 120_000 }),
      node('booth-ui', ['booth-ui/src/**/*.test.ts'], {}),
      node('systemd', ['systemd/*.test.ts']),
      node('e2e', ['booth-ui/e2e/**/*.test.ts'], { testTimeout: 240_000, hookTimeout: 240_000 }),
    ],
  },
})
