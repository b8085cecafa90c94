/** A tenant's settings: one JSON value a key, each read and written whole by the room that knows its shape. */
import { json, type TenantQuery } from './db.ts'

/** Undefined where the tenant has said nothing. */
export async function readSetting<T>(db: TenantQuery, key: string): Promise<T | undefined> {
  const { rows } = await db.query<{ value: T }>('SELECT value FROM setting WHERE tenant_id = $1 AND key = $2', [
    db.tenantId,
    key,
  ])
  return rows[0]?.value
}

export async function writeSetting(db: TenantQuery, key: string, value: unknown): Promise<void> {
  await db.query(
    `INSERT INTO setting (tenant_id, key, value) VALUES ($1, $2, $3::jsonb)
     ON CONFLICT (tenant_id, key) DO UPDATE SET value = excluded.value, updated_at = now()`,
    [db.tenantId, key, json(value)],
  )
}
