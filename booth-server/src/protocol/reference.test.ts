import { readFileSync } from 'node:fs'
import { Value } from 'typebox/value'
import { describe, expect, it } from 'vitest'
import { clientExamples, serverExamples } from './examples.ts'
import { ClientMessage, ServerMessage } from './messages.ts'
import { fieldsOf, namedTypesOf, protocolReference, type Schema } from './reference.ts'

const client: Schema = ClientMessage as object
const server: Schema = ServerMessage as object
const messages = [...(client.anyOf ?? []), ...(server.anyOf ?? [])]
const types = namedTypesOf(client, server)

describe('the reference of the protocol', () => {
  it('is what its schemas say: npm run protocol-reference', () => {
    expect(readFileSync(new URL('./PROTOCOL.md', import.meta.url), 'utf8')).toBe(protocolReference())
  })

  it('has an example of each message, which its schema takes', () => {
    for (const example of Object.values(clientExamples)) {
      expect([...Value.Errors(ClientMessage, example)], example.kind).toEqual([])
    }
    for (const example of Object.values(serverExamples)) {
      expect([...Value.Errors(ServerMessage, example)], example.kind).toEqual([])
    }
  })

  it('says what each message, type and field means', () => {
    const named = [...messages, ...types.values()]
    for (const schema of named) {
      expect(schema.description, JSON.stringify(schema).slice(0, 80)).toMatch(/^[A-Z].*[^.]$/)
    }
    const objects = named.flatMap((schema) => (schema.properties ? [schema] : (schema.anyOf ?? [])))
    const meaningless = objects.flatMap((schema) =>
      fieldsOf(schema).filter(({ type, meaning }) => meaning === undefined && !/^`.*`$/.test(type)),
    )
    expect(meaningless).toEqual([])
  })

  it('calls no two types by one name', () => {
    const texts = new Map<string, Set<string>>()
    const visit = (schema: Schema): void => {
      if (schema.title !== undefined) {
        const { title } = schema
        texts.set(title, (texts.get(title) ?? new Set()).add(JSON.stringify(schema)))
      }
      for (const inner of [...Object.values(schema.properties ?? {}), ...(schema.anyOf ?? [])]) visit(inner)
      if (schema.items) visit(schema.items)
    }
    messages.forEach(visit)
    expect([...texts].filter(([, { size }]) => size > 1)).toEqual([])
    expect(texts.size).toBe(types.size)
  })
})
