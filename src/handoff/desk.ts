/**
 * The agents' desk: how a conversation comes to a person and leaves him again. Every change happens under the
 * conversation's lock, says what happened as an event, and is announced after the commit.
 */
import { isUniqueViolation, type TenantDb, type TenantQuery } from '../db.ts'
import type { EventBody, HandoffReason } from '../message.ts'
import { addToPacket, HANDOFF_ROWS, type Handoff, type HandoffRows } from './handoff.store.ts'
import { createInactivity } from './inactivity.ts'
import { createLeases } from './leases.ts'
import type { Packet } from './packet.ts'
import { createEndParking, createParking } from './parking.ts'
import { createResolve } from './resolve.ts'
import { createTransfers } from './transfers.ts'
import {
  type Actor,
  conversationNotFound,
  createUnderLock,
  type DeskDeps,
  full,
  holding,
  newer,
  resolved,
  taken,
} from './under-lock.ts'

export type Desk = ReturnType<typeof createDesk>

export function createDesk(deps: DeskDeps, rows: HandoffRows = HANDOFF_ROWS) {
  const underLock = createUnderLock(deps, rows)
  const resolve = createResolve(deps, rows)
  const endParking = createEndParking(deps, rows)

  /** The open part of `escalate`: inside the bot's own transaction, under its lock. What is parked waits again at its old place. */
  async function open(tx: TenantQuery, conversationId: string, reason: HandoffReason, packet: Packet): Promise<void> {
    const parked = await rows.findOpen(tx, conversationId)
    if (parked !== undefined) await endParking(tx, parked, 'visitor_wrote')
    else {
      const wanted = await deps.wanted(tx, conversationId, reason, packet)
      await rows.insertWaiting(tx, conversationId, reason, packet, wanted)
    }
    await deps.say(tx, conversationId, undefined, { kind: 'handoff_changed', state: 'waiting', reason })
  }

  /**
   * An agent takes what is offered to him, a waiting or parked conversation, or one from the bot. Exactly one wins.
   * @throws Conflict `handoff_taken`, `agent_full` or `conversation_resolved`; NotFound.
   */
  async function accept(db: TenantDb, conversationId: string, agent: Actor): Promise<Handoff> {
    return underLock(db, conversationId, async (tx, conversation, current) => {
      if (conversation.status === 'resolved') throw resolved(conversationId)
      if (current?.state === 'assigned' && current.agentId === agent.id) return current
      const open = current ?? (await openForTakeOver(tx, conversationId))
      const waiting = await endParking(tx, open, 'taken', agent)
      return take(tx, waiting, agent)
    })
  }

  async function take(tx: TenantQuery, waiting: Handoff, agent: Actor): Promise<Handoff> {
    const { conversationId } = waiting
    const handoff = await rows.assign(tx, waiting.id, agent.id)
    if (handoff === undefined) throw taken(conversationId)
    // What was offered is reserved already.
    if (waiting.state === 'waiting' && !(await rows.reserveCapacity(tx, agent.id, handoff.weight))) throw full(agent)
    const body: EventBody = { kind: 'handoff_changed', state: 'assigned', reason: handoff.reason, agent }
    await deps.say(tx, conversationId, agent, body)
    await deps.moveDialog(tx, conversationId, 'agent_joined')
    return handoff
  }

  /**
   * Opens a closed conversation again, in this agent's hands; opening what is open changes nothing.
   * @throws Conflict `newer_conversation`, `agent_full`.
   */
  async function reopen(db: TenantDb, conversationId: string, agent: Actor): Promise<void> {
    try {
      await underLock(db, conversationId, async (tx, conversation) => {
        if (conversation.status !== 'resolved') return
        if (await deps.hasNewer(tx, conversation)) throw newer(conversationId)
        await deps.setStatus(tx, conversationId, 'open')
        await deps.say(tx, conversationId, agent, { kind: 'status_changed', status: 'open' })
        await take(tx, await openForTakeOver(tx, conversationId), agent)
      })
    } catch (error) {
      // He opened one in this very moment.
      throw isUniqueViolation(error, 'conversation_current') ? newer(conversationId) : error
    }
  }

  async function openForTakeOver(tx: TenantQuery, conversationId: string): Promise<Handoff> {
    const packet = await deps.packetFor(tx, conversationId, 'agent_took_over')
    const wanted = await deps.wanted(tx, conversationId, 'agent_took_over', packet)
    return rows.insertWaiting(tx, conversationId, 'agent_took_over', packet, wanted)
  }

  /**
   * An agent answers the visitor. The same client_message_id again returns the same seq. `suggestionId`: of the
   * suggested answer that he began with.
   * @throws Conflict `not_holder` when he does not hold the conversation (any more), `client_message_id_conflict`.
   */
  async function reply(
    db: TenantDb,
    conversationId: string,
    agent: Actor,
    epoch: number,
    clientMessageId: string,
    text: string,
    suggestionId?: string,
  ): Promise<{ seq: number; duplicate: boolean }> {
    const body: EventBody = { kind: 'message', content: { text, format: 'plain' } }
    const { answer, conversation } = await db.transaction(async tx => {
      const conversation = await deps.lock(tx, conversationId)
      if (conversation === undefined) throw conversationNotFound(conversationId)
      const same = await deps.findSame(tx, conversation.inboxId, agent.id, clientMessageId, body)
      if (same !== undefined) return { answer: { seq: same, duplicate: true }, conversation }
      holding(await rows.findOpen(tx, conversationId), agent, epoch)
      const seq = await deps.say(tx, conversationId, agent, body, clientMessageId)
      if (suggestionId !== undefined)
        await deps.suggestionSent(tx, conversationId, agent.id, suggestionId, { seq, text })
      return { answer: { seq, duplicate: false }, conversation }
    })
    if (!answer.duplicate) deps.announce(db.tenantId, conversation, false)
    return answer
  }

  /** The agent gives the conversation back to the bot, which answers what he has not. @throws Conflict `not_holder`. */
  async function returnToBot(db: TenantDb, conversationId: string, agent: Actor, epoch: number): Promise<void> {
    const owed = await underLock(db, conversationId, async (tx, _conversation, current) => {
      const handoff = holding(current, agent, epoch)
      await rows.closeHandoff(tx, handoff.id, 'returned_to_bot')
      await rows.releaseCapacity(tx, agent.id, handoff.weight)
      await deps.say(tx, conversationId, agent, { kind: 'handoff_changed', state: 'returned_to_bot', agent })
      await deps.moveDialog(tx, conversationId, 'returned_to_bot')
      return deps.oweAnswer(tx, conversationId)
    })
    if (owed !== undefined) deps.answer(db.tenantId, conversationId, owed)
  }

  /**
   * Closes a conversation: the agent who holds it with his epoch; one that is waiting or with the bot by any agent.
   * Closing what is closed changes nothing. @throws Conflict `not_holder`.
   */
  function close(db: TenantDb, conversationId: string, agent: Actor, epoch: number | undefined): Promise<void> {
    return underLock(db, conversationId, async (tx, conversation, current) => {
      if (conversation.status === 'resolved') return
      if (current?.state === 'assigned') holding(current, agent, epoch ?? -1)
      await resolve(tx, conversationId, current, agent)
      if (current === undefined || current.state === 'assigned')
        await deps.askAfterClosing(tx, conversationId, current && { id: current.id, agent })
    })
  }

  /** It goes on in another conversation of the same visitor: inside the caller's transaction, under its lock. */
  async function end(tx: TenantQuery, conversationId: string): Promise<void> {
    await resolve(tx, conversationId, await rows.findOpen(tx, conversationId), undefined)
  }

  /** The visitor prefers the bot to waiting: inside the bot's transaction. */
  async function cancel(tx: TenantQuery, conversationId: string): Promise<void> {
    const handoff = await rows.findOpen(tx, conversationId)
    if (handoff === undefined || handoff.state === 'assigned' || handoff.state === 'parked') return
    await rows.closeHandoff(tx, handoff.id, 'cancelled')
    if (handoff.agentId !== undefined) await rows.releaseCapacity(tx, handoff.agentId, handoff.weight)
    await deps.say(tx, conversationId, undefined, { kind: 'handoff_changed', state: 'returned_to_bot' })
  }

  return {
    open,
    accept,
    reopen,
    reply,
    returnToBot,
    close,
    end,
    cancel,
    addToPacket,
    ...createInactivity(deps, resolve, underLock),
    ...createLeases(deps, rows, underLock),
    ...createTransfers(deps, rows, underLock, endParking),
    ...createParking(deps, rows, underLock, endParking),
  }
}
