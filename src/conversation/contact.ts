/** What a visitor tells of himself in the chat, or a rule finds in it: kept with the contact, and seen at the desk. */
import type { TenantQuery } from '../db.ts'
import type { Noted } from '../dialog/decision.ts'
import { joinAttributes, MAX_ATTRIBUTES } from './attributes.ts'
import { lockContact, writeContact } from './contact.store.ts'
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

/** The same of what a company's rule found. A contact who has as many attributes as he may gets no new one. */
export async function noteAttribute(
  tx: TenantQuery,
  at: { conversationId: string; contactId: string },
  { rule, name, value }: Noted,
): Promise<void> {
  const there = (await lockContact(tx, at.contactId))?.attributes
  if (there === undefined || (there[name] === undefined && Object.keys(there).length >= MAX_ATTRIBUTES)) return
  const from = { by: { kind: 'rule' as const, name: rule }, verified: false, at: new Date().toISOString() }
  const { attributes, changed } = joinAttributes(there, { [name]: value }, from)
  if (Object.keys(changed).length === 0) return
  await writeContact(tx, at.contactId, {}, attributes)
  const sender = { kind: 'bot' as const, id: at.conversationId }
  await appendEvent(tx, at.conversationId, { sender, body: { kind: 'contact_changed', attributes: changed } })
}
