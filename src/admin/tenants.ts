/** Tenants, and the first one of a new installation. */
import type { Db } from '../db.ts'
import { newId } from '../id.ts'
import type { Agents } from './agents.ts'
import { DEFAULT_INBOX_SETTINGS, insertInbox, listInboxes } from './inboxes.ts'

export interface TenantHome {
  tenantId: string
  name: string
  inboxId: string
}

/** The oldest tenant with its first inbox; undefined in an empty database. */
export async function findFirstTenant(db: Db): Promise<TenantHome | undefined> {
  const { rows } = await db.query<{ id: string; name: string }>(
    'SELECT id, name FROM tenant ORDER BY created_at, id LIMIT 1',
  )
  if (rows[0] === undefined) return undefined
  const { id: tenantId, name } = rows[0]
  const inboxId = (await listInboxes(db.tenant(tenantId)))[0]?.id
  return inboxId === undefined ? undefined : { tenantId, name, inboxId }
}

/** All of them, the oldest first. */
export async function listTenants(db: Db): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>('SELECT id FROM tenant ORDER BY created_at, id')
  return rows.map(({ id }) => id)
}

/** Makes a tenant with one web-chat inbox. */
export async function addTenant(db: Db, name: string): Promise<TenantHome> {
  const tenantId = newId()
  return db.transaction(async tx => {
    await tx.query('INSERT INTO tenant (id, name) VALUES ($1, $2)', [tenantId, name])
    return { tenantId, name, inboxId: await insertInbox({ ...tx, tenantId }, name, DEFAULT_INBOX_SETTINGS) }
  })
}

/** The first administrator, with a generated password that nobody else will ever see. */
export async function addFirstOwner(agents: Agents, tenantId: string): Promise<{ email: string; password: string }> {
  const email = 'admin@yingda.local'
  const { password } = await agents.add(tenantId, { name: 'Admin', email, role: 'owner', capacity: 10 })
  return { email, password }
}
