/** The one door through which the bot, agents and the system speak: an event row in the caller's transaction. */
import type { TenantQuery } from '../db.ts'
import type { Content, EventBody, Provenance } from '../message.ts'
import { appendEvent, type NewEvent } from './event.store.ts'

/** What the bot says, as an event. */
export function botSays(conversationId: string, content: Content, provenance: Provenance): NewEvent {
  return { sender: { kind: 'bot', id: conversationId }, body: { kind: 'message', content }, provenance }
}

/** The bot says something to the visitor; returns its seq. */
export async function sayAsBot(
  tx: TenantQuery,
  conversationId: string,
  content: Content,
  provenance: Provenance,
): Promise<number> {
  return (await appendEvent(tx, conversationId, botSays(conversationId, content, provenance))).seq
}

/** An agent, or the system when `agent` is undefined, adds an event; returns its seq. */
export async function sayFromDesk(
  tx: TenantQuery,
  conversationId: string,
  agent: { id: string; name: string } | undefined,
  body: EventBody,
  clientMessageId?: string,
): Promise<number> {
  const sender =
    agent === undefined
      ? { kind: 'system' as const, id: conversationId }
      : { kind: 'agent' as const, id: agent.id, name: agent.name }
  return (await appendEvent(tx, conversationId, { sender, body, clientMessageId })).seq
}
