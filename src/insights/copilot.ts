/** What agents do with the answers that are suggested to them. */
import { one, type TenantQuery } from '../db.ts'

export interface SuggestionUse {
  /** Visitors' questions for which something was suggested. */
  questions: number
  /** Suggestions that were shown; at most three a question. */
  offered: number
  /** Put into a reply. */
  inserted: number
  /** Sent as they were suggested. */
  sentUnchanged: number
  /** Sent after the agent had changed them. */
  sentEdited: number
}

/** Of suggestions offered from `from` on and before `to`; without bounds, of all. */
export async function readSuggestionUse(
  db: TenantQuery,
  { from, to }: { from?: string | undefined; to?: string | undefined },
): Promise<SuggestionUse> {
  return one(
    await db.query<SuggestionUse>(
      `SELECT count(DISTINCT (conversation_id, agent_id, seq))::int AS questions, count(*)::int AS offered,
         count(inserted_at)::int AS inserted,
         (count(*) FILTER (WHERE sent_at IS NOT NULL AND NOT edited))::int AS "sentUnchanged",
         (count(*) FILTER (WHERE sent_at IS NOT NULL AND edited))::int AS "sentEdited"
       FROM suggestion WHERE tenant_id = $1 AND ($2::timestamptz IS NULL OR offered_at >= $2)
         AND ($3::timestamptz IS NULL OR offered_at < $3)`,
      [db.tenantId, from ?? null, to ?? null],
    ),
  )
}
