import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findPaper } from '@quickid/printer/sheet'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { paperIds } from '../protocol/codes.ts'
import { darkroomDeadlines } from './deadlines.ts'
import { defaultSettings, mergeSettings, readSettings } from './read-settings.ts'
import { settingsJsonSchema, settingsReference } from './reference.ts'
import { referenceFiles } from './reference-files.ts'
import { isSection, type SettingSchema } from './setting.ts'
import { settingsSection } from './settings.ts'
import { SettingsStore } from './settings-store.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'quickid-settings-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const fileOf = (text: string, name = 'booth.toml'): string => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}
const read = (text: string, env: NodeJS.ProcessEnv = {}, fleet?: string) =>
  readSettings({ QUICKID_CONFIG: fileOf(text), ...env }, fleet && fileOf(fleet, 'fleet.json'))

describe('settings', () => {
  it('have their defaults where nothing is said', () => {
    expect(read('')).toEqual(defaultSettings)
    expect(readSettings({ QUICKID_CONFIG: '' }, join(folder, 'no-such.json'))).toEqual(defaultSettings)
  })

  it('are taken from the file, over it from the fleet, over both from the environment', () => {
    const file = 'port = 1000\npaper = "6R"\nboothName = "Hall"\n[deadlines]\nidleMs = 5000\ndoneMs = 6000\n'
    const fleet = '{"boothName":"Platform 3","port":2000,"deadlines":{"idleMs":7000}}'
    const settings = read(file, { PORT: '3000', QUICKID_PRINTER: 'ipp://printer/ipp/print', HOST: '' }, fleet)
    expect(settings).toMatchObject({
      port: 3000,
      paper: '6R',
      boothName: 'Platform 3',
      host: '127.0.0.1',
      printer: 'ipp://printer/ipp/print',
    })
    expect(settings.deadlines).toEqual({ ...defaultSettings.deadlines, idleMs: 7000, doneMs: 6000 })
  })

  it.each([
    ['prot = 1', 'there is no setting "prot"; did you mean "port"?'],
    ['nonsense = 1', 'the settings are host, port'],
    ['[deadlines]\nidelMs = 500', 'there is no setting "deadlines.idelMs"; did you mean "deadlines.idleMs"?'],
    ['deadlines = 5', '"deadlines" must be a section'],
    ['port = "many"', 'the setting "port"'],
    ['port = 70000', 'the setting "port"'],
    ['paper = "7R"', 'the setting "paper"'],
    ['matteSize = 500', 'the setting "matteSize"'],
    ['[deadlines]\nidleMs = 1', 'the setting "deadlines.idleMs"'],
    ['constructor = 1', 'there is no setting "constructor"'],
    ['port = ', 'is damaged'],
  ])('%j is an error that names it and its file', (text, reason) => {
    expect(() => read(text)).toThrow(reason)
    expect(() => read(text)).toThrow('booth.toml')
  })

  it('names the environment and the fleet as the source of an error', () => {
    expect(() => read('', { PORT: 'eighty' })).toThrow('environment: the setting "port"')
    expect(() => read('', {}, '{"paper":"7R"}')).toThrow('fleet.json: the setting "paper"')
  })

  it('says which file can’t be read', () => {
    expect(() => readSettings({ QUICKID_CONFIG: join(folder, 'none.toml') })).toThrow('none.toml can')
  })

  it('can name every paper that there is', () => {
    for (const paper of paperIds) {
      expect(mergeSettings([{ from: 'test', values: { paper } }]).paper).toBe(paper)
      expect(findPaper(paper)?.id).toBe(paper)
    }
  })

  it('state a default that they accept, a text, and from when on they hold', () => {
    const check = (properties: object) => {
      for (const [key, schema] of Object.entries(properties) as [string, SettingSchema][]) {
        if (isSection(schema)) check(schema.properties)
        else {
          expect(schema.default, key).not.toBeUndefined()
          expect(schema.description, key).toMatch(/^[A-Z].{8,}[^.]$/)
          expect(['visit', 'restart'], key).toContain(schema.apply)
          expect(schema.unit === 'ms', key).toBe(key.endsWith('Ms'))
        }
      }
    }
    check(settingsSection.properties)
    expect(mergeSettings([{ from: 'test', values: defaultSettings }])).toEqual(defaultSettings)
  })

  it('give every call of the darkroom its deadline', () => {
    const deadlines = {
      ...defaultSettings.deadlines,
      developMs: 1,
      editMs: 2,
      sheetMs: 3,
      assessMs: 4,
      openDarkroomMs: 5,
    }
    expect(darkroomDeadlines(deadlines)).toEqual({ develop: 1, edit: 2, alpha: 2, sheet: 3, assess: 4, open: 5 })
  })
})

describe('settings that change while the booth runs', () => {
  it('hold from the next visit on, or wait for a restart and are named', () => {
    const store = new SettingsStore(defaultSettings)
    store.update({
      ...defaultSettings,
      locale: 'zh-CN',
      port: 9,
      deadlines: { ...defaultSettings.deadlines, idleMs: 5000 },
    })
    expect(store.current).toMatchObject({ locale: 'zh-CN', port: 8080, deadlines: { idleMs: 5000 } })
    expect(store.waiting).toEqual(['port'])
    store.update(defaultSettings)
    expect(store.current).toEqual(defaultSettings)
    expect(store.waiting).toEqual([])
  })
})

it('CONFIG.md and booth.schema.json are fresh: npm run settings-reference', () => {
  expect(readFileSync(referenceFiles.markdown, 'utf8')).toBe(settingsReference())
  expect(readFileSync(referenceFiles.jsonSchema, 'utf8')).toBe(settingsJsonSchema())
})
