/**
 * A transform of the AssemblyScript compiler: while it compiles the kernels, this makes their TypeScript bindings from
 * what the compiler knows of them, so that names, types and offsets are stated once, in the kernels.
 *
 * A kernel takes up to six numbers, or one `@unmanaged` class, which is passed in memory. Both look the same to the
 * caller: one object with named fields. Doc comments travel along.
 */
/** More than these in a row get swapped by mistake: they take a class. */
const MOST_NUMBERS = 6
const ARGUMENTS_BYTES = 512

/** How a number of each type gets into memory. */
const setters = { i32: 'setInt32', f32: 'setFloat32', f64: 'setFloat64', bool: 'setUint8' }
const addresses = ['Bytes', 'Ints', 'Floats', 'Vectors', 'Samples', 'Weights']
const results = { void: 'void', i32: 'number', f32: 'number', f64: 'number' }

/** @param done is called with the text of the bindings */
export const createBindingsTransform = (done) => {
  let program = null
  return {
    afterInitialize(initialised) {
      program = initialised
    },
    afterCompile() {
      const pathOf = ({ source }) => source.normalizedPath
      const entry = [...program.filesByName.values()].find((file) => pathOf(file).endsWith('simd/index.ts'))
      const kernels = [...entry.exports]
        .filter(([, element]) => !pathOf(element.declaration.range).endsWith('simd/memory.ts'))
        .map(([name, prototype]) => kernelOf(name, prototype, program))
        .sort((one, other) => (one.name < other.name ? -1 : 1))
      done(bindingsOf(kernels))
    },
  }
}

const kernelOf = (name, prototype, program) => {
  const { signature, range } = prototype.declaration
  const parameters = signature.parameters.map((parameter) => ({
    name: parameter.name.text,
    type: typeOf(parameter.type),
  }))
  const returns = typeOf(signature.returnType)
  if (!(returns in results)) throw new Error(`${name} returns ${returns}, which no binding can pass on`)
  const doc = docBefore(range)
  const first = parameters[0]
  const struct = parameters.length === 1 && !isScalar(first.type) ? structOf(first.type, prototype, program) : null
  if (!struct && parameters.length > MOST_NUMBERS) {
    throw new Error(`${name} takes ${parameters.length} numbers: over ${MOST_NUMBERS} they take an @unmanaged class`)
  }
  return struct
    ? { name, doc, returns, fields: struct.fields, bytes: struct.bytes }
    : { name, doc: withoutParameters(doc), returns, fields: parameters.map((one) => documented(one, doc)), bytes: 0 }
}

const isScalar = (type) => type in setters || addresses.includes(type)
const typeOf = (node) => node.name.identifier.text

/** The fields of a class and of those that it extends, at the offsets that the compiler gave them. */
const structOf = (type, prototype, program) => {
  const found = prototype.lookup(type, true)
  if (!found) throw new Error(`${prototype.name} takes a ${type}, which is neither a number nor a class`)
  const layout = program.resolver.resolveClass(found, null)
  const chain = []
  for (let one = found; one; one = one.basePrototype) chain.unshift(one.declaration)
  const fields = chain.flatMap(({ members }) =>
    members.map((member) => ({
      name: member.name.text,
      type: typeOf(member.type),
      doc: docBefore(member.range),
      offset: layout.getMember(member.name.text).instance.memoryOffset,
    })),
  )
  const bytes = layout.nextMemoryOffset
  if (bytes > ARGUMENTS_BYTES) throw new Error(`${type} takes ${bytes} bytes; memory.ts has ${ARGUMENTS_BYTES}`)
  return { fields, bytes }
}

/** The doc comment that ends right before a declaration or its decorators, as lines without their stars. */
const docBefore = ({ source: { text }, start }) => {
  const end = text.slice(0, start).replace(/(export|@\w+|\s)*$/, '')
  if (!end.endsWith('*/')) return []
  return end
    .slice(end.lastIndexOf('/**') + 3, -2)
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, '').trimEnd())
    .filter((line, at, lines) => line.trim() !== '' || (at > 0 && at < lines.length - 1))
    .map((line) => line.trim())
}

/** A kernel's `@param` become its fields' comments. */
const documented = ({ name, type }, doc) => {
  const first = doc.findIndex((line) => line.startsWith(`@param ${name} `))
  if (first < 0) return { name, type, doc: [] }
  const rest = doc.slice(first + 1).findIndex((line) => line.startsWith('@') || line === '')
  const lines = doc.slice(first, rest < 0 ? undefined : first + 1 + rest)
  const text = lines.join(' ').slice(`@param ${name} `.length)
  return { name, type, doc: [`${text.charAt(0).toUpperCase()}${text.slice(1)}.`] }
}

const withoutParameters = (doc) => {
  const kept = []
  let isParameter = false
  for (const line of doc) {
    if (line.startsWith('@')) isParameter = line.startsWith('@param')
    if (!isParameter) kept.push(line)
  }
  while (kept.at(-1) === '') kept.pop()
  return kept
}

const WIDTH = 120
const comment = (lines, indent) => {
  if (lines.length === 0) return []
  if (lines.length === 1 && indent.length + lines[0].length + 7 <= WIDTH) return [`${indent}/** ${lines[0]} */`]
  return [`${indent}/**`, ...lines.map((line) => `${indent} *${line === '' ? '' : ` ${line}`}`), `${indent} */`]
}

const tsTypeOf = (type) => (addresses.includes(type) ? type : type === 'bool' ? 'boolean' : 'number')

const bindingsOf = (kernels) => {
  const lines = [
    '// Written by booth-server/simd/write-bindings.mjs from the kernels beside it while they are built: change those.',
    '',
    'declare const content: unique symbol',
    "/** An address in the kernels' memory, which knows what lies there; a plain number at run time. */",
    'export type Address<Content extends string = string> = number & { readonly [content]: Content }',
    ...addresses.map((name) => `export type ${name} = Address<'${name}'>`),
    '',
    'export interface Kernels {',
  ]
  for (const { name, doc, fields, returns } of kernels) {
    lines.push(...comment(doc, '  '), `  ${name}(args: {`)
    for (const field of fields) {
      lines.push(...comment(field.doc, '    '), `    readonly ${field.name}: ${tsTypeOf(field.type)}`)
    }
    lines.push(`  }): ${results[returns]}`)
  }
  lines.push(
    '}',
    '',
    '/** What the compiled module exports. Numbers in it have lost their names. */',
    'export interface KernelModule {',
  )
  lines.push('  readonly memory: { readonly buffer: ArrayBuffer }', '  argumentsAddress(): number')
  lines.push('  reserve(bytes: number): number', '  scratchTop(): number', '  release(mark: number): void')
  for (const { name, fields, bytes, returns } of kernels) {
    const parameters = bytes > 0 ? 'args: number' : fields.map((field) => `${field.name}: number`).join(', ')
    lines.push(`  ${name}(${parameters}): ${results[returns]}`)
  }
  lines.push('}', '', 'export const bindKernels = (wasm: KernelModule): Kernels => {')
  lines.push('  const address = wasm.argumentsAddress()')
  lines.push(`  // Anew for each call: memory that grows gets another buffer.`)
  lines.push(`  const argumentsView = () => new DataView(wasm.memory.buffer, address, ${ARGUMENTS_BYTES})`)
  lines.push('  return {')
  for (const { name, fields, bytes } of kernels) {
    if (bytes === 0) {
      const values = fields.map(({ name: field, type }) =>
        type === 'bool' ? `Number(args.${field})` : `args.${field}`,
      )
      lines.push(`    ${name}: (args) => wasm.${name}(${values.join(', ')}),`)
      continue
    }
    lines.push(`    ${name}: (args) => {`, '      const view = argumentsView()')
    for (const { name: field, type, offset } of fields) {
      const value = type === 'bool' ? `Number(args.${field})` : `args.${field}`
      const setter = setters[type] ?? 'setUint32'
      const endian = setter === 'setUint8' ? '' : ', true'
      lines.push(`      view.${setter}(${offset}, ${value}${endian})`)
    }
    lines.push(`      return wasm.${name}(address)`, '    },')
  }
  lines.push('  }', '}', '')
  return lines.join('\n')
}
