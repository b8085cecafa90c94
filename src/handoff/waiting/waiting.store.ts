/** What a tenant's queue looks like now, and what was measured of it: one statement, whoever asks. */
import { one, type TenantQuery } from '../../db.ts'
import { NOW_MS, QUEUE_ORDER } from '../handoff.store.ts'
import { ABILITIES, STORED_ROUTING } from '../routing/routing.store.ts'
import { DEFAULT_ROUTING, type RoutingSettings } from '../routing/settings.ts'
import type { AbleAgent, Demand } from '../routing/strategy.ts'
import type { BusinessHours } from './business-hours.ts'
import { MEASURED_AT_MOST } from './estimate.ts'
import type { AgentAtWork, PastHandoff } from './queue-facts.ts'
import type { PastDemand } from './reach.ts'

/** Whoever is further back is told his place when his own socket asks. */
const QUEUED_AT_MOST = 1000
const MEASURED_DAYS = 30

export interface QueueRows {
  /** The database's clock, ms since 1970. */
  now: number
  /** In the queue's order. */
  queued: readonly QueuedHandoff[]
  /** Those who are online and connected. */
  agents: readonly (AgentAtWork & AbleAgent)[]
  past: readonly (PastHandoff & PastDemand)[]
  routing: RoutingSettings
  /** By inbox, of those who have any. */
  hours: Readonly<Record<string, BusinessHours>>
}

export interface QueuedHandoff extends Demand {
  conversationId: string
  inboxId: string
  /** How much of an agent's capacity it takes. */
  weight: number
}

const ms = (time: string) => `floor(extract(epoch FROM ${time}) * 1000)::bigint`

const PRESENT = `a.tenant_id = $1 AND a.availability = 'online' AND NOT a.disabled
  AND EXISTS (SELECT 1 FROM presence p WHERE p.tenant_id = a.tenant_id AND p.agent_id = a.id AND p.expires_at > now())`

const DEMAND = `${ms('h.queued_at')} AS "queuedAt", h.team_id AS "teamId", h.language, h.skills`

const QUEUED = `
  SELECT h.conversation_id AS "conversationId", c.inbox_id AS "inboxId", h.weight, ${DEMAND},
    ${ms('coalesce(h.team_since, h.queued_at)')} AS "teamSince", h.declined_by AS "declinedBy"
  FROM handoff h JOIN conversation c ON c.tenant_id = h.tenant_id AND c.id = h.conversation_id
  WHERE h.tenant_id = $1 AND h.state IN ('waiting', 'offered') ORDER BY ${QUEUE_ORDER} LIMIT ${QUEUED_AT_MOST}`

const AGENTS = `
  SELECT a.id, a.capacity, ${ABILITIES}, coalesce((SELECT jsonb_agg(${ms('h.assigned_at')}) FROM handoff h
    WHERE h.tenant_id = a.tenant_id AND h.agent_id = a.id AND h.state = 'assigned'), '[]') AS running
  FROM agent a WHERE ${PRESENT}`

const PAST = `
  SELECT ${DEMAND}, ${ms('h.assigned_at')} AS "assignedAt", ${ms('h.closed_at')} AS "closedAt", h.agent_id AS "agentId"
  FROM handoff h WHERE h.tenant_id = $1 AND h.state = 'closed' AND h.closed_at > now() - interval '${MEASURED_DAYS} days'
  ORDER BY h.closed_at DESC LIMIT ${MEASURED_AT_MOST}`

/** What is null is left out. */
const list = (query: string, name: string) =>
  `coalesce((SELECT jsonb_agg(jsonb_strip_nulls(to_jsonb(${name}))) FROM (${query}) ${name}), '[]') AS ${name}`

/** Everything that places and estimates are made of. */
export async function readQueue(db: TenantQuery): Promise<QueueRows> {
  const rows = await db.query<{
    now: string
    queued: QueueRows['queued']
    agents: QueueRows['agents']
    past: QueueRows['past']
    routing: Partial<RoutingSettings> | null
    hours: QueueRows['hours']
  }>(
    `SELECT (${NOW_MS})::text AS now, ${list(QUEUED, 'queued')}, ${list(AGENTS, 'agents')}, ${list(PAST, 'past')},
       ${STORED_ROUTING} AS routing,
       coalesce((SELECT jsonb_object_agg(i.id, i.settings -> 'businessHours') FROM inbox i
         WHERE i.tenant_id = $1 AND i.settings ? 'businessHours'), '{}') AS hours`,
    [db.tenantId],
  )
  const { now, queued, agents, past, routing, hours } = one(rows)
  return {
    now: Number(now),
    queued,
    agents,
    past: past.toReversed(),
    routing: { ...DEFAULT_ROUTING, ...routing },
    hours,
  }
}
