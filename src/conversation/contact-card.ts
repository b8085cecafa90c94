/** What agents put down about a contact: his name and how to reach him, and notes that he never sees. */
import type { TenantDb, TenantQuery } from '../db.ts'
import { NotFound } from '../errors.ts'
import { newId } from '../id.ts'
import { checkAttributes, joinAttributes } from './attributes.ts'
import { lockContact, writeContact } from './contact.store.ts'
import { findContactAnew } from './conversation.store.ts'
import { appendEvent } from './event.store.ts'

/** An empty text takes away what was there. */
export interface ContactChange {
  name?: string
  email?: string
  phone?: string
}

/**
 * Changes what is given, under the lock of his open conversation, where it becomes an event; returns that conversation.
 * @throws NotFound `contact_not_found`.
 */
export async function changeContact(
  db: TenantDb,
  contactId: string,
  agent: { id: string; name: string },
  change: ContactChange,
): Promise<string | undefined> {
  return db.transaction(async tx => {
    const conversationId = await lockOpen(tx, contactId)
    const { count } = await tx.query(
      `UPDATE contact SET name = CASE WHEN $3::text IS NULL THEN name ELSE nullif($3, '') END,
         email = CASE WHEN $4::text IS NULL THEN email ELSE nullif($4, '') END,
         phone = CASE WHEN $5::text IS NULL THEN phone ELSE nullif($5, '') END, verified = false
       WHERE tenant_id = $1 AND id = $2`,
      [tx.tenantId, contactId, change.name ?? null, change.email ?? null, change.phone ?? null],
    )
    if (count === 0) throw contactNotFound(contactId)
    await findContactAnew(tx, contactId)
    if (conversationId === undefined) return undefined
    const sender = { kind: 'agent' as const, ...agent }
    await appendEvent(tx, conversationId, { sender, body: { kind: 'contact_changed', ...change } })
    return conversationId
  })
}

/**
 * Sets attributes, and takes away those that are null, as `changeContact` does the name.
 * @throws NotFound `contact_not_found`; InvalidInput `attribute_name_invalid`, `attribute_value_invalid`, `attributes_too_many`.
 */
export async function changeAttributes(
  db: TenantDb,
  contactId: string,
  agent: { id: string; name: string },
  given: Readonly<Record<string, unknown>>,
): Promise<string | undefined> {
  const checked = checkAttributes(given)
  return db.transaction(async tx => {
    const conversationId = await lockOpen(tx, contactId)
    const contact = await lockContact(tx, contactId)
    if (contact === undefined) throw contactNotFound(contactId)
    const from = { by: { kind: 'agent' as const, ...agent }, verified: false, at: new Date().toISOString() }
    const { attributes, changed } = joinAttributes(contact.attributes, checked, from)
    if (Object.keys(changed).length === 0) return undefined
    await writeContact(tx, contactId, {}, attributes)
    if (conversationId === undefined) return undefined
    const sender = { kind: 'agent' as const, ...agent }
    await appendEvent(tx, conversationId, { sender, body: { kind: 'contact_changed', attributes: changed } })
    return conversationId
  })
}

/** His conversations are found by its words. @throws NotFound `contact_not_found`. */
export async function addContactNote(
  db: TenantDb,
  contactId: string,
  agent: { id: string; name: string },
  text: string,
): Promise<{ id: string }> {
  const id = newId()
  await db.transaction(async tx => {
    const { count } = await tx.query(
      `INSERT INTO contact_note (tenant_id, id, contact_id, agent_id, agent_name, text)
       SELECT $1, $2, k.id, $4, $5, $6 FROM contact k WHERE k.tenant_id = $1 AND k.id = $3`,
      [tx.tenantId, id, contactId, agent.id, agent.name, text],
    )
    if (count === 0) throw contactNotFound(contactId)
    await findContactAnew(tx, contactId)
  })
  return { id }
}

/** The conversation's lock comes first. */
async function lockOpen(tx: TenantQuery, contactId: string): Promise<string | undefined> {
  const { rows } = await tx.query<{ id: string }>(
    `SELECT id FROM conversation WHERE tenant_id = $1 AND contact_id = $2 AND status <> 'resolved' FOR UPDATE`,
    [tx.tenantId, contactId],
  )
  return rows[0]?.id
}

const contactNotFound = (id: string): NotFound =>
  new NotFound('contact_not_found', 'There is no such contact.', { value: id })
