/** What a tenant's queue looks like now, and what was measured of it: one statement, whoever asks. */
import { one, type TenantQuery } from '../../db.ts'
import { NOW_MS, QUEUE_ORDER } from '../handoff.store.ts'
import type { BusinessHours } from './business-hours.ts'
import { MEASURED_AT_MOST } from './estimate.ts'
import type { AgentAtWork, PastHandoff } from './queue-facts.ts'

/** Whoever is further back is told his place when his own socket asks. */
const QUEUED_AT_MOST = 1000
const MEASURED_DAYS = 30

export interface QueueRows {
  /** The database's clock, ms since 1970. */
  now: number
  /** In the queue's order. */
  queued: readonly QueuedHandoff[]
  /** Those who are online and connected. */
  agents: readonly AgentAtWork[]
  past: readonly PastHandoff[]
  /** By inbox, of those who have any. */
  hours: Readonly<Record<string, BusinessHours>>
}

export interface QueuedHandoff {
  conversationId: string
  inboxId: string
  queuedAt: number
  /** How much of an agent's capacity it takes. */
  weight: number
  /** The routing offers it to some of the agents only: it does not go by the queue's order alone. */
  choosy: boolean
}

const ms = (time: string) => `floor(extract(epoch FROM ${time}) * 1000)::bigint`

const PRESENT = `a.tenant_id = $1 AND a.availability = 'online' AND NOT a.disabled
  AND EXISTS (SELECT 1 FROM presence p WHERE p.tenant_id = a.tenant_id AND p.agent_id = a.id AND p.expires_at > now())`

const QUEUED = `
  SELECT h.conversation_id AS "conversationId", c.inbox_id AS "inboxId", ${ms('h.queued_at')} AS "queuedAt", h.weight,
    coalesce(s.value ->> 'strategy', 'manual') <> 'manual' AND (h.team_id IS NOT NULL OR h.skills <> '[]'
      OR EXISTS (SELECT 1 FROM agent a WHERE ${PRESENT} AND NOT a.languages ? coalesce(h.language, ''))) AS choosy
  FROM handoff h JOIN conversation c ON c.tenant_id = h.tenant_id AND c.id = h.conversation_id
  LEFT JOIN setting s ON s.tenant_id = h.tenant_id AND s.key = 'routing'
  WHERE h.tenant_id = $1 AND h.state IN ('waiting', 'offered') ORDER BY ${QUEUE_ORDER} LIMIT ${QUEUED_AT_MOST}`

const AGENTS = `
  SELECT a.id, a.capacity, coalesce((SELECT jsonb_agg(${ms('h.assigned_at')}) FROM handoff h
    WHERE h.tenant_id = a.tenant_id AND h.agent_id = a.id AND h.state = 'assigned'), '[]') AS running
  FROM agent a WHERE ${PRESENT}`

const PAST = `
  SELECT ${ms('h.queued_at')} AS "queuedAt", ${ms('h.assigned_at')} AS "assignedAt", ${ms('h.closed_at')} AS "closedAt",
    h.agent_id AS "agentId"
  FROM handoff h WHERE h.tenant_id = $1 AND h.state = 'closed' AND h.closed_at > now() - interval '${MEASURED_DAYS} days'
  ORDER BY h.closed_at DESC LIMIT ${MEASURED_AT_MOST}`

const list = (query: string, name: string) =>
  `coalesce((SELECT jsonb_agg(to_jsonb(${name})) FROM (${query}) ${name}), '[]') AS ${name}`

/** Everything that places and estimates are made of. */
export async function readQueue(db: TenantQuery): Promise<QueueRows> {
  const rows = await db.query<{
    now: string
    queued: QueuedHandoff[]
    agents: AgentAtWork[]
    past: (Omit<PastHandoff, 'assignedAt' | 'agentId'> & { assignedAt: number | null; agentId: string | null })[]
    hours: Record<string, BusinessHours>
  }>(
    `SELECT (${NOW_MS})::text AS now, ${list(QUEUED, 'queued')}, ${list(AGENTS, 'agents')}, ${list(PAST, 'past')},
       coalesce((SELECT jsonb_object_agg(i.id, i.settings -> 'businessHours') FROM inbox i
         WHERE i.tenant_id = $1 AND i.settings ? 'businessHours'), '{}') AS hours`,
    [db.tenantId],
  )
  const { now, queued, agents, past, hours } = one(rows)
  return {
    now: Number(now),
    queued,
    agents,
    past: past
      .map(({ assignedAt, agentId, ...rest }) => ({
        ...rest,
        assignedAt: assignedAt ?? undefined,
        agentId: agentId ?? undefined,
      }))
      .reverse(),
    hours,
  }
}
