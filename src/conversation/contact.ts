/** What a visitor tells of himself in the chat: kept with the contact, and seen at the desk. */
import type { TenantQuery } from '../db.ts'
import { type ContactDetails, saveContact } from './conversation.store.ts'
import { appendEvent } from './event.store.ts'

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
