/** Which labels a conversation has. */
import type { TenantDb, TenantQuery } from '../db.ts'
import type { LabelShown } from '../message.ts'
import { lock } from './conversation.store.ts'
import { appendEvent } from './event.store.ts'
import { conversationNotFound, labelNotFound } from './not-found.ts'

/**
 * Gives a conversation exactly these labels; an event says what came and went. Labels that are no more are left out.
 * Returns whose conversation it is; undefined when nothing changed. @throws NotFound `conversation_not_found`.
 */
export function setLabels(
  db: TenantDb,
  conversationId: string,
  agent: { id: string; name: string },
  labelIds: readonly string[],
): Promise<{ contactId: string } | undefined> {
  return change(db, conversationId, agent, async tx => {
    const removed = await remove(tx, conversationId, labelIds)
    return { removed, added: await add(tx, conversationId, labelIds) }
  })
}

/** Gives it this label beside those it has. @throws NotFound `label_not_found`, `conversation_not_found`. */
export async function giveLabel(
  db: TenantDb,
  conversationId: string,
  agent: { id: string; name: string },
  labelId: string,
): Promise<void> {
  await change(db, conversationId, agent, async tx => {
    const { rows } = await tx.query('SELECT FROM label WHERE tenant_id = $1 AND id = $2', [tx.tenantId, labelId])
    if (rows.length === 0) throw labelNotFound(labelId)
    return { removed: [], added: await add(tx, conversationId, [labelId]) }
  })
}

/** Under the conversation's lock; what came and went becomes an event. */
function change(
  db: TenantDb,
  conversationId: string,
  agent: { id: string; name: string },
  work: (tx: TenantQuery) => Promise<{ added: LabelShown[]; removed: LabelShown[] }>,
): Promise<{ contactId: string } | undefined> {
  return db.transaction(async tx => {
    const locked = await lock(tx, conversationId)
    if (locked === undefined) throw conversationNotFound(conversationId)
    const { added, removed } = await work(tx)
    if (added.length + removed.length === 0) return undefined
    const body = { kind: 'labels_changed' as const, added, removed }
    await appendEvent(tx, conversationId, { sender: { kind: 'agent', ...agent }, body })
    return { contactId: locked.contactId }
  })
}

async function remove(tx: TenantQuery, conversationId: string, keep: readonly string[]): Promise<LabelShown[]> {
  const { rows } = await tx.query<LabelShown>(
    `DELETE FROM conversation_label t USING label l WHERE t.tenant_id = $1 AND t.conversation_id = $2
       AND l.tenant_id = t.tenant_id AND l.id = t.label_id AND t.label_id <> ALL($3::uuid[]) RETURNING l.id, l.name, l.colour`,
    [tx.tenantId, conversationId, keep],
  )
  return rows
}

async function add(tx: TenantQuery, conversationId: string, labelIds: readonly string[]): Promise<LabelShown[]> {
  const { rows } = await tx.query<LabelShown>(
    `WITH i AS (
       INSERT INTO conversation_label (tenant_id, conversation_id, label_id)
       SELECT $1, $2, id FROM label WHERE tenant_id = $1 AND id = ANY($3::uuid[]) ON CONFLICT DO NOTHING RETURNING label_id
     ) SELECT l.id, l.name, l.colour FROM label l JOIN i ON i.label_id = l.id WHERE l.tenant_id = $1 ORDER BY l.name`,
    [tx.tenantId, conversationId, labelIds],
  )
  return rows
}
