/** The questions to which the bot said that it did not know, with the visitors' words. */
import type { TenantQuery } from '../db.ts'

export interface Unanswered {
  text: string
  at: string
  conversationId: string
}

/** Newest first, of the last `days`. */
export async function readUnanswered(
  db: TenantQuery,
  { days, limit }: { days: number; limit: number },
): Promise<Unanswered[]> {
  const { rows } = await db.query<{ text: string; at: Date; conversation_id: string }>(
    `SELECT q.body -> 'content' ->> 'text' AS text, b.at, b.conversation_id
     FROM event b JOIN LATERAL (SELECT e.body FROM event e WHERE e.tenant_id = b.tenant_id
       AND e.conversation_id = b.conversation_id AND e.seq < b.seq AND e.kind = 'message' AND e.sender_kind = 'visitor'
       ORDER BY e.seq DESC LIMIT 1) q ON true
     WHERE b.tenant_id = $1 AND b.sender_kind = 'bot' AND b.kind = 'message' AND b.at > now() - make_interval(days => $2)
       AND (b.provenance ->> 'decision' = 'fallback' OR b.provenance ->> 'rule' = 'fallback')
     ORDER BY b.at DESC LIMIT $3`,
    [db.tenantId, days, limit],
  )
  return rows.map(row => ({ text: row.text, at: row.at.toISOString(), conversationId: row.conversation_id }))
}
