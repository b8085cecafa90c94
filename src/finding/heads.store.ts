/** The numbers at the head of every open desk of a tenant, in one statement: with 200 desks one each was all the work. */
import { one, type TenantQuery } from '../db.ts'

export interface Heads {
  /** Conversations that wait. */
  queue: number
  /** By agent: what he holds, and notes that name him and that he has not read. Missing: nothing. */
  byAgent: Record<string, { mine: number; mentions: number }>
}

export async function countHeads(db: TenantQuery, agentIds: readonly string[]): Promise<Heads> {
  const row = one(
    await db.query<{ queue: number; by_agent: Heads['byAgent'] }>(
      `SELECT
        (SELECT count(*)::int FROM handoff WHERE tenant_id = $1 AND state IN ('waiting', 'offered')) AS queue,
        coalesce((SELECT jsonb_object_agg(x.id, jsonb_build_object('mine', x.mine, 'mentions', x.mentions)) FROM (
          SELECT a.id,
            (SELECT count(*)::int FROM handoff h WHERE h.tenant_id = $1 AND h.state = 'assigned' AND h.agent_id = a.id) AS mine,
            (SELECT count(*)::int FROM mention m WHERE m.tenant_id = $1 AND m.agent_id = a.id AND m.read_at IS NULL) AS mentions
          FROM unnest($2::uuid[]) AS a(id)) x), '{}') AS by_agent`,
      [db.tenantId, agentIds],
    ),
  )
  return { queue: row.queue, byAgent: row.by_agent }
}
