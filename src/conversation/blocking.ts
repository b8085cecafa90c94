/** A visitor whose messages are refused, until a colleague lifts it. */
import type { TenantDb, TenantQuery } from '../db.ts'
import { lock } from './conversation.store.ts'
import { appendEvent } from './event.store.ts'
import { conversationNotFound } from './not-found.ts'

export interface BlockedVisitor {
  contactId: string
  name: string | undefined
  email: string | undefined
  phone: string | undefined
  at: string
  reason: string
  /** Who did it. */
  by: string | undefined
  /** His newest conversation. */
  conversationId: string | undefined
}

type Colleague = { id: string; name: string }

const LISTED = 200

/**
 * Blocks the visitor of a conversation, or lifts it; says so in the conversation, to agents. Returns whose it is;
 * undefined when nothing changed. @throws NotFound `conversation_not_found`.
 */
export function setBlocked(
  db: TenantDb,
  conversationId: string,
  agent: Colleague,
  blocked: boolean,
  reason = '',
): Promise<{ contactId: string } | undefined> {
  return db.transaction(async tx => {
    const locked = await lock(tx, conversationId)
    if (locked === undefined) throw conversationNotFound(conversationId)
    const { contactId } = locked
    if (!(await write(tx, contactId, agent, blocked, reason))) return undefined
    await appendEvent(tx, conversationId, {
      sender: { kind: 'agent', ...agent },
      body: { kind: 'blocked', blocked, ...(reason === '' ? {} : { reason }) },
    })
    return { contactId }
  })
}

async function write(tx: TenantQuery, contactId: string, agent: Colleague, blocked: boolean, reason: string) {
  const { count } = await tx.query(
    blocked
      ? `UPDATE contact SET blocked_at = now(), blocked_by = $3, blocked_reason = $4
         WHERE tenant_id = $1 AND id = $2 AND blocked_at IS NULL`
      : `UPDATE contact SET blocked_at = NULL, blocked_by = NULL, blocked_reason = NULL
         WHERE tenant_id = $1 AND id = $2 AND blocked_at IS NOT NULL`,
    blocked ? [tx.tenantId, contactId, agent.id, reason] : [tx.tenantId, contactId],
  )
  return count > 0
}

export async function isBlocked(db: TenantQuery, contactId: string): Promise<boolean> {
  const { rows } = await db.query('SELECT 1 FROM contact WHERE tenant_id = $1 AND id = $2 AND blocked_at IS NOT NULL', [
    db.tenantId,
    contactId,
  ])
  return rows.length > 0
}

/** All blocked visitors, the last one first. */
export async function listBlocked(db: TenantQuery): Promise<BlockedVisitor[]> {
  const { rows } = await db.query<{
    id: string
    name: string | null
    email: string | null
    phone: string | null
    blocked_at: Date
    blocked_reason: string | null
    by_name: string | null
    conversation_id: string | null
  }>(
    `SELECT k.id, k.name, k.email, k.phone, k.blocked_at, k.blocked_reason, a.name AS by_name,
       (SELECT c.id FROM conversation c WHERE c.tenant_id = k.tenant_id AND c.contact_id = k.id ORDER BY c.id DESC LIMIT 1)
         AS conversation_id
     FROM contact k LEFT JOIN agent a ON a.tenant_id = k.tenant_id AND a.id = k.blocked_by
     WHERE k.tenant_id = $1 AND k.blocked_at IS NOT NULL ORDER BY k.blocked_at DESC LIMIT ${LISTED}`,
    [db.tenantId],
  )
  return rows.map(row => ({
    contactId: row.id,
    name: row.name ?? undefined,
    email: row.email ?? undefined,
    phone: row.phone ?? undefined,
    at: row.blocked_at.toISOString(),
    reason: row.blocked_reason ?? '',
    by: row.by_name ?? undefined,
    conversationId: row.conversation_id ?? undefined,
  }))
}
