/** The console's first screen: what runs, how well the bot answers, what it could not answer. */
import { one, type TenantQuery } from '../db.ts'

export interface Activity {
  /** Not resolved now. */
  open: number
  waiting: number
  assigned: number
  resolvedToday: number
}

export async function readActivity(db: TenantQuery): Promise<Activity> {
  return one(
    await db.query<Activity>(
      `SELECT
         (SELECT count(*)::int FROM conversation WHERE tenant_id = $1 AND status <> 'resolved') AS open,
         (SELECT count(*)::int FROM handoff WHERE tenant_id = $1 AND state IN ('waiting', 'offered')) AS waiting,
         (SELECT count(*)::int FROM handoff WHERE tenant_id = $1 AND state = 'assigned') AS assigned,
         (SELECT count(*)::int FROM conversation WHERE tenant_id = $1 AND status = 'resolved'
            AND resolved_at >= date_trunc('day', now())) AS "resolvedToday"`,
      [db.tenantId],
    ),
  )
}

/** What the bot's messages of the last seven days were, counted. */
export interface BotActivity {
  answered: number
  clarified: number
  fallback: number
  escalated: number
}

export async function readBotActivity(db: TenantQuery): Promise<BotActivity> {
  return one(
    await db.query<BotActivity>(
      `SELECT
         count(*) FILTER (WHERE provenance ->> 'decision' IN ('answer', 'intent', 'small_talk'))::int AS answered,
         count(*) FILTER (WHERE provenance ->> 'decision' = 'clarify')::int AS clarified,
         count(*) FILTER (WHERE provenance ->> 'decision' = 'fallback')::int AS fallback,
         count(*) FILTER (WHERE provenance ->> 'decision' = 'escalate')::int AS escalated
       FROM event WHERE tenant_id = $1 AND sender_kind = 'bot' AND kind = 'message' AND at > now() - interval '7 days'`,
      [db.tenantId],
    ),
  )
}

export interface Unanswered {
  text: string
  at: string
  conversationId: string
}

const UNANSWERED_SHOWN = 20

/** The newest questions to which the bot said that it did not know, with the visitor's words before it. */
export async function readUnanswered(db: TenantQuery): Promise<Unanswered[]> {
  const { rows } = await db.query<{ text: string; at: Date; conversation_id: string }>(
    `SELECT q.body -> 'content' ->> 'text' AS text, b.at, b.conversation_id
     FROM event b JOIN LATERAL (SELECT e.body FROM event e WHERE e.tenant_id = b.tenant_id
       AND e.conversation_id = b.conversation_id AND e.seq < b.seq AND e.kind = 'message' AND e.sender_kind = 'visitor'
       ORDER BY e.seq DESC LIMIT 1) q ON true
     WHERE b.tenant_id = $1 AND b.sender_kind = 'bot' AND b.kind = 'message'
       AND (b.provenance ->> 'decision' = 'fallback' OR b.provenance ->> 'rule' = 'fallback')
     ORDER BY b.at DESC LIMIT ${UNANSWERED_SHOWN}`,
    [db.tenantId],
  )
  return rows.map(row => ({ text: row.text, at: row.at.toISOString(), conversationId: row.conversation_id }))
}
