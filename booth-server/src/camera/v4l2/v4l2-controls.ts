import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { BoothError } from '../../foundation/errors.ts'

const run = promisify(execFile)
const V4L2_CTL_DEADLINE_MS = 5000

/** Control names as `v4l2-ctl --list-ctrls-menus` prints them, with integer values. */
export type Controls = Readonly<Record<string, number>>

/**
 * Automatic modes end before the values that they lock: a camera refuses `exposure_time_absolute` while it meters by
 * itself. Hence two calls of v4l2-ctl, the switches first.
 */
const isSwitch = (name: string) => /auto|dynamic/.test(name) && !/_absolute$|_temperature$/.test(name)

/**
 * Sets the controls and reads them back: some cameras accept a value and keep their own, and all forget them when they
 * are unplugged. Throws BoothError `camera.unavailable` naming each control that did not take.
 */
export const applyControls = async (device: string, controls: Controls, signal: AbortSignal): Promise<void> => {
  const names = Object.keys(controls)
  if (names.length === 0) return
  const ctl = async (...args: string[]) => {
    const { stdout } = await run('v4l2-ctl', ['-d', device, ...args], { signal, timeout: V4L2_CTL_DEADLINE_MS })
    return stdout
  }
  try {
    for (const group of [names.filter(isSwitch), names.filter((name) => !isSwitch(name))]) {
      if (group.length > 0) await ctl('-c', group.map((name) => `${name}=${controls[name]}`).join(','))
    }
    const wrong = differences(controls, parseControls(await ctl('-C', names.join(','))))
    if (wrong.length > 0) throw new BoothError('camera.unavailable', `Controls that did not take: ${wrong.join(', ')}`)
  } catch (error) {
    if (error instanceof BoothError) throw error
    const words = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : ''
    throw new BoothError('camera.unavailable', `v4l2-ctl on ${device}: ${words || String(error)}`, { cause: error })
  }
}

/** Reads `v4l2-ctl -C`: lines of `name: value`, a menu's with its words behind. */
export const parseControls = (text: string): Controls =>
  Object.fromEntries(
    [...text.matchAll(/^\s*([a-z0-9_]+): (-?\d+)/gm)].map(([, name = '', value]) => [name, Number(value)]),
  )

export const differences = (wanted: Controls, found: Controls): string[] =>
  Object.entries(wanted)
    .filter(([name, value]) => found[name] !== value)
    .map(([name, value]) => `${name} is ${found[name] ?? 'unknown'}, not ${value}`)
