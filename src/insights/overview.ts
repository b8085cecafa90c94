/** The console's first screen: what runs, and how well the bot answers. */
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
