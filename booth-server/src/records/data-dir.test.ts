import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'
import { dataDirFrom } from './data-dir.ts'

it.each([
  [{}, ['--data', '/srv/booth'], '/srv/booth'],
  [{}, ['1234', '--data=/srv/booth'], '/srv/booth'],
  [{ QUICKID_DATA_DIR: '/var/lib/a' }, ['--data', '/srv/booth'], '/srv/booth'],
  [{ QUICKID_DATA_DIR: '/var/lib/a' }, [], '/var/lib/a'],
  [{ QUICKID_DATA_DIR: 'here' }, [], resolve('here')],
])('%j %j gives %s', (env, argv, expected) => {
  expect(dataDirFrom(env, argv)).toBe(expected)
})

it.each([[['--data']], [['--data=']], [['--data', '--port']]])('%j is refused', (argv) => {
  expect(() => dataDirFrom({}, argv)).toThrow(/config.invalid/)
})

it('is .data/booth of the checkout when nothing is said, also when the variable is empty', () => {
  const dir = dataDirFrom({ QUICKID_DATA_DIR: '' }, [])
  expect(dir.endsWith(join('.data', 'booth'))).toBe(true)
  expect(existsSync(join(dir, '..', '..', 'booth-server', 'package.json'))).toBe(true)
})
