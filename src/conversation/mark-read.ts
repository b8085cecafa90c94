/** Read markers: they only move forward, and each move is an event that the other side sees. */
import type { TenantDb } from '../db.ts'
import { lock, moveReadMarker } from './conversation.store.ts'
import { appendEvent } from './event.store.ts'

/**
 * Moves a reader's marker; undefined when it did not move. `sender` is the contact or the agent. A visitor may move
 * only the marker of a conversation of his own (`contactId`).
 */
export async function markRead(
  db: TenantDb,
  conversationId: string,
  sender: { kind: 'visitor' | 'agent'; id: string; name?: string },
  upTo: number,
): Promise<{ contactId: string } | undefined> {
  return db.transaction(async tx => {
    const locked = await lock(tx, conversationId)
    if (locked === undefined || (sender.kind === 'visitor' && locked.contactId !== sender.id)) return undefined
    const read = await moveReadMarker(tx, conversationId, sender.kind, upTo)
    if (read === undefined) return undefined
    await appendEvent(tx, conversationId, { sender, body: { kind: 'read', by: sender.kind, upTo: read } })
    return { contactId: locked.contactId }
  })
}
