/** The rows of parked conversations: a handoff that keeps its place while nobody works on it, and a due time. */
import type { Db, TenantQuery } from '../db.ts'
import type { ParkReason } from '../message.ts'

/** Of what is due, so much is woken at once. */
const DUE_AT_ONCE = 200

/** Parks an open handoff: nobody's any more, at its old place. `by` gets it back. */
export async function park(
  tx: TenantQuery,
  handoffId: string,
  reason: ParkReason,
  dueAt: Date,
  by: string | undefined,
): Promise<void> {
  await tx.query(
    `WITH h AS (
       UPDATE handoff SET state = 'parked', agent_id = NULL, parked_by = $5, assigned_at = NULL, offer_expires_at = NULL,
         offered_by = NULL WHERE tenant_id = $1 AND id = $2 AND state <> 'closed' RETURNING conversation_id
     )
     UPDATE conversation SET status = 'snoozed', due_at = $4, due_reason = $3
     FROM h WHERE tenant_id = $1 AND id = h.conversation_id`,
    [tx.tenantId, handoffId, reason, dueAt, by ?? null],
  )
}

export interface Parked {
  reason: ParkReason
  due: boolean
  /** Who snoozed it. */
  by: { id: string; name: string } | undefined
}

/** Why a conversation is parked, and whether its time has come by the database's clock; to be read under its lock. */
export async function readParked(tx: TenantQuery, conversationId: string): Promise<Parked | undefined> {
  const { rows } = await tx.query<{ due_reason: ParkReason; due: boolean; id: string | null; name: string | null }>(
    `SELECT c.due_reason, c.due_at <= now() AS due, a.id, a.name FROM conversation c
     JOIN handoff h ON h.tenant_id = c.tenant_id AND h.conversation_id = c.id AND h.state = 'parked'
     LEFT JOIN agent a ON a.tenant_id = h.tenant_id AND a.id = h.parked_by
     WHERE c.tenant_id = $1 AND c.id = $2 AND c.status = 'snoozed'`,
    [tx.tenantId, conversationId],
  )
  const row = rows[0]
  if (row === undefined) return undefined
  return {
    reason: row.due_reason,
    due: row.due,
    by: row.id === null ? undefined : { id: row.id, name: row.name ?? '' },
  }
}

/** Back to the queue, where it stood before. */
export async function unpark(tx: TenantQuery, handoffId: string): Promise<void> {
  await tx.query(
    `WITH h AS (
       UPDATE handoff SET state = 'waiting', parked_by = NULL WHERE tenant_id = $1 AND id = $2 AND state = 'parked'
       RETURNING conversation_id
     )
     UPDATE conversation SET status = 'open', due_at = NULL, due_reason = NULL
     FROM h WHERE tenant_id = $1 AND id = h.conversation_id`,
    [tx.tenantId, handoffId],
  )
}

/** What is parked and due, of all tenants, longest due first. */
export async function findDue(db: Db): Promise<{ tenantId: string; conversationId: string }[]> {
  const { rows } = await db.query<{ tenant_id: string; id: string }>(
    `SELECT tenant_id, id FROM conversation WHERE status = 'snoozed' AND due_at <= now() ORDER BY due_at LIMIT ${DUE_AT_ONCE}`,
  )
  return rows.map(row => ({ tenantId: row.tenant_id, conversationId: row.id }))
}
