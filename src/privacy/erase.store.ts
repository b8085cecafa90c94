/**
 * The rows of a conversation go, all of them, and counts stay. What refers to a conversation, an event or a contact has
 * to go with it (ON DELETE CASCADE) or stand here: otherwise the database refuses, and a test fails.
 */
import type { TenantQuery } from '../db.ts'
import { findOpen, releaseCapacity } from '../handoff/handoff.store.ts'
import { newId } from '../id.ts'

/** What is gone. */
export interface Erased {
  conversationId: string
  contactId: string
  messages: number
}

/** Under the conversation's lock, whoever holds it; undefined when it is gone already. */
export async function eraseConversation(tx: TenantQuery, conversationId: string): Promise<Erased | undefined> {
  const { rows } = await tx.query<{ inbox_id: string; contact_id: string }>(
    'SELECT inbox_id, contact_id FROM conversation WHERE tenant_id = $1 AND id = $2 FOR UPDATE',
    [tx.tenantId, conversationId],
  )
  if (rows[0] === undefined) return undefined
  const handoff = await findOpen(tx, conversationId)
  await keepCounts(tx, conversationId, rows[0].inbox_id)
  const messages = await deleteRows(tx, conversationId)
  // Lock order: conversation -> handoff -> agent.
  if (handoff?.agentId !== undefined) await releaseCapacity(tx, handoff.agentId, handoff.weight)
  return { conversationId, contactId: rows[0].contact_id, messages }
}

/** Always in the order of the key: two that count at once must not wait for each other. */
async function keepCounts(tx: TenantQuery, conversationId: string, inboxId: string): Promise<void> {
  await tx.query(
    `INSERT INTO erased_count (tenant_id, inbox_id, day, name, count)
     SELECT $1, $3, (said.at AT TIME ZONE 'UTC')::date AS day, said.name, count(*)::int FROM (
       SELECT created_at AS at, 'conversations' AS name FROM conversation WHERE tenant_id = $1 AND id = $2
       UNION ALL
       SELECT resolved_at, 'resolved' FROM conversation WHERE tenant_id = $1 AND id = $2 AND resolved_at IS NOT NULL
       UNION ALL
       SELECT at, 'messages.' || sender_kind FROM event
         WHERE tenant_id = $1 AND conversation_id = $2 AND kind = 'message'
       UNION ALL
       SELECT at, 'bot.' || (provenance ->> 'decision') FROM event
         WHERE tenant_id = $1 AND conversation_id = $2 AND kind = 'message' AND provenance ->> 'decision' IS NOT NULL
       UNION ALL
       SELECT queued_at, 'handoffs.' || reason FROM handoff WHERE tenant_id = $1 AND conversation_id = $2
       UNION ALL
       SELECT at, CASE WHEN helpful THEN 'feedback.helpful' ELSE 'feedback.unhelpful' END FROM answer_feedback
         WHERE tenant_id = $1 AND conversation_id = $2
       UNION ALL
       SELECT rated_at, 'ratings.' || served_by || '.' || score FROM rating
         WHERE tenant_id = $1 AND conversation_id = $2 AND rated_at IS NOT NULL
     ) said GROUP BY day, said.name ORDER BY day, said.name
     ON CONFLICT (tenant_id, inbox_id, day, name) DO UPDATE SET count = erased_count.count + excluded.count`,
    [tx.tenantId, conversationId, inboxId],
  )
}

/** Returns how many messages there were. `search_due` says only which lines to read again: the indexing finds them gone. */
async function deleteRows(tx: TenantQuery, conversationId: string): Promise<number> {
  const which = [tx.tenantId, conversationId]
  await tx.query('DELETE FROM turn WHERE tenant_id = $1 AND conversation_id = $2', which)
  await tx.query('DELETE FROM handoff WHERE tenant_id = $1 AND conversation_id = $2', which)
  const { rows } = await tx.query<{ n: number }>(
    `WITH gone AS (DELETE FROM event WHERE tenant_id = $1 AND conversation_id = $2 RETURNING kind)
     SELECT count(*) FILTER (WHERE kind = 'message')::int AS n FROM gone`,
    which,
  )
  await tx.query('DELETE FROM conversation WHERE tenant_id = $1 AND id = $2', which)
  return rows[0]?.n ?? 0
}

export async function conversationsOf(db: TenantQuery, contactId: string): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    'SELECT id FROM conversation WHERE tenant_id = $1 AND contact_id = $2 ORDER BY id',
    [db.tenantId, contactId],
  )
  return rows.map(row => row.id)
}

/** With the empty contacts that browsers of his were before. False while there are conversations of his, or when he is gone. */
export async function deleteContact(tx: TenantQuery, contactId: string): Promise<boolean> {
  const { count } = await tx.query(
    `DELETE FROM contact k WHERE tenant_id = $1 AND id = $2
       AND NOT EXISTS (SELECT 1 FROM conversation c WHERE c.tenant_id = k.tenant_id AND c.contact_id = k.id)`,
    [tx.tenantId, contactId],
  )
  if (count > 0) await tx.query('DELETE FROM contact WHERE tenant_id = $1 AND moved_to = $2', [tx.tenantId, contactId])
  return count > 0
}

/** The proof that it was done; the audit log says by whom. */
export async function recordRequest(
  tx: TenantQuery,
  kind: 'export' | 'erasure',
  contactId: string,
  { conversations, messages }: { conversations: number; messages: number },
): Promise<void> {
  await tx.query(
    `INSERT INTO data_request (tenant_id, id, contact_id, kind, conversations, messages) VALUES ($1, $2, $3, $4, $5, $6)`,
    [tx.tenantId, newId(), contactId, kind, conversations, messages],
  )
}

/**
 * Of an inbox, one conversation in which nothing has happened for so many days, and that nobody holds: locked, so that
 * no other process takes it too. Undefined when there is none.
 */
export async function takeOldest(
  tx: TenantQuery,
  inboxId: string,
  days: number,
  status: 'open' | 'resolved',
): Promise<string | undefined> {
  // `<>` and `=` say the same twice: the one is the index's own condition.
  const is = status === 'resolved' ? `c.status = 'resolved'` : `c.status <> 'resolved' AND c.status = 'open'`
  const { rows } = await tx.query<{ id: string }>(
    `SELECT c.id FROM conversation c WHERE c.tenant_id = $1 AND ${is} AND c.inbox_id = $2
       AND c.last_at < now() - make_interval(days => $3)
       AND NOT EXISTS (SELECT 1 FROM handoff h WHERE h.tenant_id = c.tenant_id AND h.conversation_id = c.id
         AND h.state <> 'closed')
     ORDER BY c.last_at, c.id LIMIT 1 FOR UPDATE OF c SKIP LOCKED`,
    [tx.tenantId, inboxId, days],
  )
  return rows[0]?.id
}

/** Contacts who are as old and have no conversation, at most so many; returns who is gone. */
export async function deleteOldContacts(
  db: TenantQuery,
  inboxId: string,
  days: number,
  limit: number,
): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    `DELETE FROM contact WHERE tenant_id = $1 AND id IN (
       SELECT k.id FROM contact k WHERE k.tenant_id = $1 AND k.inbox_id = $2
         AND k.created_at < now() - make_interval(days => $3)
         AND NOT EXISTS (SELECT 1 FROM conversation c WHERE c.tenant_id = k.tenant_id AND c.contact_id = k.id)
       ORDER BY k.id LIMIT $4 FOR UPDATE OF k SKIP LOCKED) RETURNING id`,
    [db.tenantId, inboxId, days, limit],
  )
  return rows.map(row => row.id)
}
