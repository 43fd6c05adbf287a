import { BoothError } from '../foundation/errors.ts'
import { isSection } from './setting.ts'
import { type Settings, settingsSection } from './settings.ts'

/**
 * A setting whose value only the part it is for could judge: `config.invalid`, with the setting's name and that of its
 * variable, and the part's words, without its own code. No cause: it may hold the value, and that a password.
 */
export const settingFault = (key: keyof Settings, found: string | (Error & { readonly code: string })): BoothError => {
  const schema = settingsSection.properties[key]
  const variable = schema === undefined || isSection(schema) ? undefined : schema.env
  const where = variable === undefined ? 'booth.toml' : `${variable}, or booth.toml`
  const what = typeof found === 'string' ? found : found.message.replace(` [${found.code}]`, '')
  return new BoothError('config.invalid', `Setting "${key}" (${where}): ${what}`)
}
