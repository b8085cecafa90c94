/** Priority by waiting: who has waited so long goes before others, once, where the tenant wants it. */
import type { Db } from '../db.ts'

export interface Raised {
  tenantId: string
  conversationId: string
  contactId: string
}

const AT_ONCE = 200

/** Raises who is due, under each conversation's lock; returns whom. Safe with many processes; one indexed statement where nobody wants it. */
export async function raiseWaiting(db: Db): Promise<Raised[]> {
  const raised: Raised[] = []
  for (const due of await findDue(db)) {
    const { rows } = await db.tenant(due.tenantId).query<{ contact_id: string }>(
      `WITH c AS MATERIALIZED (SELECT id, contact_id FROM conversation WHERE tenant_id = $1 AND id = $2 FOR UPDATE)
       UPDATE handoff SET priority = least(100, priority + $4), raised_at = now() FROM c
       WHERE handoff.tenant_id = $1 AND handoff.id = $3 AND handoff.conversation_id = c.id
         AND handoff.state IN ('waiting', 'offered') AND handoff.raised_at IS NULL RETURNING c.contact_id`,
      [due.tenantId, due.conversationId, due.handoffId, due.by],
    )
    const [row] = rows
    if (row) raised.push({ tenantId: due.tenantId, conversationId: due.conversationId, contactId: row.contact_id })
  }
  return raised
}

async function findDue(db: Db): Promise<{ tenantId: string; conversationId: string; handoffId: string; by: number }[]> {
  const { rows } = await db.query<{ tenant_id: string; conversation_id: string; id: string; by: number }>(
    `SELECT h.tenant_id, h.conversation_id, h.id, (s.value -> 'waiting' ->> 'by')::int AS by
     FROM setting s JOIN handoff h ON h.tenant_id = s.tenant_id
     WHERE s.key = 'handover' AND s.value -> 'waiting' ->> 'on' = 'true'
       AND h.state IN ('waiting', 'offered') AND h.raised_at IS NULL
       AND h.queued_at < now() - make_interval(mins => (s.value -> 'waiting' ->> 'afterMinutes')::int)
     ORDER BY h.queued_at LIMIT ${AT_ONCE}`,
  )
  return rows.map(row => ({
    tenantId: row.tenant_id,
    conversationId: row.conversation_id,
    handoffId: row.id,
    by: row.by,
  }))
}
