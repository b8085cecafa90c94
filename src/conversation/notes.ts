/** Private notes: what agents tell each other in a conversation. Its visitor never gets them. */
import type { TenantDb, TenantQuery } from '../db.ts'
import type { EventBody } from '../message.ts'
import { lock } from './conversation.store.ts'
import { conversationNotFound } from './not-found.ts'
import { findSame } from './receive.ts'
import { sayFromDesk } from './say.ts'

export interface NewNote {
  clientMessageId: string
  text: string
  /** Colleagues who are named in it. */
  mentions: readonly string[]
}

export interface NoteReceipt {
  seq: number
  duplicate: boolean
  contactId: string
  /** Who is told of it: the named ones who may work here. */
  mentioned: string[]
}

/**
 * Adds a note, by any agent, to any conversation; the same client_message_id again is the same note.
 * @throws NotFound `conversation_not_found`; Conflict `client_message_id_conflict`.
 */
export function addNote(
  db: TenantDb,
  conversationId: string,
  agent: { id: string; name: string },
  note: NewNote,
): Promise<NoteReceipt> {
  return db.transaction(async tx => {
    const locked = await lock(tx, conversationId)
    if (locked === undefined) throw conversationNotFound(conversationId)
    const { contactId } = locked
    const mentions = await readNamed(tx, note.mentions, agent.id)
    const body: EventBody = { kind: 'note', text: note.text, ...(mentions.length === 0 ? {} : { mentions }) }
    const same = await findSame(tx, locked.inboxId, agent.id, note.clientMessageId, body)
    if (same !== undefined) return { seq: same.seq, duplicate: true, contactId, mentioned: [] }
    const seq = await sayFromDesk(tx, conversationId, agent, body, note.clientMessageId)
    const mentioned = mentions.map(one => one.id)
    await insertMentions(tx, conversationId, seq, mentioned)
    return { seq, duplicate: false, contactId, mentioned }
  })
}

/** Nobody is told of what he wrote himself; who may not work here any more is not told either. */
async function readNamed(tx: TenantQuery, ids: readonly string[], writer: string) {
  if (ids.length === 0) return []
  const { rows } = await tx.query<{ id: string; name: string }>(
    `SELECT id, name FROM agent WHERE tenant_id = $1 AND id = ANY($2::uuid[]) AND id <> $3 AND NOT disabled ORDER BY name, id`,
    [tx.tenantId, ids, writer],
  )
  return rows
}

async function insertMentions(tx: TenantQuery, conversationId: string, seq: number, agentIds: readonly string[]) {
  if (agentIds.length === 0) return
  await tx.query(
    `INSERT INTO mention (tenant_id, agent_id, conversation_id, seq) SELECT $1, m, $2, $3 FROM unnest($4::uuid[]) AS m`,
    [tx.tenantId, conversationId, seq, agentIds],
  )
}

/** He has seen where he is named in this conversation; true when something was new to him. */
export async function readMentions(db: TenantQuery, conversationId: string, agentId: string): Promise<boolean> {
  const { count } = await db.query(
    `UPDATE mention SET read_at = now() WHERE tenant_id = $1 AND conversation_id = $2 AND agent_id = $3 AND read_at IS NULL`,
    [db.tenantId, conversationId, agentId],
  )
  return count > 0
}
