/**
 * A visitor's place in his conversations, and how it moves on: after a resolved conversation comes the next one that
 * he opened. There is no time window: a reader who was away for a year gets everything after his last seq.
 */
import type { TenantQuery } from '../db.ts'
import type { ConversationEvent } from '../message.ts'
import { findLatest, findNext, findOwn } from './conversation.store.ts'
import { readAfter } from './event.store.ts'

export interface Cursor {
  conversationId: string | undefined
  /** Last seq that the reader has. */
  seq: number
}

/** Where a reader starts: at the place he names if that conversation is his, else at the beginning of his newest one. */
export async function startCursor(
  db: TenantQuery,
  inboxId: string,
  contactId: string,
  claimed: { conversationId?: string | undefined; seq: number },
): Promise<Cursor> {
  if (claimed.conversationId !== undefined) {
    const own = await findOwn(db, inboxId, contactId, claimed.conversationId)
    if (own !== undefined) return { conversationId: own.conversationId, seq: Math.min(claimed.seq, own.lastPublicSeq) }
  }
  const latest = await findLatest(db, inboxId, contactId)
  return { conversationId: latest?.conversationId, seq: 0 }
}

/** The next events for a reader, at most `limit`; an empty list when he has everything. Moves the cursor. */
export async function readOn(
  db: TenantQuery,
  inboxId: string,
  contactId: string,
  cursor: Cursor,
  limit: number,
): Promise<ConversationEvent[]> {
  cursor.conversationId ??= (await findLatest(db, inboxId, contactId))?.conversationId
  if (cursor.conversationId === undefined) return []
  const events = await readAfter(db, cursor.conversationId, cursor.seq, 'all', limit)
  const last = events.at(-1)
  if (last !== undefined) {
    cursor.seq = last.seq
    return events
  }
  const next = await nextConversation(db, inboxId, contactId, cursor.conversationId)
  if (next === undefined) return []
  cursor.conversationId = next
  cursor.seq = 0
  return readOn(db, inboxId, contactId, cursor, limit)
}

/** The one that followed, if this one is over: looked at only when there is nothing more to read in it. */
async function nextConversation(
  db: TenantQuery,
  inboxId: string,
  contactId: string,
  conversationId: string,
): Promise<string | undefined> {
  return (await findNext(db, inboxId, contactId, conversationId))?.conversationId
}
