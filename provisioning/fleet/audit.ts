import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { isIPv4, isIPv6 } from 'node:net'
import type { AuditEvent } from './audit-events.ts'
import type { Database, Queryable } from './database/database.ts'

// Addresses stand in the audit alone (privacy promise P4): never in a log or a record.
export interface AuditEntry {
  readonly event: AuditEvent
  /** An operator's name or a booth's id; `unknown` where nobody proved who they are. */
  readonly actor: string
  /** What it was done to, an id or a reason; never free text of a person. */
  readonly subject: string
  /** The source address, as the connection shows it; null for what happened on this machine. */
  readonly address: string | null
}

export interface AuditRow {
  readonly at: Date
  readonly event: AuditEvent
  readonly actor: string
  readonly subject: string
  /** The address for 30 days, its network until 90 days, then null. */
  readonly source: string | null
}

export interface Audit {
  record(entry: AuditEntry): Promise<void>
  newest(limit: number): Promise<readonly AuditRow[]>
}

/** `::ffff:192.0.2.1` is an IPv4 client on a dual-stack socket. */
const plainAddress = (address: string): string => address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '')

const expandIpv6 = (address: string): string[] => {
  const [head = '', tail] = (address.split('%')[0] ?? '').split('::')
  const left = head === '' ? [] : head.split(':')
  if (tail === undefined) return left
  const right = tail === '' ? [] : tail.split(':')
  return [...left, ...Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0'), ...right]
}

/** `192.0.2.17` -> `192.0.2.0/24`, `2001:db8:1:2::3` -> `2001:db8:1::/48`, anything else -> `unknown`. */
export const networkOf = (address: string): string => {
  const plain = plainAddress(address)
  if (isIPv4(plain)) return `${plain.split('.').slice(0, 3).join('.')}.0/24`
  if (!isIPv6(plain)) return 'unknown'
  return `${expandIpv6(plain).slice(0, 3).join(':')}::/48`
}

const cipher = 'aes-256-gcm'
const ivBytes = 12
const tagBytes = 16

const seal = (key: Buffer, address: string): Buffer => {
  const iv = randomBytes(ivBytes)
  const encrypt = createCipheriv(cipher, key, iv)
  const text = Buffer.concat([encrypt.update(plainAddress(address), 'utf8'), encrypt.final()])
  return Buffer.concat([iv, encrypt.getAuthTag(), text])
}

const open = (key: Buffer, sealed: Uint8Array): string | null => {
  const bytes = Buffer.from(sealed)
  try {
    const decrypt = createDecipheriv(cipher, key, bytes.subarray(0, ivBytes))
    decrypt.setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes))
    return Buffer.concat([decrypt.update(bytes.subarray(ivBytes + tagBytes)), decrypt.final()]).toString('utf8')
  } catch {
    return null
  }
}

/** UTC, `2026-11-24`. */
export const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10)

const dayMs = 86_400_000
const partitionLock = 7_401_189
export const addressTables = ['audit_address', 'audit_network'] as const

const createPartitions = async (tx: Queryable, day: string): Promise<void> => {
  const nextDay = dayOf(Date.parse(day) + dayMs)
  await tx.query('select pg_advisory_xact_lock($1)', [partitionLock])
  for (const table of addressTables) {
    const name = `${table}_${day.replaceAll('-', '')}`
    await tx.execute(
      `create table if not exists ${name} partition of ${table} for values from ('${day}') to ('${nextDay}')`,
    )
  }
}

export const createAudit = (deps: { db: Database; addressKey: Buffer; now: () => number }): Audit => {
  const { db, addressKey, now } = deps
  const ready = new Map<string, Promise<void>>()

  /** Once a day; shared while it runs, forgotten if it failed. */
  const ensurePartitions = (day: string): Promise<void> => {
    const known = ready.get(day)
    if (known !== undefined) return known
    const made = db.transaction((tx) => createPartitions(tx, day))
    ready.clear()
    ready.set(day, made)
    made.catch(() => ready.delete(day))
    return made
  }

  return {
    record: async ({ event, actor, subject, address }) => {
      const at = now()
      const day = dayOf(at)
      if (address !== null) await ensurePartitions(day)
      await db.transaction(async (tx) => {
        const [row] = await tx.query<{ id: number }>(
          'insert into audit (at, event, actor, subject) values ($1, $2, $3, $4) returning id',
          [new Date(at), event, actor, subject],
        )
        if (address === null || row === undefined) return
        await tx.query('insert into audit_address (audit_id, day, sealed) values ($1, $2::date, $3)', [
          row.id,
          day,
          seal(addressKey, address),
        ])
        await tx.query('insert into audit_network (audit_id, day, network) values ($1, $2::date, $3)', [
          row.id,
          day,
          networkOf(address),
        ])
      })
    },
    newest: async (limit) => {
      const rows = await db.query<Omit<AuditRow, 'source'> & { sealed: Uint8Array | null; network: string | null }>(
        `select a.at, a.event, a.actor, a.subject, r.sealed, n.network
         from (select * from audit order by at desc, id desc limit $1) a
         left join audit_address r on r.audit_id = a.id and r.day = (a.at at time zone 'UTC')::date
         left join audit_network n on n.audit_id = a.id and n.day = (a.at at time zone 'UTC')::date
         order by a.at desc, a.id desc`,
        [limit],
      )
      return rows.map(({ sealed, network, ...row }) => ({
        ...row,
        source: (sealed === null ? null : open(addressKey, sealed)) ?? network,
      }))
    },
  }
}
