import type Database from 'better-sqlite3'
import { BoothError } from '../foundation/errors.ts'

/** One step of the schema. Never edited once released: a change is a new step at the end. */
export interface Migration {
  readonly version: number
  readonly sql: string
}

/** `QIDB`: tells this program's files from any other SQLite file (PRAGMA application_id). */
export const applicationId = 0x51494442

export const migrations: readonly Migration[] = [
  {
    version: 1,
    sql: `
      CREATE TABLE booth (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        epoch INTEGER NOT NULL,
        last_sequence INTEGER NOT NULL,
        opens INTEGER NOT NULL
      ) STRICT;
      INSERT INTO booth (id, epoch, last_sequence, opens) VALUES (1, 0, 0, 0);

      -- The record as it is sent, and nothing beside it: no time finer than its own hour.
      CREATE TABLE generation (
        epoch INTEGER NOT NULL,
        sequence INTEGER NOT NULL,
        body TEXT NOT NULL,
        PRIMARY KEY (epoch, sequence)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE outbox (
        epoch INTEGER NOT NULL,
        sequence INTEGER NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('waiting', 'acknowledged', 'set-aside')),
        reason TEXT,
        settled_hour INTEGER,
        PRIMARY KEY (epoch, sequence),
        FOREIGN KEY (epoch, sequence) REFERENCES generation (epoch, sequence) ON DELETE CASCADE
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX outbox_waiting ON outbox (epoch, sequence) WHERE state = 'waiting';
      CREATE INDEX outbox_settled ON outbox (settled_hour) WHERE state <> 'waiting';

      CREATE TABLE ledger (
        ledger_id TEXT NOT NULL UNIQUE,
        document_id TEXT NOT NULL,
        paper TEXT NOT NULL,
        status TEXT NOT NULL,
        job_id INTEGER,
        job_uri TEXT,
        created_ms INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX ledger_status ON ledger (status);

      CREATE TABLE day_count (
        day TEXT PRIMARY KEY,
        visits INTEGER NOT NULL DEFAULT 0,
        sheets INTEGER NOT NULL DEFAULT 0
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE audit (
        at_ms INTEGER NOT NULL,
        event TEXT NOT NULL,
        address TEXT
      ) STRICT;
      CREATE INDEX audit_at ON audit (at_ms);

      CREATE TABLE setting (
        key TEXT PRIMARY KEY,
        value TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;
    `,
  },
  {
    version: 2,
    sql: `
      -- How often the event happened in a row: tries at a locked PIN are one row, not one each.
      ALTER TABLE audit ADD COLUMN count INTEGER NOT NULL DEFAULT 1;
    `,
  },
  {
    version: 3,
    sql: `
      -- JSON, copies by document: a print that a power cut interrupted is recorded once the printer says how it ended.
      -- Null once it is recorded.
      ALTER TABLE ledger ADD COLUMN unrecorded_copies TEXT;
    `,
  },
]

/** The schema that this database has; 0 = none yet. Throws `records.unreadable` when it isn't ours or is newer. */
export const schemaVersion = (db: Database.Database, known: readonly Migration[] = migrations): number => {
  const version = db.pragma('user_version', { simple: true }) as number
  const id = db.pragma('application_id', { simple: true }) as number
  const tables = db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() as number
  const newest = known.at(-1)?.version ?? 0
  if (version === 0 && tables === 0) return 0
  if (id !== applicationId) {
    throw new BoothError('records.unreadable', `${db.name} is a SQLite database of another program`)
  }
  if (version > newest) {
    throw new BoothError(
      'records.unreadable',
      `${db.name} has schema ${version}, made by a newer version of this program, which knows ${newest}: update it`,
    )
  }
  return version
}

/** Brings the schema up to date, each step in a transaction of its own: whole or not at all. Returns the steps run. */
export const migrate = (db: Database.Database, known: readonly Migration[] = migrations): number => {
  const from = schemaVersion(db, known)
  const pending = known.filter((migration) => migration.version > from)
  for (const migration of pending) {
    db.transaction(() => {
      db.exec(migration.sql)
      // Both live in the file's header, so they are part of the transaction.
      db.pragma(`application_id = ${applicationId}`)
      db.pragma(`user_version = ${migration.version}`)
    }).exclusive()
  }
  return pending.length
}
