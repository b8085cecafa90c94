/** The rows of handoffs: the queue and who was given what. Lock order: conversation -> handoff -> agent. */
import { json, type TenantQuery } from '../db.ts'
import { newId } from '../id.ts'
import type { HandoffReason } from '../message.ts'
import type { Packet } from './packet.ts'

export interface Handoff {
  id: string
  conversationId: string
  state: 'waiting' | 'offered' | 'assigned'
  reason: HandoffReason
  agentId: string | undefined
  /** Grows with each assignment; a reply that names an older one is refused. */
  epoch: number
}

interface HandoffRow {
  id: string
  conversation_id: string
  state: Handoff['state']
  reason: HandoffReason
  agent_id: string | null
  epoch: number
}

const COLUMNS = 'id, conversation_id, state, reason, agent_id, epoch'

const toHandoff = (row: HandoffRow): Handoff => ({
  id: row.id,
  conversationId: row.conversation_id,
  state: row.state,
  reason: row.reason,
  agentId: row.agent_id ?? undefined,
  epoch: row.epoch,
})

/** The conversation's handoff that is not closed; to be read under the conversation's lock. */
export async function findOpen(tx: TenantQuery, conversationId: string): Promise<Handoff | undefined> {
  const { rows } = await tx.query<HandoffRow>(
    `SELECT ${COLUMNS} FROM handoff WHERE tenant_id = $1 AND conversation_id = $2 AND state <> 'closed'`,
    [tx.tenantId, conversationId],
  )
  return rows[0] === undefined ? undefined : toHandoff(rows[0])
}

/** Puts a conversation at the end of the queue. */
export async function insertWaiting(
  tx: TenantQuery,
  conversationId: string,
  reason: HandoffReason,
  packet: Packet,
): Promise<Handoff> {
  const { rows } = await tx.query<HandoffRow>(
    `INSERT INTO handoff (tenant_id, id, conversation_id, state, reason, packet, queued_at)
     VALUES ($1, $2, $3, 'waiting', $4, $5::jsonb, now()) RETURNING ${COLUMNS}`,
    [tx.tenantId, newId(), conversationId, reason, json(packet)],
  )
  return toHandoff(rows[0]!)
}

/** Gives a waiting handoff to an agent, compare-and-set: undefined when somebody was first. */
export async function assign(tx: TenantQuery, handoffId: string, agentId: string): Promise<Handoff | undefined> {
  const { rows } = await tx.query<HandoffRow>(
    `UPDATE handoff SET state = 'assigned', agent_id = $3, epoch = epoch + 1, assigned_at = now(), offer_expires_at = NULL
     WHERE tenant_id = $1 AND id = $2 AND state = 'waiting' RETURNING ${COLUMNS}`,
    [tx.tenantId, handoffId, agentId],
  )
  return rows[0] === undefined ? undefined : toHandoff(rows[0])
}

/** Back to the queue at the old place: `queued_at` is kept. */
export async function requeue(tx: TenantQuery, handoffId: string): Promise<void> {
  await tx.query(
    `UPDATE handoff SET state = 'waiting', agent_id = NULL, assigned_at = NULL WHERE tenant_id = $1 AND id = $2`,
    [tx.tenantId, handoffId],
  )
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

/** Reserves one place of an agent's capacity; false when he is full or disabled. */
export async function reserveCapacity(tx: TenantQuery, agentId: string): Promise<boolean> {
  const { count } = await tx.query(
    `UPDATE agent SET load = load + 1 WHERE tenant_id = $1 AND id = $2 AND load < capacity AND NOT disabled`,
    [tx.tenantId, agentId],
  )
  return count > 0
}

export async function releaseCapacity(tx: TenantQuery, agentId: string): Promise<void> {
  await tx.query('UPDATE agent SET load = greatest(load - 1, 0) WHERE tenant_id = $1 AND id = $2', [
    tx.tenantId,
    agentId,
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

/** Conversations that an agent holds. */
export async function heldBy(db: TenantQuery, agentId: string): Promise<string[]> {
  const { rows } = await db.query<{ conversation_id: string }>(
    `SELECT conversation_id FROM handoff WHERE tenant_id = $1 AND agent_id = $2 AND state = 'assigned' ORDER BY queued_at, id`,
    [db.tenantId, agentId],
  )
  return rows.map(row => row.conversation_id)
}
