import { ProvisioningError } from '../../protocol/errors.ts'
import type { Database } from './database.ts'
import { type Migration, migrations } from './migrations.ts'

/** Any number that no other program on the same PostgreSQL uses for its advisory locks. */
export const migrationLock = 7_401_188

/**
 * Brings the schema to this release, in one transaction: a failed step leaves the old schema. Several fleets that
 * start at once on one PostgreSQL wait for each other.
 * @throws ProvisioningError `fleet.database-newer` if a later release has been here.
 */
export const migrate = async (db: Database, steps: readonly Migration[] = migrations): Promise<void> =>
  db.transaction(async (tx) => {
    await tx.query('select pg_advisory_xact_lock($1)', [migrationLock])
    await tx.execute(`
      create table if not exists schema_migrations (
        id integer primary key,
        name text not null,
        applied_at timestamptz not null default now()
      )`)
    const applied = await tx.query<{ id: number }>('select id from schema_migrations order by id')
    const highest = applied.at(-1)?.id ?? 0
    const known = steps.at(-1)?.id ?? 0
    if (highest > known) {
      throw new ProvisioningError(
        'fleet.database-newer',
        `The database is at step ${highest}, this release at ${known}`,
      )
    }
    for (const step of steps.filter(({ id }) => id > highest)) {
      await tx.execute(step.script)
      await tx.query('insert into schema_migrations (id, name) values ($1, $2)', [step.id, step.name])
    }
  })
