/** A conversation goes from one agent to another, or to a team, with a note that only agents see; a supervisor takes over. */
import type { TenantDb, TenantQuery } from '../db.ts'
import { Conflict, NotFound } from '../errors.ts'
import type { EventBody } from '../message.ts'
import { type Handoff, type HandoffRows, lockAgents } from './handoff.store.ts'
import type { EndParking } from './parking.ts'
import { type Actor, type DeskDeps, full, holding, resolved, type UnderLock } from './under-lock.ts'

/** Where a conversation is handed to. */
export interface TransferTarget {
  kind: 'agent' | 'team'
  id: string
  name: string
}

/** A colleague gets longer to read the note than for an offer by the routing. */
export const TRANSFER_SECONDS = 60

export type Transfers = ReturnType<typeof createTransfers>

export function createTransfers(deps: DeskDeps, rows: HandoffRows, underLock: UnderLock, endParking: EndParking) {
  /**
   * Hands a conversation on. A colleague gets an offer; when he does not take it, it waits at its old place. A team is
   * asked before others from now on.
   * @throws Conflict `not_holder`, `target_unavailable`; NotFound `team_not_found`.
   */
  function transfer(
    db: TenantDb,
    conversationId: string,
    agent: Actor,
    epoch: number,
    target: TransferTarget,
    note: string,
  ): Promise<void> {
    return underLock(db, conversationId, async (tx, _conversation, current) => {
      const handoff = holding(current, agent, epoch)
      await rows.requeue(tx, handoff.id)
      if (target.kind === 'agent') await lockAgents(tx, [agent.id, target.id])
      await rows.releaseCapacity(tx, agent.id, handoff.weight)
      await deps.say(tx, conversationId, agent, { kind: 'note', text: note, transfer: target })
      const { reason } = handoff
      const body: EventBody = { kind: 'handoff_changed', state: 'returned_to_queue', reason, transferred: true }
      await deps.say(tx, conversationId, agent, body)
      await deps.moveDialog(tx, conversationId, 'returned_to_queue')
      await handTo(tx, handoff, agent, target, note)
    })
  }

  async function handTo(
    tx: TenantQuery,
    handoff: Handoff,
    agent: Actor,
    target: TransferTarget,
    note: string,
  ): Promise<void> {
    if (target.kind === 'team') {
      if (!(await rows.askTeam(tx, handoff.id, target.id))) throw teamNotFound(target.id)
      return
    }
    const from = { ...agent, note }
    const offered = await rows.offer(tx, handoff.conversationId, target.id, TRANSFER_SECONDS, from)
    if (offered === undefined) throw unavailable(target)
  }

  /**
   * A supervisor takes a conversation that is waiting, offered, parked, or another's; who had it keeps reading it.
   * @throws Conflict `conversation_resolved`, `agent_full`, `with_bot`.
   */
  function takeOver(db: TenantDb, conversationId: string, agent: Actor): Promise<Handoff> {
    return underLock(db, conversationId, async (tx, conversation, current) => {
      if (conversation.status === 'resolved') throw resolved(conversationId)
      if (current === undefined) throw withBot(conversationId)
      if (current.state === 'assigned' && current.agentId === agent.id) return current
      await endParking(tx, current, 'taken', agent)
      const handoff = await rows.takeAway(tx, current.id, agent.id)
      await lockAgents(tx, [current.agentId ?? agent.id, agent.id])
      if (current.agentId !== undefined) await rows.releaseCapacity(tx, current.agentId, current.weight)
      if (!(await rows.reserveCapacity(tx, agent.id, handoff.weight))) throw full(agent)
      await deps.say(tx, conversationId, agent, {
        kind: 'handoff_changed',
        state: 'assigned',
        reason: handoff.reason,
        agent,
      })
      await deps.moveDialog(tx, conversationId, 'agent_joined')
      return handoff
    })
  }

  return { transfer, takeOver }
}

const teamNotFound = (id: string): NotFound => new NotFound('team_not_found', 'There is no such team.', { value: id })

const unavailable = (target: TransferTarget): Conflict =>
  new Conflict('target_unavailable', `${target.name} is not online, or has no place left.`, {
    remedy: 'Choose somebody else, a team, or put the conversation back into the queue.',
    value: target.id,
    params: { agent: target.name },
  })

const withBot = (id: string): Conflict =>
  new Conflict('with_bot', 'Nobody holds this conversation: the bot is answering.', {
    remedy: 'Accept it like any other.',
    value: id,
  })
