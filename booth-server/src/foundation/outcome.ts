import type { FaultCode } from '../protocol/codes.ts'

/** A step's answer: its value, or why this picture can't become a portrait. */
export type Outcome<T> = { readonly ok: true; readonly value: T } | DevelopFailure

export const done = <T>(value: T): Outcome<T> => ({ ok: true, value })

/** `detail` is for the engineer; the customer's words hang on the code. */
export const refuse = (fault: FaultCode, detail: string): DevelopFailure => ({ ok: false, fault, detail })

export type DevelopFailure = { readonly ok: false; readonly fault: FaultCode; readonly detail: string }
