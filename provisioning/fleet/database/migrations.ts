/** One step of the schema. Applied once, in order, never edited after a release: a change is a new step. */
export interface Migration {
  readonly id: number
  readonly name: string
  readonly script: string
}

export const migrations: readonly Migration[] = [
  {
    id: 1,
    name: 'first tables',
    script: `
      -- Facts of this fleet that must not change under it, such as the public key that booths have pinned.
      create table fleet_facts (
        name text primary key,
        value text not null
      );

      create table operators (
        id integer generated always as identity primary key,
        name text not null unique,
        password_hash text not null,
        created_at timestamptz not null
      );

      -- Only the token's hash: a copy of the database signs nobody in.
      create table sessions (
        token_hash bytea primary key,
        operator_id integer not null references operators on delete cascade,
        created_at timestamptz not null,
        expires_at timestamptz not null
      );

      -- Only a peppered HMAC of the code; the pepper is not in the database.
      create table claims (
        id bigint generated always as identity primary key,
        code_hmac bytea not null unique,
        created_at timestamptz not null,
        expires_at timestamptz not null,
        created_by text not null,
        used_by_key text
      );

      create table booths (
        id text primary key,
        public_key text not null unique,
        key_id text not null unique,
        name text not null default '',
        status text not null check (status in ('pending', 'active', 'refused', 'quarantined', 'retired')),
        claim_id bigint not null references claims,
        enrolment_nonce text not null,
        confirmation_code text not null,
        requested_at timestamptz not null,
        decided_at timestamptz,
        decided_by text,
        app_version text not null,
        last_seen_at timestamptz,
        -- The replay window: the highest request counter seen, and a bitmap (hex) of those just below it.
        counter_highest bigint not null default 0,
        counter_seen text not null default '0',
        record_count bigint not null default 0,
        quarantine_reason text,
        -- Differing records up to this key were judged by an operator who released the booth.
        conflicts_settled_epoch integer not null default 0,
        conflicts_settled_sequence bigint not null default 0
      );

      -- The allow-list of protocol/generation-record.ts, column by column. The day of receipt, not the time: nothing
      -- here is finer than the hour.
      create table generation_records (
        booth_id text not null references booths,
        epoch integer not null,
        sequence bigint not null,
        hour timestamptz not null,
        interface text not null,
        parameters jsonb not null,
        status text not null,
        error text,
        duration_bucket_ms integer not null,
        model text,
        app_version text not null,
        content_hash bytea not null,
        received_on date not null,
        primary key (booth_id, epoch, sequence)
      );
      create index generation_records_hour on generation_records (hour);

      -- Who did what. Addresses stand apart, because they go earlier, and in daily partitions, because dropping a
      -- partition leaves nothing behind, unlike deleting its rows.
      create table audit (
        id bigint generated always as identity primary key,
        at timestamptz not null,
        event text not null,
        actor text not null,
        subject text not null
      );
      create index audit_at on audit (at);
      create table audit_address (
        audit_id bigint not null,
        day date not null,
        sealed bytea not null
      ) partition by range (day);
      create table audit_network (
        audit_id bigint not null,
        day date not null,
        network text not null
      ) partition by range (day);
    `,
  },
  {
    id: 2,
    name: 'values that this fleet does not know',
    script: `
      -- Values of a newer booth's records that are stored as "other": how much of what it sends is not understood here.
      alter table booths add column unknown_value_count bigint not null default 0;
    `,
  },
]
