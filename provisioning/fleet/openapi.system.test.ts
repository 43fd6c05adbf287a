import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { fleetOpenApi, openApiFile } from './openapi.ts'

interface Operation {
  readonly summary?: string
  readonly responses: Record<string, { readonly content?: Record<string, { readonly schema?: object }> }>
}

describe('the fleet’s reference', () => {
  it('stands in openapi.json as the routes are today: npm run openapi', async () => {
    expect(await readFile(openApiFile, 'utf8')).toBe(await fleetOpenApi())
  })

  it('says of every route what it does, and gives a schema for each answer but an empty one', async () => {
    const { paths } = JSON.parse(await readFile(openApiFile, 'utf8')) as {
      paths: Record<string, Record<string, Operation>>
    }
    const operations = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ name: `${method} ${path}`, ...operation })),
    )
    expect(operations.length).toBeGreaterThan(15)
    for (const { name, summary, responses } of operations) {
      expect(summary, name).toBeTruthy()
      expect(Object.keys(responses).length, name).toBeGreaterThan(0)
      for (const [status, { content }] of Object.entries(responses)) {
        if (status === '204') continue
        for (const { schema } of Object.values(content ?? { none: {} }))
          expect(schema, `${name} ${status}`).toBeDefined()
      }
    }
  })
})
