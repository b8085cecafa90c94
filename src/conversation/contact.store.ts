/** The rows of contacts: who one is for the host's server, and what is known of him. */
import { json, one, type TenantQuery } from '../db.ts'
import { newId } from '../id.ts'
import type { Attributes } from './attributes.ts'
import { type ContactDetails, findContactAnew } from './conversation.store.ts'

export interface StoredContact {
  /** Who he is for the host's server, proven by its signature. */
  externalId: string | undefined
  /** All of his went to another contact. */
  moved: boolean
  name: string | undefined
  email: string | undefined
  phone: string | undefined
  attributes: Attributes
}

interface ContactRow {
  external_id: string | null
  moved: boolean
  name: string | null
  email: string | null
  phone: string | null
  attributes: Attributes
}

/** An open conversation, locked. */
export interface OpenConversation {
  id: string
  contactId: string
  /** Somebody waits in it for a person, or is with one. */
  held: boolean
}

/** Takes the lock. */
export async function lockContact(tx: TenantQuery, contactId: string): Promise<StoredContact | undefined> {
  const { rows } = await tx.query<ContactRow>(
    `SELECT external_id, moved_to IS NOT NULL AS moved, name, email, phone, attributes FROM contact
     WHERE tenant_id = $1 AND id = $2 FOR UPDATE`,
    [tx.tenantId, contactId],
  )
  const row = rows[0]
  if (row === undefined) return undefined
  return {
    externalId: row.external_id ?? undefined,
    moved: row.moved,
    name: row.name ?? undefined,
    email: row.email ?? undefined,
    phone: row.phone ?? undefined,
    attributes: row.attributes,
  }
}

/** He may not have written yet. */
export async function ensureContact(tx: TenantQuery, inboxId: string, contactId: string): Promise<void> {
  await tx.query('INSERT INTO contact (tenant_id, id, inbox_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', [
    tx.tenantId,
    contactId,
    inboxId,
  ])
}

/** The contact of the host's user, made when he is new; locked. */
export async function ensureUser(tx: TenantQuery, inboxId: string, externalId: string): Promise<string> {
  const rows = await tx.query<{ id: string }>(
    `INSERT INTO contact (tenant_id, id, inbox_id, external_id, verified) VALUES ($1, $2, $3, $4, true)
     ON CONFLICT (tenant_id, inbox_id, external_id) WHERE external_id IS NOT NULL DO UPDATE SET verified = true
     RETURNING id`,
    [tx.tenantId, newId(), inboxId, externalId],
  )
  return one(rows).id
}

/** What is undefined stays. */
export async function writeContact(
  tx: TenantQuery,
  contactId: string,
  details: ContactDetails,
  attributes: Attributes,
): Promise<void> {
  await tx.query(
    `UPDATE contact SET name = coalesce($3, name), email = coalesce($4, email), phone = coalesce($5, phone),
       attributes = $6::jsonb WHERE tenant_id = $1 AND id = $2`,
    [tx.tenantId, contactId, details.name ?? null, details.email ?? null, details.phone ?? null, json(attributes)],
  )
  await findContactAnew(tx, contactId)
}

/** The conversations in which this contact, and that user of the host, write now: locked, in the order of their ids. */
export async function lockOpen(
  tx: TenantQuery,
  inboxId: string,
  contactId: string,
  externalId?: string,
): Promise<OpenConversation[]> {
  const { rows } = await tx.query<{ id: string; contact_id: string; held: boolean }>(
    `SELECT c.id, c.contact_id, EXISTS (SELECT 1 FROM handoff h WHERE h.tenant_id = c.tenant_id
         AND h.conversation_id = c.id AND h.state <> 'closed') AS held
     FROM conversation c WHERE c.tenant_id = $1 AND c.inbox_id = $2 AND c.status <> 'resolved'
       AND c.contact_id IN (SELECT k.id FROM contact k WHERE k.tenant_id = $1
         AND (k.id = $3 OR (k.inbox_id = $2 AND k.external_id = $4)))
     ORDER BY c.id FOR UPDATE OF c`,
    [tx.tenantId, inboxId, contactId, externalId ?? null],
  )
  return rows.map(row => ({ id: row.id, contactId: row.contact_id, held: row.held }))
}

/**
 * All that an anonymous contact has goes to another one of the same inbox; what that one has himself stays. Returns the
 * conversations. The messages change their sender too: sent again under the same id, they are the same messages.
 */
export async function moveContact(tx: TenantQuery, from: string, to: string): Promise<string[]> {
  const both = [tx.tenantId, from, to]
  const { rows } = await tx.query<{ id: string }>(
    'UPDATE conversation SET contact_id = $3 WHERE tenant_id = $1 AND contact_id = $2 RETURNING id',
    both,
  )
  const ids = rows.map(row => row.id)
  await tx.query(
    `UPDATE event e SET sender_id = $3 WHERE e.tenant_id = $1 AND e.conversation_id = ANY($4::uuid[])
       AND e.sender_kind = 'visitor' AND e.sender_id = $2
       AND NOT EXISTS (SELECT 1 FROM event o WHERE o.tenant_id = $1 AND o.inbox_id = e.inbox_id AND o.sender_id = $3
         AND o.client_message_id = e.client_message_id)`,
    [...both, ids],
  )
  await tx.query('UPDATE contact_note SET contact_id = $3 WHERE tenant_id = $1 AND contact_id = $2', both)
  await tx.query(
    `UPDATE contact t SET name = coalesce(t.name, f.name), email = coalesce(t.email, f.email),
       phone = coalesce(t.phone, f.phone), attributes = f.attributes || t.attributes,
       blocked_at = coalesce(t.blocked_at, f.blocked_at), blocked_by = coalesce(t.blocked_by, f.blocked_by),
       blocked_reason = coalesce(t.blocked_reason, f.blocked_reason)
     FROM contact f WHERE f.tenant_id = $1 AND f.id = $2 AND t.tenant_id = $1 AND t.id = $3`,
    both,
  )
  await tx.query(
    `UPDATE contact SET name = NULL, email = NULL, phone = NULL, attributes = '{}', blocked_at = NULL, blocked_by = NULL,
       blocked_reason = NULL, moved_to = $3 WHERE tenant_id = $1 AND id = $2`,
    both,
  )
  await findContactAnew(tx, to)
  return ids
}

/** His token is good no more: the browser has another one. */
export async function isMoved(db: TenantQuery, contactId: string): Promise<boolean> {
  const { rows } = await db.query('SELECT 1 FROM contact WHERE tenant_id = $1 AND id = $2 AND moved_to IS NOT NULL', [
    db.tenantId,
    contactId,
  ])
  return rows.length > 0
}
