import type Database from 'better-sqlite3'
import type { KeyValueStore } from './records.ts'

/** Small values of the booth itself, by key. */
export const createKeyValues = (db: Database.Database): KeyValueStore => {
  const read = db.prepare('SELECT value FROM setting WHERE key = ?').pluck()
  const write = db.prepare(
    'INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  )
  return {
    read: (key: string): string | null => (read.get(key) as string | undefined) ?? null,
    write(key: string, value: string): void {
      write.run(key, value)
    },
  }
}
