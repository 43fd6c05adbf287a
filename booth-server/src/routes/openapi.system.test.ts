import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { asleep, startTestBooth, type TestBooth } from '../testing/booth.ts'
import { boothOpenApi, openApiFile } from './openapi.ts'

let booth: TestBooth
beforeAll(async () => {
  booth = await startTestBooth({ darkroom: asleep })
})
afterAll(() => booth?.stop())

it('the booth’s reference stands in openapi.json as its routes are today: npm run openapi', async () => {
  const reference = await boothOpenApi(booth.app)
  expect(await readFile(openApiFile, 'utf8')).toBe(reference)
})

it('says of every route what it does, with a schema for each answer', async () => {
  interface Operation {
    readonly summary?: string
    readonly responses: Record<string, { readonly content?: Record<string, { readonly schema?: object }> }>
  }
  const { paths } = JSON.parse(await readFile(openApiFile, 'utf8')) as { paths: Record<string, { get: Operation }> }
  expect(Object.keys(paths)).toEqual(['/healthz', '/readyz', '/metrics'])
  for (const { get } of Object.values(paths)) {
    expect(get.summary).toBeTruthy()
    for (const { content } of Object.values(get.responses)) {
      for (const { schema } of Object.values(content ?? { none: {} })) expect(schema).toBeDefined()
    }
  }
})
