/** What a visitor tells of himself, by the chat or by `identify`: kept with the contact, and seen at the desk. */
import type { TenantDb, TenantQuery } from '../db.ts'
import { type ContactDetails, findLatest, saveContact } from './conversation.store.ts'
import { appendEvent } from './event.store.ts'
import type { VisitorIdentity } from './identity.ts'

type Told = { [K in keyof ContactDetails]?: string }

/** In a conversation, inside the caller's transaction. */
export async function noteContact(
  tx: TenantQuery,
  at: { conversationId: string; inboxId: string; contactId: string },
  told: Told,
): Promise<void> {
  await saveContact(tx, at.inboxId, at.contactId, told)
  const sender = { kind: 'visitor' as const, id: at.contactId }
  await appendEvent(tx, at.conversationId, { sender, body: { kind: 'contact_changed', ...told } })
}

/** By `identify`; returns the open conversation in which it was noted, if he has one. */
export async function identify(
  db: TenantDb,
  { inboxId, contactId }: VisitorIdentity,
  told: Told,
): Promise<string | undefined> {
  const latest = await findLatest(db, inboxId, contactId)
  if (latest === undefined || latest.status === 'resolved') {
    await saveContact(db, inboxId, contactId, told)
    return undefined
  }
  await db.transaction(tx => noteContact(tx, { conversationId: latest.conversationId, inboxId, contactId }, told))
  return latest.conversationId
}
