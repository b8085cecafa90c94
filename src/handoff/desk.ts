/**
 * The agents' desk: how a conversation comes to a person and leaves him again. Every change happens under the
 * conversation's lock, says what happened as an event, and is announced after the commit.
 */
import type { TenantDb, TenantQuery } from '../db.ts'
import { Conflict, NotFound } from '../errors.ts'
import type { EventBody, HandoffReason, Holder } from '../message.ts'
import {
  addToPacket,
  assign,
  closeHandoff,
  findOpen,
  type Handoff,
  heldBy,
  insertWaiting,
  releaseCapacity,
  requeue,
  reserveCapacity,
} from './handoff.store.ts'
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
  /** Tells the dialog what happened; it may say a sentence. */
  moveDialog(tx: TenantQuery, conversationId: string, happened: HandoffMove): Promise<void>
  setStatus(tx: TenantQuery, conversationId: string, status: 'open' | 'resolved'): Promise<void>
  /** Stores an agent's message once: the seq of the same client_message_id if it is there already. */
  findSame(
    db: TenantQuery,
    inboxId: string,
    senderId: string,
    clientMessageId: string,
    body: EventBody,
  ): Promise<number | undefined>
  /** A packet for a conversation that nobody queued: an agent takes it from the bot. */
  packetFor(tx: TenantQuery, conversationId: string, reason: HandoffReason): Promise<Packet>
  /** After the commit: somebody else now holds the conversation, or it has new events. */
  announce(tenantId: string, conversation: LockedConversation, handoffChanged: boolean): void
}

export type Desk = ReturnType<typeof createDesk>

export function createDesk(deps: DeskDeps) {
  /** Runs `work` under the lock and announces afterwards. */
  async function underLock<T>(
    db: TenantDb,
    conversationId: string,
    work: (tx: TenantQuery, conversation: LockedConversation, handoff: Handoff | undefined) => Promise<T>,
  ): Promise<T> {
    await deps.prepare(db.tenantId)
    const { result, conversation } = await db.transaction(async tx => {
      const conversation = await deps.lock(tx, conversationId)
      if (conversation === undefined) throw conversationNotFound(conversationId)
      const handoff = conversation.holder === 'bot' ? undefined : await findOpen(tx, conversationId)
      return { result: await work(tx, conversation, handoff), conversation }
    })
    deps.announce(db.tenantId, conversation, true)
    return result
  }

  /** The open part of `escalate`: inside the bot's own transaction, under its lock. */
  async function open(tx: TenantQuery, conversationId: string, reason: HandoffReason, packet: Packet): Promise<void> {
    await insertWaiting(tx, conversationId, reason, packet)
    await deps.say(tx, conversationId, undefined, { kind: 'handoff_changed', state: 'waiting', reason })
  }

  /**
   * An agent takes a waiting conversation, or one from the bot. Exactly one of several wins.
   * @throws Conflict `handoff_taken`, `agent_full` or `conversation_resolved`; NotFound.
   */
  async function accept(db: TenantDb, conversationId: string, agent: Actor): Promise<Handoff> {
    return underLock(db, conversationId, async (tx, conversation, current) => {
      if (conversation.status === 'resolved') throw resolved(conversationId)
      if (current?.state === 'assigned' && current.agentId === agent.id) return current
      if (current !== undefined && current.state !== 'waiting') throw taken(conversationId)
      const waiting = current ?? (await openForTakeOver(tx, conversationId))
      const handoff = await assign(tx, waiting.id, agent.id)
      if (handoff === undefined) throw taken(conversationId)
      if (!(await reserveCapacity(tx, agent.id))) throw full(agent)
      const body: EventBody = { kind: 'handoff_changed', state: 'assigned', reason: handoff.reason, agent }
      await deps.say(tx, conversationId, agent, body)
      await deps.moveDialog(tx, conversationId, 'agent_joined')
      return handoff
    })
  }

  async function openForTakeOver(tx: TenantQuery, conversationId: string): Promise<Handoff> {
    const packet = await deps.packetFor(tx, conversationId, 'agent_took_over')
    return insertWaiting(tx, conversationId, 'agent_took_over', packet)
  }

  /**
   * An agent answers the visitor. The same client_message_id again returns the same seq.
   * @throws Conflict `not_holder` when he does not hold the conversation (any more), `client_message_id_conflict`.
   */
  async function reply(
    db: TenantDb,
    conversationId: string,
    agent: Actor,
    epoch: number,
    clientMessageId: string,
    text: string,
  ): Promise<{ seq: number; duplicate: boolean }> {
    const body: EventBody = { kind: 'message', content: { text, format: 'plain' } }
    const { answer, conversation } = await db.transaction(async tx => {
      const conversation = await deps.lock(tx, conversationId)
      if (conversation === undefined) throw conversationNotFound(conversationId)
      const same = await deps.findSame(tx, conversation.inboxId, agent.id, clientMessageId, body)
      if (same !== undefined) return { answer: { seq: same, duplicate: true }, conversation }
      holding(await findOpen(tx, conversationId), agent, epoch)
      const seq = await deps.say(tx, conversationId, agent, body, clientMessageId)
      return { answer: { seq, duplicate: false }, conversation }
    })
    if (!answer.duplicate) deps.announce(db.tenantId, conversation, false)
    return answer
  }

  /** The agent gives the conversation back to the bot. @throws Conflict `not_holder`. */
  function returnToBot(db: TenantDb, conversationId: string, agent: Actor, epoch: number): Promise<void> {
    return underLock(db, conversationId, async (tx, _conversation, current) => {
      const handoff = holding(current, agent, epoch)
      await closeHandoff(tx, handoff.id, 'returned_to_bot')
      await releaseCapacity(tx, agent.id)
      await deps.say(tx, conversationId, agent, { kind: 'handoff_changed', state: 'returned_to_bot', agent })
      await deps.moveDialog(tx, conversationId, 'returned_to_bot')
    })
  }

  /** The agent puts the conversation back at its old place in the queue. @throws Conflict `not_holder`. */
  function returnToQueue(db: TenantDb, conversationId: string, agent: Actor, epoch: number): Promise<void> {
    return underLock(db, conversationId, async (tx, _conversation, current) => {
      await putBack(tx, holding(current, agent, epoch))
    })
  }

  /** A lease lapsed: back to the queue, unless the assignment has changed since it was found. */
  function lapse(db: TenantDb, conversationId: string, agentId: string, epoch: number): Promise<void> {
    return underLock(db, conversationId, async (tx, _conversation, current) => {
      if (current?.state === 'assigned' && current.agentId === agentId && current.epoch === epoch)
        await putBack(tx, current)
    })
  }

  /** Everything that an agent holds goes back to the queue: he went offline, or may not work here any more. */
  async function releaseAll(db: TenantDb, agentId: string): Promise<void> {
    for (const conversationId of await heldBy(db, agentId)) {
      await underLock(db, conversationId, async (tx, _conversation, current) => {
        if (current?.state === 'assigned' && current.agentId === agentId) await putBack(tx, current)
      })
    }
  }

  async function putBack(tx: TenantQuery, handoff: Handoff): Promise<void> {
    await requeue(tx, handoff.id)
    if (handoff.agentId !== undefined) await releaseCapacity(tx, handoff.agentId)
    const body: EventBody = { kind: 'handoff_changed', state: 'returned_to_queue', reason: handoff.reason }
    await deps.say(tx, handoff.conversationId, undefined, body)
    await deps.moveDialog(tx, handoff.conversationId, 'returned_to_queue')
  }

  /**
   * Closes a conversation: the agent who holds it with his epoch; one that is waiting or with the bot by any agent.
   * Closing what is closed changes nothing. @throws Conflict `not_holder`.
   */
  function close(db: TenantDb, conversationId: string, agent: Actor, epoch: number | undefined): Promise<void> {
    return underLock(db, conversationId, async (tx, conversation, current) => {
      if (conversation.status === 'resolved') return
      if (current?.state === 'assigned') holding(current, agent, epoch ?? -1)
      if (current !== undefined) {
        await closeHandoff(tx, current.id, 'resolved')
        if (current.agentId !== undefined) await releaseCapacity(tx, current.agentId)
        await deps.say(tx, conversationId, agent, { kind: 'handoff_changed', state: 'closed' })
      }
      await deps.say(tx, conversationId, agent, { kind: 'status_changed', status: 'resolved' })
      await deps.setStatus(tx, conversationId, 'resolved')
    })
  }

  /** The visitor prefers the bot to waiting: inside the bot's transaction. */
  async function cancel(tx: TenantQuery, conversationId: string): Promise<void> {
    const handoff = await findOpen(tx, conversationId)
    if (handoff?.state !== 'waiting') return
    await closeHandoff(tx, handoff.id, 'cancelled')
    await deps.say(tx, conversationId, undefined, { kind: 'handoff_changed', state: 'returned_to_bot' })
  }

  return { open, accept, reply, returnToBot, returnToQueue, lapse, releaseAll, close, cancel, addToPacket }
}

/** @throws Conflict `not_holder` unless this agent holds it under this epoch. */
function holding(handoff: Handoff | undefined, agent: Actor, epoch: number): Handoff {
  if (handoff?.state === 'assigned' && handoff.agentId === agent.id && handoff.epoch === epoch) return handoff
  throw new Conflict('not_holder', 'You do not hold this conversation any more.', {
    remedy: 'Accept it again if it waits; nothing was sent.',
  })
}

const conversationNotFound = (id: string): NotFound =>
  new NotFound('conversation_not_found', 'There is no such conversation.', { value: id })

const taken = (id: string): Conflict =>
  new Conflict('handoff_taken', 'Somebody else was first.', { remedy: 'Take the next one in the queue.', value: id })

const resolved = (id: string): Conflict =>
  new Conflict('conversation_resolved', 'The conversation is closed.', {
    remedy: 'It opens anew when the visitor writes.',
    value: id,
  })

const full = (agent: Actor): Conflict =>
  new Conflict('agent_full', `${agent.name} holds as many conversations as his capacity allows.`, {
    remedy: 'Close one, or ask an administrator for a higher capacity.',
  })
