/** The rows of handoffs: the queue and who was given what. Lock order: conversation -> handoff -> agent. */
import { json, type TenantQuery } from '../db.ts'
import { newId } from '../id.ts'
import type { HandoffReason } from '../message.ts'
import type { Packet } from './packet.ts'
import { park, unpark } from './parking.store.ts'

export interface Handoff {
  id: string
  conversationId: string
  state: 'waiting' | 'offered' | 'assigned' | 'parked'
  reason: HandoffReason
  agentId: string | undefined
  /** Grows with each offer and each assignment; a reply that names an older one is refused. */
  epoch: number
  /** How much of an agent's capacity it takes. */
  weight: number
}

/** What a new handoff asks for. */
export interface Wanted {
  language: string
  teamId: string | undefined
  skills: readonly { skill: string; level: number }[]
  priority: number
}

/** A colleague who hands a conversation on, and what he says to whom it is offered. */
export interface OfferedBy {
  id: string
  name: string
  note: string
}

interface HandoffRow {
  id: string
  conversation_id: string
  state: Handoff['state']
  reason: HandoffReason
  agent_id: string | null
  epoch: number
  weight: number
}

const COLUMNS = 'id, conversation_id, state, reason, agent_id, epoch, weight'

/** SQL: the order of the queue, for a handoff row `h`. Nobody overtakes but by priority. */
export const QUEUE_ORDER = 'h.priority DESC, h.queued_at, h.id'
/** SQL: the handoff row `q` is before `h` in the queue, or is `h`. */
export const NOT_BEHIND = '(-q.priority, q.queued_at, q.id) <= (-h.priority, h.queued_at, h.id)'

const toHandoff = (row: HandoffRow): Handoff => ({
  id: row.id,
  conversationId: row.conversation_id,
  state: row.state,
  reason: row.reason,
  agentId: row.agent_id ?? undefined,
  epoch: row.epoch,
  weight: row.weight,
})

/** The conversation's handoff that is not closed; to be read under the conversation's lock. */
export async function findOpen(tx: TenantQuery, conversationId: string): Promise<Handoff | undefined> {
  const { rows } = await tx.query<HandoffRow>(
    `SELECT ${COLUMNS} FROM handoff WHERE tenant_id = $1 AND conversation_id = $2 AND state <> 'closed'`,
    [tx.tenantId, conversationId],
  )
  return rows[0] === undefined ? undefined : toHandoff(rows[0])
}

/** Puts a conversation at the end of the queue. A team that is no more is not asked for. */
export async function insertWaiting(
  tx: TenantQuery,
  conversationId: string,
  reason: HandoffReason,
  packet: Packet,
  wanted: Wanted,
): Promise<Handoff> {
  const { rows } = await tx.query<HandoffRow>(
    `INSERT INTO handoff (tenant_id, id, conversation_id, state, reason, packet, queued_at, weight, language, priority,
       skills, team_id, team_since)
     SELECT $1, $2, $3, 'waiting', $4, $5::jsonb, now(), i.capacity_weight, $6, $7, $8::jsonb, t.id,
       CASE WHEN t.id IS NOT NULL THEN now() END
     FROM conversation c JOIN inbox i ON i.tenant_id = c.tenant_id AND i.id = c.inbox_id
     LEFT JOIN team t ON t.tenant_id = c.tenant_id AND t.id = $9::uuid
     WHERE c.tenant_id = $1 AND c.id = $3 RETURNING ${COLUMNS}`,
    [
      tx.tenantId,
      newId(),
      conversationId,
      reason,
      json(packet),
      wanted.language,
      wanted.priority,
      json(wanted.skills),
      wanted.teamId ?? null,
    ],
  )
  return toHandoff(rows[0]!)
}

/**
 * Gives a handoff to an agent who takes it from the queue, or whom it was offered to, compare-and-set: undefined when
 * somebody was first, or the offer has lapsed.
 */
export async function assign(tx: TenantQuery, handoffId: string, agentId: string): Promise<Handoff | undefined> {
  const { rows } = await tx.query<HandoffRow>(
    `UPDATE handoff SET state = 'assigned', agent_id = $3, ${ASSIGNED}
     WHERE tenant_id = $1 AND id = $2 AND (state = 'waiting'
       OR (state = 'offered' AND agent_id = $3 AND offer_expires_at > now())) RETURNING ${COLUMNS}`,
    [tx.tenantId, handoffId, agentId],
  )
  return rows[0] === undefined ? undefined : toHandoff(rows[0])
}

/** Gives a handoff to an agent, whoever has it: under the conversation's lock, by one who may. */
export async function takeAway(tx: TenantQuery, handoffId: string, agentId: string): Promise<Handoff> {
  const { rows } = await tx.query<HandoffRow>(
    `UPDATE handoff SET state = 'assigned', agent_id = $3, ${ASSIGNED}
     WHERE tenant_id = $1 AND id = $2 AND state <> 'closed' RETURNING ${COLUMNS}`,
    [tx.tenantId, handoffId, agentId],
  )
  return toHandoff(rows[0]!)
}

const ASSIGNED = `epoch = epoch + 1, assigned_at = now(), offer_expires_at = NULL, offered_by = NULL, declined_by = '{}'`

/**
 * Offers a waiting handoff to an agent for so many seconds, and reserves his capacity, in one statement; returns whose
 * conversation it is. Undefined when it waits no more, or the agent is full, not online, or not connected. Locks
 * conversation, handoff, agent in this order.
 */
export async function offer(
  db: TenantQuery,
  conversationId: string,
  agentId: string,
  seconds: number,
  offeredBy?: OfferedBy,
): Promise<{ contactId: string } | undefined> {
  const { rows } = await db.query<{ contact_id: string }>(
    `WITH c AS MATERIALIZED (SELECT id, contact_id FROM conversation WHERE tenant_id = $1 AND id = $2 FOR UPDATE),
     h AS MATERIALIZED (
       SELECT w.id, w.weight, c.contact_id FROM handoff w JOIN c ON c.id = w.conversation_id
       WHERE w.tenant_id = $1 AND w.state = 'waiting' FOR UPDATE OF w
     ), a AS (
       UPDATE agent SET load = load + h.weight, given_at = now() FROM h
       WHERE agent.tenant_id = $1 AND agent.id = $3 AND agent.load + h.weight <= agent.capacity
         AND NOT agent.disabled AND agent.availability = 'online' AND ${onShift('agent')}
         AND EXISTS (SELECT 1 FROM presence p WHERE p.tenant_id = $1 AND p.agent_id = $3 AND p.expires_at > now())
       RETURNING agent.id, h.id AS handoff_id, h.contact_id
     )
     UPDATE handoff SET state = 'offered', agent_id = a.id, epoch = epoch + 1, offered_by = $5::jsonb,
       offer_expires_at = now() + make_interval(secs => $4)
     FROM a WHERE handoff.tenant_id = $1 AND handoff.id = a.handoff_id AND handoff.state = 'waiting'
     RETURNING a.contact_id`,
    [db.tenantId, conversationId, agentId, seconds, offeredBy === undefined ? null : json(offeredBy)],
  )
  return rows[0] && { contactId: rows[0].contact_id }
}

/** Back to the queue at the old place: `queued_at` is kept. Who had it is remembered: others are asked before him. */
export async function requeue(tx: TenantQuery, handoffId: string): Promise<void> {
  await tx.query(
    `UPDATE handoff SET state = 'waiting', agent_id = NULL, assigned_at = NULL, offer_expires_at = NULL, offered_by = NULL,
       declined_by = CASE WHEN agent_id IS NULL THEN declined_by
         ELSE declined_by || jsonb_build_object(agent_id::text, ${NOW_MS}) END
     WHERE tenant_id = $1 AND id = $2`,
    [tx.tenantId, handoffId],
  )
}

/** SQL: the agent's shift has not ended; the sweeper that puts him away then comes a moment later. */
export function onShift(agent: string): string {
  return `(${agent}.shift_changes_at IS NULL OR ${agent}.shift_changes_at > now())`
}

/** SQL: the database's clock, ms since 1970. */
export const NOW_MS = 'floor(extract(epoch FROM now()) * 1000)::bigint'

/** Asks for a team from now on; false when there is no such team. */
export async function askTeam(tx: TenantQuery, handoffId: string, teamId: string): Promise<boolean> {
  const { count } = await tx.query(
    `UPDATE handoff SET team_id = $3, team_since = now() WHERE tenant_id = $1 AND id = $2
       AND EXISTS (SELECT 1 FROM team WHERE tenant_id = $1 AND id = $3)`,
    [tx.tenantId, handoffId, teamId],
  )
  return count > 0
}

export async function closeHandoff(
  tx: TenantQuery,
  handoffId: string,
  outcome: 'resolved' | 'returned_to_bot' | 'cancelled',
): Promise<void> {
  await tx.query(
    `UPDATE handoff SET state = 'closed', outcome = $3, closed_at = now() WHERE tenant_id = $1 AND id = $2`,
    [tx.tenantId, handoffId, outcome],
  )
}

/** Locks two agents in the order of their ids: two transfers that cross would otherwise wait for each other for ever. */
export async function lockAgents(tx: TenantQuery, agentIds: readonly string[]): Promise<void> {
  await tx.query('SELECT id FROM agent WHERE tenant_id = $1 AND id = ANY($2::uuid[]) ORDER BY id FOR NO KEY UPDATE', [
    tx.tenantId,
    agentIds,
  ])
}

/** Reserves some of an agent's capacity; false when he is full or disabled. */
export async function reserveCapacity(tx: TenantQuery, agentId: string, weight: number): Promise<boolean> {
  const { count } = await tx.query(
    `UPDATE agent SET load = load + $3, given_at = now()
     WHERE tenant_id = $1 AND id = $2 AND load + $3 <= capacity AND NOT disabled`,
    [tx.tenantId, agentId, weight],
  )
  return count > 0
}

/** As `reserveCapacity`, of an agent who says he is online and is connected. */
export async function reservePresent(tx: TenantQuery, agentId: string, weight: number): Promise<boolean> {
  const { count } = await tx.query(
    `UPDATE agent SET load = load + $3, given_at = now()
     WHERE tenant_id = $1 AND id = $2 AND load + $3 <= capacity AND NOT disabled AND availability = 'online' AND ${onShift('agent')}
       AND EXISTS (SELECT 1 FROM presence p WHERE p.tenant_id = $1 AND p.agent_id = $2 AND p.expires_at > now())`,
    [tx.tenantId, agentId, weight],
  )
  return count > 0
}

export async function releaseCapacity(tx: TenantQuery, agentId: string, weight: number): Promise<void> {
  await tx.query('UPDATE agent SET load = greatest(load - $3, 0), freed_at = now() WHERE tenant_id = $1 AND id = $2', [
    tx.tenantId,
    agentId,
    weight,
  ])
}

/** Adds what the visitor left (e-mail, phone) to the packet that the agent will read. */
export async function addToPacket(tx: TenantQuery, conversationId: string, part: Partial<Packet>): Promise<void> {
  await tx.query(
    `UPDATE handoff SET packet = packet || $3::jsonb WHERE tenant_id = $1 AND conversation_id = $2 AND state <> 'closed'`,
    [tx.tenantId, conversationId, json(part)],
  )
}

/** The packet of the conversation's newest handoff, closed or not. */
export async function readPacket(db: TenantQuery, conversationId: string): Promise<Packet | undefined> {
  const { rows } = await db.query<{ packet: Packet }>(
    'SELECT packet FROM handoff WHERE tenant_id = $1 AND conversation_id = $2 ORDER BY id DESC LIMIT 1',
    [db.tenantId, conversationId],
  )
  return rows[0]?.packet
}

/** Conversations that an agent holds, and those that are offered to him. */
export async function heldBy(db: TenantQuery, agentId: string): Promise<string[]> {
  const { rows } = await db.query<{ conversation_id: string }>(
    `SELECT conversation_id FROM handoff WHERE tenant_id = $1 AND agent_id = $2 AND state IN ('assigned', 'offered')
     ORDER BY queued_at, id`,
    [db.tenantId, agentId],
  )
  return rows.map(row => row.conversation_id)
}

/** What the desk does with the rows. Whoever builds a desk may hand over others: the simulation plants faults here. */
export const HANDOFF_ROWS = {
  findOpen,
  insertWaiting,
  assign,
  takeAway,
  offer,
  requeue,
  askTeam,
  closeHandoff,
  reserveCapacity,
  reservePresent,
  releaseCapacity,
  park,
  unpark,
}
export type HandoffRows = typeof HANDOFF_ROWS
