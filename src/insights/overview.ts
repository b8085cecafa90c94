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
            AND resolved_at >= date_trunc('day', now()))
           + (SELECT coalesce(sum(count), 0)::int FROM erased_count WHERE tenant_id = $1 AND name = 'resolved'
            AND day = (now() AT TIME ZONE 'UTC')::date) AS "resolvedToday"`,
      [db.tenantId],
    ),
  )
}

/** What the bot's messages of the last seven days were, counted; those to visitors who are erased count on. */
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
         coalesce(sum(count) FILTER (WHERE decision IN ('answer', 'intent', 'small_talk')), 0)::int AS answered,
         coalesce(sum(count) FILTER (WHERE decision = 'clarify'), 0)::int AS clarified,
         coalesce(sum(count) FILTER (WHERE decision = 'fallback'), 0)::int AS fallback,
         coalesce(sum(count) FILTER (WHERE decision = 'escalate'), 0)::int AS escalated
       FROM (
         SELECT provenance ->> 'decision' AS decision, count(*) FROM event
         WHERE tenant_id = $1 AND sender_kind = 'bot' AND kind = 'message' AND at > now() - interval '7 days' GROUP BY 1
         UNION ALL
         SELECT substr(name, 5), sum(count) FROM erased_count
         WHERE tenant_id = $1 AND name LIKE 'bot.%' AND day > (now() AT TIME ZONE 'UTC')::date - 7 GROUP BY 1
       ) said`,
      [db.tenantId],
    ),
  )
}
