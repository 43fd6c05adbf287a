import { PrinterError } from '../printer-error.ts'
import { decodeResponse, encodeRequest, type IppGroup, type IppResponse } from './codec.ts'
import type { Endpoint } from './endpoint.ts'
import { post } from './transport.ts'

export interface IppCall {
  readonly timeoutMs: number
  readonly signal?: AbortSignal | undefined
  /** After charset, language and `printer-uri`. */
  readonly operationAttributes?: IppGroup
  readonly jobAttributes?: IppGroup
  readonly data?: Uint8Array
}

/** `requesting-user-name`: a job is the booth's; no person's name goes to a printer. */
const REQUESTING_USER = 'quickid-booth'

/** Asks one printer. Every request has a connection of its own, so calls may overlap. */
export class IppClient {
  readonly endpoint: Endpoint
  #nextRequestId = 1
  #version: '2.0' | '1.1' = '2.0'

  constructor(endpoint: Endpoint) {
    this.endpoint = endpoint
  }

  /**
   * Sends one operation and gives the printer's answer, whatever its status. Throws PrinterError `printer.encoding`
   * (never sent), `printer.unreachable` or `printer.protocol` (no usable answer: it may have been carried out).
   */
  async call(operation: string, call: IppCall): Promise<IppResponse> {
    const response = await this.#callOnce(operation, call)
    if (response.status !== 'server-error-version-not-supported' || this.#version === '1.1') return response
    // Refused by name, so nothing was done: an older printer.
    this.#version = '1.1'
    return this.#callOnce(operation, call)
  }

  async #callOnce(operation: string, call: IppCall): Promise<IppResponse> {
    const requestId = this.#nextRequestId
    this.#nextRequestId = (this.#nextRequestId % 0x7fffffff) + 1
    const { timeoutMs, signal, operationAttributes, jobAttributes, data } = call
    const head = encodeRequest({
      version: this.#version,
      operation,
      requestId,
      operationAttributes: {
        'printer-uri': this.endpoint.printerUri,
        ...(operationAttributes?.['job-id'] === undefined ? {} : { 'job-id': operationAttributes['job-id'] }),
        'requesting-user-name': REQUESTING_USER,
        ...operationAttributes,
      },
      ...(jobAttributes === undefined ? {} : { jobAttributes }),
    })
    const bytes = await post(this.endpoint, head, data ?? null, {
      timeoutMs,
      ...(signal === undefined ? {} : { signal }),
    })
    const response = decodeResponse(bytes)
    if (response.requestId !== requestId) {
      throw new PrinterError(
        'printer.protocol',
        `${operation}: expected the answer to ${requestId} but received ${response.requestId}`,
      )
    }
    return response
  }
}
