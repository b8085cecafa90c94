/**
 * Every change of a handoff happens under the conversation's lock, in one transaction, and is announced after the
 * commit. Here is what the desk needs of the conversation room for that.
 */
import type { TenantDb, TenantQuery } from '../db.ts'
import { Conflict, NotFound } from '../errors.ts'
import type { EventBody, HandoffReason, Holder } from '../message.ts'
import type { Handoff, HandoffRows, Wanted } from './handoff.store.ts'
import type { Packet } from './packet.ts'

/** Who acts at the desk. */
export interface Actor {
  id: string
  name: string
}

/** What the bot has to know of the desk. */
export type HandoffMove = 'agent_joined' | 'returned_to_bot' | 'returned_to_queue'

/** A conversation that is locked by the running transaction. */
export interface LockedConversation {
  conversationId: string
  inboxId: string
  contactId: string
  status: 'open' | 'snoozed' | 'resolved'
  holder: Holder
}

/** What the desk needs of the conversation room; `app.ts` hands it over. */
export interface DeskDeps {
  /** What a new handoff asks for. */
  wanted(tx: TenantQuery, conversationId: string, reason: HandoffReason, packet: Packet): Promise<Wanted>
  /** Reads whatever the others need beside the transaction: inside one, a query on the database would wait for ever. */
  prepare(tenantId: string): Promise<void>
  lock(tx: TenantQuery, conversationId: string): Promise<LockedConversation | undefined>
  /** Appends an event said by the agent, or by the system when `sender` is undefined; returns its seq. */
  say(
    tx: TenantQuery,
    conversationId: string,
    sender: Actor | undefined,
    body: EventBody,
    clientMessageId?: string,
  ): Promise<number>
  /** The visitor has opened another conversation since. */
  hasNewer(tx: TenantQuery, conversation: LockedConversation): Promise<boolean>
  /** Tells the dialog what happened; it may say a sentence. */
  moveDialog(tx: TenantQuery, conversationId: string, happened: HandoffMove): Promise<void>
  /** The bot holds it again: the seq of the visitor's last words when nobody has answered them. */
  oweAnswer(tx: TenantQuery, conversationId: string): Promise<number | undefined>
  /** After the commit: the bot gives the answer that it owes. */
  answer(tenantId: string, conversationId: string, seq: number): void
  setStatus(tx: TenantQuery, conversationId: string, status: 'open' | 'resolved'): Promise<void>
  /** Stores an agent's message once: the seq of the same client_message_id if it is there already. */
  findSame(
    db: TenantQuery,
    inboxId: string,
    senderId: string,
    clientMessageId: string,
    body: EventBody,
  ): Promise<number | undefined>
  /** The agent has closed: the visitor may be asked how he was served. `handoff` is what he held. */
  askAfterClosing(
    tx: TenantQuery,
    conversationId: string,
    handoff: { id: string; agent: Actor } | undefined,
  ): Promise<void>
  /** The reply began with an answer that was suggested. */
  suggestionSent(
    tx: TenantQuery,
    conversationId: string,
    agentId: string,
    suggestionId: string,
    sent: { seq: number; text: string },
  ): Promise<void>
  /** A packet for a conversation that nobody queued: an agent takes it from the bot. */
  packetFor(tx: TenantQuery, conversationId: string, reason: HandoffReason): Promise<Packet>
  /** After the commit: somebody else now holds the conversation, or it has new events. */
  announce(tenantId: string, conversation: LockedConversation, handoffChanged: boolean): void
}

/** Runs `work` under the lock and announces afterwards. @throws NotFound `conversation_not_found`. */
export type UnderLock = <T>(
  db: TenantDb,
  conversationId: string,
  work: (tx: TenantQuery, conversation: LockedConversation, handoff: Handoff | undefined) => Promise<T>,
) => Promise<T>

export function createUnderLock(deps: DeskDeps, rows: HandoffRows): UnderLock {
  return async (db, conversationId, work) => {
    await deps.prepare(db.tenantId)
    const { result, conversation } = await db.transaction(async tx => {
      const conversation = await deps.lock(tx, conversationId)
      if (conversation === undefined) throw conversationNotFound(conversationId)
      const nobodys = conversation.holder === 'bot' && conversation.status !== 'snoozed'
      const handoff = nobodys ? undefined : await rows.findOpen(tx, conversationId)
      return { result: await work(tx, conversation, handoff), conversation }
    })
    deps.announce(db.tenantId, conversation, true)
    return result
  }
}

/** @throws Conflict `not_holder` unless this agent holds it under this epoch. */
export function holding(handoff: Handoff | undefined, agent: Actor, epoch: number): Handoff {
  if (handoff?.state === 'assigned' && handoff.agentId === agent.id && handoff.epoch === epoch) return handoff
  throw new Conflict('not_holder', 'You do not hold this conversation any more.', {
    remedy: 'Accept it again if it waits; nothing was sent.',
  })
}

export const conversationNotFound = (id: string): NotFound =>
  new NotFound('conversation_not_found', 'There is no such conversation.', { value: id })

export const resolved = (id: string): Conflict =>
  new Conflict('conversation_resolved', 'The conversation is closed.', {
    remedy: 'It opens anew when the visitor writes.',
    value: id,
  })

export const taken = (id: string): Conflict =>
  new Conflict('handoff_taken', 'Somebody else was first.', { remedy: 'Take the next one in the queue.', value: id })

export const full = (agent: Actor): Conflict =>
  new Conflict('agent_full', `${agent.name} holds as many conversations as his capacity allows.`, {
    remedy: 'Close one, or ask an administrator for a higher capacity.',
  })

export const newer = (id: string): Conflict =>
  new Conflict('newer_conversation', 'The visitor has a newer conversation.', {
    remedy: 'Go on there.',
    value: id,
  })
