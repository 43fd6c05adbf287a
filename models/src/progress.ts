/** What a long step tells while it runs. `totalBytes` is absent when it isn't known. */
export interface ProgressEvent {
  readonly step: string
  readonly doneBytes?: number
  readonly totalBytes?: number
}

export type Report = (event: ProgressEvent) => void

export const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`

export const describeProgress = ({ step, doneBytes, totalBytes }: ProgressEvent): string => {
  if (doneBytes === undefined) return step
  if (totalBytes === undefined) return `${step}: ${megabytes(doneBytes)}`
  const percent = Math.floor((100 * doneBytes) / Math.max(totalBytes, 1))
  return `${step}: ${megabytes(doneBytes)} of ${megabytes(totalBytes)}, ${percent} %`
}

/** A terminal's line is redrawn this often; without a terminal a line is written this often. */
const TERMINAL_INTERVAL_MS = 100
const LOG_INTERVAL_MS = 4000

/** Reports on `stream`: one line that is redrawn on a terminal; elsewhere a line for each step and every few seconds. */
export const reportTo = (stream: NodeJS.WriteStream): { report: Report; end: () => void } => {
  const isTerminal = stream.isTTY === true
  const intervalMs = isTerminal ? TERMINAL_INTERVAL_MS : LOG_INTERVAL_MS
  let lastStep = ''
  let lastAtMs = 0
  let isOpen = false
  const end = (): void => {
    if (isOpen) stream.write('\n')
    isOpen = false
  }
  const report: Report = (event) => {
    const isDone = event.doneBytes !== undefined && event.doneBytes === event.totalBytes
    const nowMs = Date.now()
    if (event.step === lastStep && nowMs - lastAtMs < intervalMs && !isDone) return
    if (isTerminal && event.step !== lastStep) end()
    lastStep = event.step
    lastAtMs = nowMs
    const line = `models: ${describeProgress(event)}`
    if (isTerminal) {
      stream.write(`\r\u001b[2K${line}`)
      isOpen = true
    } else stream.write(`${line}\n`)
  }
  return { report, end }
}
