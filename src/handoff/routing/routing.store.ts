/** The rows that routing reads: a tenant's setting, who waits, who is there, and which leases have lapsed. */

import { type Db, one, type TenantQuery } from '../../db.ts'
import type { HandoffReason } from '../../message.ts'
import type { Offer } from '../../protocol.ts'
import { readSetting, writeSetting } from '../../setting.ts'
import { NOW_MS, onShift, QUEUE_ORDER, type Wanted } from '../handoff.store.ts'
import type { Packet } from '../packet.ts'
import type { LapsedLease } from '../presence.store.ts'
import type { Floor } from './plan.ts'
import { NOTHING_ASKED, requirementsOf, withWants } from './requirements.ts'
import { DEFAULT_ROUTING, type NeededSkill, type RoutingSettings } from './settings.ts'
import type { PresentAgent, WaitingHandoff } from './strategy.ts'

const KEY = 'routing'
/** Of the queue's head, so much is looked at for the next offer. */
const LOOKED_AT = 200
const LAPSED_AT_ONCE = 200

export async function readRouting(db: TenantQuery): Promise<RoutingSettings> {
  return { ...DEFAULT_ROUTING, ...(await readSetting<Partial<RoutingSettings>>(db, KEY)) }
}

/** SQL: the tenant's setting as it is stored, or null. */
export const STORED_ROUTING = `(SELECT value FROM setting WHERE tenant_id = $1 AND key = '${KEY}')`

export async function writeRouting(db: TenantQuery, settings: RoutingSettings): Promise<void> {
  await writeSetting(db, KEY, settings)
}

/** What a new handoff of this conversation asks for, by the tenant's rules. */
export async function readWanted(
  db: TenantQuery,
  conversationId: string,
  reason: HandoffReason,
  packet: Packet,
): Promise<Wanted> {
  const { rules } = await readRouting(db)
  const { language, wants } = packet
  if (rules.length === 0) return { language, ...withWants(NOTHING_ASKED, wants) }
  const rows = await db.query<{ inbox_id: string }>(
    'SELECT inbox_id FROM conversation WHERE tenant_id = $1 AND id = $2',
    [db.tenantId, conversationId],
  )
  const intent = packet.understanding?.intents[0]?.name
  const asked = requirementsOf({ inboxId: one(rows).inbox_id, language, reason, intent }, rules)
  return { language, ...withWants(asked, wants) }
}

/** Tenants whose routing has something to do: somebody waits, and a strategy is set. */
export async function findTenantsToRoute(db: Db): Promise<string[]> {
  const { rows } = await db.query<{ tenant_id: string }>(
    `SELECT s.tenant_id FROM setting s WHERE s.key = '${KEY}' AND s.value ->> 'strategy' <> 'manual'
       AND EXISTS (SELECT 1 FROM handoff h WHERE h.tenant_id = s.tenant_id AND h.state = 'waiting')`,
  )
  return rows.map(row => row.tenant_id)
}

/** Everything that the next offer depends on, as of one moment. */
export async function readFloor(db: TenantQuery): Promise<Floor> {
  const { rows } = await db.query<{ now: string; waiting: WaitingRow[]; agents: AgentRow[] }>(
    `SELECT (${NOW_MS})::text AS now,
       coalesce((SELECT jsonb_agg(to_jsonb(w)) FROM (${WAITING}) w), '[]') AS waiting,
       coalesce((SELECT jsonb_agg(to_jsonb(p)) FROM (${PRESENT}) p), '[]') AS agents`,
    [db.tenantId],
  )
  const { now, waiting, agents } = rows[0]!
  return { now: Number(now), waiting: waiting.map(toWaiting), agents: agents.map(toPresent) }
}

const milliseconds = (time: string) => `floor(extract(epoch FROM ${time}) * 1000)::bigint`

const WAITING = `
  SELECT h.id, h.conversation_id, h.weight, h.priority, ${milliseconds('h.queued_at')} AS queued_at, h.team_id,
    ${milliseconds('coalesce(h.team_since, h.queued_at)')} AS team_since, h.language, h.skills, h.declined_by,
    (SELECT o.agent_id FROM conversation c
       JOIN conversation b ON b.tenant_id = c.tenant_id AND b.contact_id = c.contact_id
       JOIN handoff o ON o.tenant_id = b.tenant_id AND o.conversation_id = b.id AND o.state = 'closed'
     WHERE c.tenant_id = h.tenant_id AND c.id = h.conversation_id AND o.agent_id IS NOT NULL
     ORDER BY o.closed_at DESC LIMIT 1) AS last_agent_id
  FROM handoff h WHERE h.tenant_id = $1 AND h.state = 'waiting' ORDER BY ${QUEUE_ORDER} LIMIT ${LOOKED_AT}`

/** SQL: what an agent row `a` may be asked for, as columns. */
export const ABILITIES = `a.languages,
    coalesce((SELECT jsonb_agg(t.team_id) FROM agent_team t WHERE t.tenant_id = a.tenant_id AND t.agent_id = a.id), '[]') AS teams,
    coalesce((SELECT jsonb_object_agg(s.skill, s.level) FROM agent_skill s
      WHERE s.tenant_id = a.tenant_id AND s.agent_id = a.id), '{}') AS skills`

const PRESENT = `
  SELECT a.id, a.load, a.capacity, ${milliseconds('a.given_at')} AS given_at, ${milliseconds('a.freed_at')} AS freed_at,
    ${ABILITIES}
  FROM agent a WHERE a.tenant_id = $1 AND a.availability = 'online' AND NOT a.disabled AND ${onShift('a')}
    AND EXISTS (SELECT 1 FROM presence p WHERE p.tenant_id = a.tenant_id AND p.agent_id = a.id AND p.expires_at > now())`

interface WaitingRow {
  id: string
  conversation_id: string
  weight: number
  priority: number
  queued_at: number
  team_id: string | null
  team_since: number
  language: string | null
  skills: NeededSkill[]
  declined_by: Record<string, number>
  last_agent_id: string | null
}

const toWaiting = (row: WaitingRow): WaitingHandoff => ({
  id: row.id,
  conversationId: row.conversation_id,
  weight: row.weight,
  priority: row.priority,
  queuedAt: row.queued_at,
  teamId: row.team_id ?? undefined,
  teamSince: row.team_since,
  language: row.language ?? undefined,
  skills: row.skills,
  declinedBy: row.declined_by,
  lastAgentId: row.last_agent_id ?? undefined,
})

interface AgentRow {
  id: string
  load: number
  capacity: number
  languages: string[]
  given_at: number | null
  freed_at: number | null
  teams: string[]
  skills: Record<string, number>
}

const toPresent = ({ given_at, freed_at, ...row }: AgentRow): PresentAgent => ({
  ...row,
  givenAt: given_at ?? 0,
  freedAt: freed_at ?? 0,
})

/** Offers whose time is over, or whose agent is not there or not online any more. */
export async function findLapsedOffers(db: Db): Promise<LapsedLease[]> {
  const { rows } = await db.query<{ tenant_id: string; conversation_id: string; agent_id: string; epoch: number }>(
    `SELECT h.tenant_id, h.conversation_id, h.agent_id, h.epoch FROM handoff h
     JOIN agent a ON a.tenant_id = h.tenant_id AND a.id = h.agent_id
     WHERE h.state = 'offered' AND (h.offer_expires_at <= now() OR a.availability <> 'online' OR a.disabled
       OR NOT ${onShift('a')} OR NOT EXISTS (SELECT 1 FROM presence p WHERE p.tenant_id = h.tenant_id AND p.agent_id = h.agent_id
         AND p.expires_at > now()))
     ORDER BY h.offer_expires_at LIMIT ${LAPSED_AT_ONCE}`,
  )
  return rows.map(row => ({
    tenantId: row.tenant_id,
    conversationId: row.conversation_id,
    agentId: row.agent_id,
    epoch: row.epoch,
  }))
}

/** What is offered to an agent now, the one that lapses first before the others. */
export async function readOffers(db: TenantQuery, agentId: string): Promise<Offer[]> {
  const { rows } = await db.query<{
    conversation_id: string
    epoch: number
    left_ms: number
    offered_by: { name: string; note: string } | null
  }>(
    `SELECT conversation_id, epoch, offered_by,
       greatest(0, floor(extract(epoch FROM offer_expires_at - now()) * 1000))::int AS left_ms
     FROM handoff WHERE tenant_id = $1 AND agent_id = $2 AND state = 'offered' ORDER BY offer_expires_at, id`,
    [db.tenantId, agentId],
  )
  return rows.map(row => ({
    conversationId: row.conversation_id,
    epoch: row.epoch,
    expiresInMs: row.left_ms,
    ...(row.offered_by === null ? {} : { from: { name: row.offered_by.name, note: row.offered_by.note } }),
  }))
}
