import { type Static, type TSchema, Type } from 'typebox'

/** `visit`: a change holds from the next visit on. `restart`: when the booth is started again. */
export type Apply = 'visit' | 'restart'

/** What every setting states of itself, beside its type and limits. */
export interface SettingText<T> {
  readonly default: T
  /** A sentence for whoever sets it. */
  readonly description: string
  readonly apply: Apply
  /** The variable of the environment that overrides it. */
  readonly env?: string
  readonly unit?: 'ms'
}

/** A schema and what the setting states of itself. */
export const setting = <S extends TSchema>(schema: S, stated: SettingText<Static<S>>) =>
  Type.Unsafe<Static<S>>({ ...schema, ...stated })

/** A duration from 50 ms to an hour. */
export const duration = (stated: Omit<SettingText<number>, 'unit'>) =>
  setting(Type.Integer({ minimum: 50, maximum: 3_600_000 }), { unit: 'ms', ...stated })

/** A setting's schema as JSON Schema has it, with our keywords. */
export interface SettingSchema extends Partial<SettingText<unknown>> {
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly minimum?: number
  readonly maximum?: number
}

/** A group of settings: the whole, or a section of the file. */
export interface Section {
  readonly properties: Readonly<Record<string, SettingSchema | Section>>
}

export const isSection = (schema: SettingSchema | Section): schema is Section => 'properties' in schema
