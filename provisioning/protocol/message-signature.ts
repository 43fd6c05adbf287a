import { type KeyObject, sign, verify } from 'node:crypto'

/**
 * HTTP Message Signatures (RFC 9421) with Ed25519, as far as this protocol uses them: one signature a message,
 * components without parameters. A message outside that profile is refused, which keeps the parser small enough to
 * be read.
 */
export interface SignableMessage {
  /** Of a request. */
  readonly method?: string
  /** Path and query of a request as on the wire, `/v1/records?x=1`. */
  readonly target?: string
  readonly authority?: string
  /** Of a response. */
  readonly status?: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>
}

/** Signature parameters, RFC 9421 section 2.3. `created` is in seconds since 1970. */
export interface SignatureParameters {
  readonly created: number
  readonly keyid: string
  readonly nonce?: string
  readonly tag?: string
}

export interface MessageSignature {
  readonly components: readonly string[]
  readonly parameters: SignatureParameters
  /** The member of `Signature-Input` after its label, byte for byte: it goes into the signature base. */
  readonly inputText: string
  readonly signature: Uint8Array
}

const label = 'sig'

/** The value of a component (RFC 9421 sections 2.1 and 2.2), or null if the message has none. */
const componentValue = (message: SignableMessage, component: string): string | null => {
  const { target } = message
  switch (component) {
    case '@method':
      return message.method ?? null
    case '@authority':
      return message.authority?.toLowerCase() ?? null
    case '@status':
      return message.status === undefined ? null : String(message.status)
    case '@path':
      // An empty path is signed as "/" (2.2.6).
      return target === undefined ? null : (target.split('?', 1)[0] ?? '') || '/'
    case '@query': {
      // With its leading "?", which stands alone when there is no query (2.2.7).
      if (target === undefined) return null
      const at = target.indexOf('?')
      return at < 0 ? '?' : target.slice(at)
    }
    default:
      return component.startsWith('@') ? null : (message.headers[component]?.trim() ?? null)
  }
}

/**
 * The signature base of RFC 9421, section 2.5. Null if the message lacks a component or a value could forge a line.
 * Exported for the test against the RFC's own vector.
 */
export const signatureBase = (
  message: SignableMessage,
  components: readonly string[],
  inputText: string,
): string | null => {
  const lines: string[] = []
  for (const component of components) {
    const value = componentValue(message, component)
    if (value === null || /[\r\n]/.test(value)) return null
    lines.push(`"${component}": ${value}`)
  }
  lines.push(`"@signature-params": ${inputText}`)
  return lines.join('\n')
}

const inputTextOf = (components: readonly string[], parameters: SignatureParameters): string => {
  const list = components.map((component) => `"${component}"`).join(' ')
  const nonce = parameters.nonce === undefined ? '' : `;nonce="${parameters.nonce}"`
  const tag = parameters.tag === undefined ? '' : `;tag="${parameters.tag}"`
  return `(${list});created=${parameters.created};keyid="${parameters.keyid}"${nonce}${tag}`
}

/**
 * Signs a message.
 * @returns the two header fields to add.
 * @throws RangeError if the message lacks one of the components.
 */
export const signMessage = (
  message: SignableMessage,
  components: readonly string[],
  parameters: SignatureParameters,
  privateKey: KeyObject,
): { 'signature-input': string; signature: string } => {
  const inputText = inputTextOf(components, parameters)
  const base = signatureBase(message, components, inputText)
  if (base === null) throw new RangeError(`The message lacks one of the components ${components.join(', ')}`)
  const signature = sign(null, Buffer.from(base), privateKey).toString('base64')
  return { 'signature-input': `${label}=${inputText}`, signature: `${label}=:${signature}:` }
}

// A key, "=", an inner list of strings, then parameters (RFC 8941 sections 3.1.1 and 3.1.2), canonical spelling only.
const inputPattern =
  /^([a-z*][a-z0-9_*.-]*)=(\(("[a-z0-9@-]+"(?: "[a-z0-9@-]+")*)\)((?:;[a-z]+=(?:\d{1,15}|"[\x20-\x21\x23-\x5b\x5d-\x7e]*"))*))$/
const signaturePattern = /^([a-z*][a-z0-9_*.-]*)=:([A-Za-z0-9+/]+={0,2}):$/
const parameterPattern = /;([a-z]+)=(?:(\d{1,15})|"([^"]*)")/g

const parseParameters = (text: string): SignatureParameters | null => {
  const found = new Map<string, string | number>()
  for (const [, name = '', integer, string] of text.matchAll(parameterPattern)) {
    if (found.has(name)) return null
    found.set(name, integer === undefined ? (string ?? '') : Number(integer))
  }
  const { created, keyid, nonce, tag, alg, ...unknown } = Object.fromEntries(found)
  if (Object.keys(unknown).length > 0 || (alg !== undefined && alg !== 'ed25519')) return null
  if (typeof created !== 'number' || typeof keyid !== 'string') return null
  if ((nonce !== undefined && typeof nonce !== 'string') || (tag !== undefined && typeof tag !== 'string')) return null
  return { created, keyid, ...(nonce !== undefined && { nonce }), ...(tag !== undefined && { tag }) }
}

/** Reads `Signature-Input` and `Signature`. Null if they are missing or outside this profile; nothing is verified. */
export const readSignature = (headers: SignableMessage['headers']): MessageSignature | null => {
  const input = inputPattern.exec(headers['signature-input'] ?? '')
  const value = signaturePattern.exec(headers.signature ?? '')
  if (input === null || value === null || input[1] !== value[1]) return null
  const components = (input[3] ?? '').split(' ').map((quoted) => quoted.slice(1, -1))
  const parameters = parseParameters(input[4] ?? '')
  if (parameters === null || new Set(components).size !== components.length) return null
  return { components, parameters, inputText: input[2] ?? '', signature: Buffer.from(value[2] ?? '', 'base64') }
}

/** Whether the signature is this key's over this message, and covers at least the required components. */
export const verifyMessage = (
  message: SignableMessage,
  signature: MessageSignature,
  publicKey: KeyObject,
  requiredComponents: readonly string[],
): boolean => {
  if (!requiredComponents.every((component) => signature.components.includes(component))) return false
  const base = signatureBase(message, signature.components, signature.inputText)
  return base !== null && verify(null, Buffer.from(base), publicKey, signature.signature)
}
