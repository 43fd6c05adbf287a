import { decodeBinary, ServerMessage } from '@quickid/booth-server/protocol'
import { Value } from 'typebox/value'
import type { PictureMessage } from './transport.ts'

/** A text message of the server, checked against the protocol's schema. Null for anything else. */
export const readServerMessage = (text: string): ServerMessage | null => {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return null
  }
  // Interpreted, not compiled: the page's content policy forbids the evaluation of strings.
  return Value.Check(ServerMessage, value) ? value : null
}

/** The version in a hello that the schema of this version may not accept. Null when the text is no hello at all. */
export const readHelloVersion = (text: string): number | null => {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null) return null
    const { kind, protocolVersion } = value as { kind?: unknown; protocolVersion?: unknown }
    return kind === 'hello' && typeof protocolVersion === 'number' ? protocolVersion : null
  } catch {
    return null
  }
}

export const readPicture = (bytes: ArrayBuffer): PictureMessage | null => decodeBinary(new Uint8Array(bytes))
