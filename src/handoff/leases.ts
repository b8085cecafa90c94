/**
 * Offers and assignments are leases: they live only while their agent is there and wants them. Whatever ends one puts
 * the conversation back at its old place in the queue and gives back the capacity.
 */
import type { TenantDb, TenantQuery } from '../db.ts'
import { Conflict } from '../errors.ts'
import type { EventBody } from '../message.ts'
import { type Handoff, type HandoffRows, heldBy } from './handoff.store.ts'
import { type Actor, type DeskDeps, holding, type UnderLock } from './under-lock.ts'

export type Leases = ReturnType<typeof createLeases>

export function createLeases(deps: DeskDeps, rows: HandoffRows, underLock: UnderLock) {
  /** The agent puts the conversation back at its old place in the queue. @throws Conflict `not_holder`. */
  function returnToQueue(db: TenantDb, conversationId: string, agent: Actor, epoch: number): Promise<void> {
    return underLock(db, conversationId, async (tx, _conversation, current) => {
      await putBack(tx, holding(current, agent, epoch))
    })
  }

  /** The agent does not take what is offered to him. @throws Conflict `offer_gone`. */
  function decline(db: TenantDb, conversationId: string, agent: Actor, epoch: number): Promise<void> {
    return underLock(db, conversationId, async (tx, _conversation, current) => {
      if (current?.state !== 'offered' || !isLease(current, agent.id, epoch)) throw offerGone(conversationId)
      await takeBack(tx, current)
    })
  }

  /** A lease lapsed: back to the queue, unless something has changed since it was found. */
  function lapse(db: TenantDb, conversationId: string, agentId: string, epoch: number): Promise<void> {
    return underLock(db, conversationId, async (tx, _conversation, current) => {
      if (current === undefined || !isLease(current, agentId, epoch)) return
      await endLease(tx, current)
    })
  }

  /** Everything that an agent holds goes back to the queue: he went offline, or may not work here any more. */
  const releaseAll = (db: TenantDb, agentId: string): Promise<void> => endEach(db, agentId, endLease)

  /** What is offered to an agent goes to others: he is busy or away, and keeps what he holds. */
  const releaseOffers = (db: TenantDb, agentId: string): Promise<void> =>
    endEach(db, agentId, async (tx, current) => {
      if (current.state === 'offered') await takeBack(tx, current)
    })

  /** One conversation after the other, each if it is still his when it is locked. */
  async function endEach(
    db: TenantDb,
    agentId: string,
    end: (tx: TenantQuery, current: Handoff) => Promise<void>,
  ): Promise<void> {
    for (const conversationId of await heldBy(db, agentId)) {
      await underLock(db, conversationId, async (tx, _conversation, current) => {
        if (current?.agentId === agentId) await end(tx, current)
      })
    }
  }

  const endLease = (tx: TenantQuery, handoff: Handoff): Promise<void> =>
    handoff.state === 'offered' ? takeBack(tx, handoff) : putBack(tx, handoff)

  /** An assignment ends: the visitor is told. */
  async function putBack(tx: TenantQuery, handoff: Handoff): Promise<void> {
    await takeBack(tx, handoff)
    const body: EventBody = { kind: 'handoff_changed', state: 'returned_to_queue', reason: handoff.reason }
    await deps.say(tx, handoff.conversationId, undefined, body)
    await deps.moveDialog(tx, handoff.conversationId, 'returned_to_queue')
  }

  /** An offer ends: nothing has changed for the visitor, who waits where he waited. */
  async function takeBack(tx: TenantQuery, handoff: Handoff): Promise<void> {
    await rows.requeue(tx, handoff.id)
    if (handoff.agentId !== undefined) await rows.releaseCapacity(tx, handoff.agentId, handoff.weight)
  }

  return { returnToQueue, decline, lapse, releaseAll, releaseOffers }
}

const isLease = (handoff: Handoff, agentId: string, epoch: number): boolean =>
  handoff.agentId === agentId && handoff.epoch === epoch

const offerGone = (id: string): Conflict =>
  new Conflict('offer_gone', 'This is not offered to you any more.', {
    remedy: 'Take one from the queue, or wait for the next offer.',
    value: id,
  })
