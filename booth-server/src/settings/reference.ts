import { isSection, type Section, type SettingSchema } from './setting.ts'
import { SettingsSchema, settingsSection } from './settings.ts'

const typeOf = ({ type, enum: values, minimum, maximum, unit, ...rest }: SettingSchema): string => {
  if (values) return values.map((value) => `\`${value}\``).join(', ')
  const union = (rest as { anyOf?: readonly SettingSchema[] }).anyOf
  if (union) return union.map((one) => ('const' in one ? `\`${one.const}\`` : one.type)).join(' or ')
  if (type === 'array') return 'list of strings'
  const range = minimum !== undefined && maximum !== undefined ? `, ${minimum} to ${maximum}` : ''
  return `${type}${range}${unit ? ` ${unit}` : ''}`
}

const rowOf = (key: string, schema: SettingSchema): string => {
  const env = schema.env ? ` Overridden by \`${schema.env}\`.` : ''
  const cells = [
    `\`${key}\``,
    typeOf(schema),
    `\`${JSON.stringify(schema.default)}\``,
    schema.apply,
    `${schema.description}.${env}`,
  ]
  return `| ${cells.join(' | ')} |`
}

const tableOf = (section: Section): string[] => [
  '| key | type | default | applies | what it does |',
  '| --- | ---- | ------- | ------- | ------------ |',
  ...Object.entries(section.properties).flatMap(([key, schema]) => (isSection(schema) ? [] : [rowOf(key, schema)])),
]

/** CONFIG.md: every setting with its default. Written by `npm run settings-reference`, never by hand. */
export const settingsReference = (): string => {
  const sections = Object.entries(settingsSection.properties).flatMap(([key, schema]) =>
    isSection(schema) ? [`\n## [${key}]\n`, ...tableOf(schema)] : [],
  )
  return `${[
    '# Configuration',
    '',
    'Written by `npm run settings-reference` from `src/settings`; do not edit.',
    '',
    'One file, `booth.toml` in the working directory or what `QUICKID_CONFIG` names (TOML, or JSON by its ending). What the',
    'fleet asks for stands above it, the environment above both. A wrong key or value is an error that names it and its',
    'source. `visit`: a change holds from the next visit on; `restart`: when the booth is started again.',
    '',
    ...tableOf(settingsSection),
    ...sections,
  ].join('\n')}\n`
}

/** The same as JSON Schema, for editors and the fleet. */
export const settingsJsonSchema = (): string =>
  `${JSON.stringify({ $schema: 'https://json-schema.org/draft/2020-12/schema', title: 'QuickID Booth settings', ...SettingsSchema }, null, 2)}\n`
