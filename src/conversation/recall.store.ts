/** The rows of messages that were taken back. */
import type { TenantQuery } from '../db.ts'
import type { EventBody, SenderKind } from '../message.ts'

export interface Recallable {
  senderKind: SenderKind
  senderId: string
  recalled: boolean
  /** Not older than the limit, by the database's clock. */
  fresh: boolean
}

/** A message, to be read under the conversation's lock. */
export async function readForRecall(
  tx: TenantQuery,
  conversationId: string,
  seq: number,
  seconds: number,
): Promise<Recallable | undefined> {
  const { rows } = await tx.query<Recallable>(
    `SELECT sender_kind AS "senderKind", sender_id AS "senderId", body -> 'recalled' IS NOT NULL AS recalled,
       at > now() - make_interval(secs => $4) AS fresh
     FROM event WHERE tenant_id = $1 AND conversation_id = $2 AND seq = $3 AND kind = 'message'`,
    [tx.tenantId, conversationId, seq, seconds],
  )
  return rows[0]
}

/** Whatever else holds a message's words must let go of them here too. */
export async function blankMessage(
  tx: TenantQuery,
  conversationId: string,
  seq: number,
  agentId: string,
): Promise<void> {
  await tx.query(
    `INSERT INTO recalled_message (tenant_id, conversation_id, seq, body, agent_id)
     SELECT tenant_id, conversation_id, seq, body, $4 FROM event
     WHERE tenant_id = $1 AND conversation_id = $2 AND seq = $3`,
    [tx.tenantId, conversationId, seq, agentId],
  )
  await tx.query(
    `UPDATE event SET body = '{"kind": "message", "content": {"text": "", "format": "plain"}, "recalled": true}'::jsonb
     WHERE tenant_id = $1 AND conversation_id = $2 AND seq = $3`,
    [tx.tenantId, conversationId, seq],
  )
}

/** What was said before it was taken back. */
export interface RecalledMessage {
  seq: number
  text: string
  agentName: string
  at: string
}

export async function listRecalled(db: TenantQuery, conversationId: string): Promise<RecalledMessage[]> {
  const { rows } = await db.query<{ seq: number; body: EventBody; name: string | null; at: Date }>(
    `SELECT r.seq, r.body, a.name, r.at FROM recalled_message r
     LEFT JOIN agent a ON a.tenant_id = r.tenant_id AND a.id = r.agent_id
     WHERE r.tenant_id = $1 AND r.conversation_id = $2 ORDER BY r.seq`,
    [db.tenantId, conversationId],
  )
  return rows.map(({ seq, body, name, at }) => ({
    seq,
    text: body.kind === 'message' ? body.content.text : '',
    agentName: name ?? '',
    at: at.toISOString(),
  }))
}
