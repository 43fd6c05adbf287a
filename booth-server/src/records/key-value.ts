import type Database from 'better-sqlite3'

export const createSettings = (db: Database.Database) => {
  const read = db.prepare('SELECT value FROM setting WHERE key = ?').pluck()
  const write = db.prepare(
    'INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  )
  return {
    readSetting: (key: string): string | null => (read.get(key) as string | undefined) ?? null,
    writeSetting(key: string, value: string): void {
      write.run(key, value)
    },
  }
}
