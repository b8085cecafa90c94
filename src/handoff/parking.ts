/**
 * Later: a conversation is parked with a due time and a reason. Its handoff stays open, at its old place in the queue
 * and on nobody's capacity; when it is due it comes back to who snoozed it, if he is there and has room, else to the
 * queue. Nothing waits in a process: the due time is a column, and any process's sweeper finds it.
 */
import type { TenantDb, TenantQuery } from '../db.ts'
import { InvalidInput } from '../errors.ts'
import type { ParkReason } from '../message.ts'
import type { Handoff, HandoffRows } from './handoff.store.ts'
import { type Parked, readParked } from './parking.store.ts'
import { type Actor, type DeskDeps, holding, type UnderLock } from './under-lock.ts'

/** Why a parked conversation wakes. */
export type Waking = 'due' | 'visitor_wrote'

/** Puts a parked handoff back where it waited, inside the caller's transaction; one that is not parked stays as it is. */
export type EndParking = (
  tx: TenantQuery,
  handoff: Handoff,
  because: Waking | 'taken',
  by?: Actor | undefined,
) => Promise<Handoff>

export function createEndParking(deps: DeskDeps, rows: HandoffRows): EndParking {
  return async (tx, handoff, because, by) => {
    if (handoff.state !== 'parked') return handoff
    const parked = await readParked(tx, handoff.conversationId)
    await rows.unpark(tx, handoff.id)
    if (parked !== undefined) {
      await deps.say(tx, handoff.conversationId, by, { kind: 'unparked', reason: parked.reason, because })
    }
    return { ...handoff, state: 'waiting' }
  }
}

export type Parking = ReturnType<typeof createParking>

const DAY_MS = 86_400_000
/** Longer than a year is a slip of the keyboard. */
const LONGEST_MS = 366 * DAY_MS

export function createParking(deps: DeskDeps, rows: HandoffRows, underLock: UnderLock, end: EndParking) {
  /**
   * The agent who holds it wants it back at `dueAt`; or as soon as the visitor writes.
   * @throws Conflict `not_holder`; InvalidInput `due_out_of_range`.
   */
  function snooze(db: TenantDb, conversationId: string, agent: Actor, epoch: number, dueAt: Date): Promise<void> {
    return underLock(db, conversationId, async (tx, _conversation, current) => {
      const handoff = holding(current, agent, epoch)
      await putAway(tx, handoff, 'snoozed', inRange(dueAt), agent)
    })
  }

  /**
   * The visitor would rather be answered later than wait: in the caller's transaction, under the conversation's lock.
   * False when he does not wait: nobody is asked for, or an agent is there already. Parking again changes the time.
   * @throws InvalidInput `due_out_of_range`.
   */
  async function parkForVisitor(
    tx: TenantQuery,
    conversationId: string,
    reason: Exclude<ParkReason, 'snoozed'>,
    dueAt: Date,
  ): Promise<boolean> {
    const handoff = await rows.findOpen(tx, conversationId)
    if (handoff === undefined || handoff.state === 'assigned') return false
    await putAway(tx, handoff, reason, inRange(dueAt), undefined)
    return true
  }

  async function putAway(
    tx: TenantQuery,
    handoff: Handoff,
    reason: ParkReason,
    dueAt: Date,
    by: Actor | undefined,
  ): Promise<void> {
    await rows.park(tx, handoff.id, reason, dueAt, by?.id)
    if (handoff.agentId !== undefined) await rows.releaseCapacity(tx, handoff.agentId, handoff.weight)
    await deps.say(tx, handoff.conversationId, by, { kind: 'parked', reason, dueAt: dueAt.toISOString() })
  }

  /**
   * Its time has come, or its visitor wrote. Changes nothing when it is not parked (any more) or not due; a message or
   * call that is owed stays parked until its time, whatever the visitor writes meanwhile.
   */
  function wake(db: TenantDb, conversationId: string, because: Waking): Promise<void> {
    return underLock(db, conversationId, async (tx, _conversation, current) => {
      const parked = current?.state === 'parked' ? await readParked(tx, conversationId) : undefined
      if (current === undefined || parked === undefined) return
      if (because === 'due' ? !parked.due : parked.reason !== 'snoozed') return
      const waiting = await end(tx, current, because)
      if (!(await giveBack(tx, waiting, parked.by))) await queue(tx, waiting, parked)
    })
  }

  /** To who snoozed it, if he is online, connected, and has room. */
  async function giveBack(tx: TenantQuery, { id, conversationId, weight }: Handoff, by: Actor | undefined) {
    if (by === undefined || !(await rows.reservePresent(tx, by.id, weight))) return false
    const { reason } = await rows.takeAway(tx, id, by.id)
    await deps.say(tx, conversationId, undefined, { kind: 'handoff_changed', state: 'assigned', reason, agent: by })
    await deps.moveDialog(tx, conversationId, 'agent_joined')
    return true
  }

  async function queue(tx: TenantQuery, { conversationId, reason }: Handoff, parked: Parked): Promise<void> {
    const state = parked.by === undefined ? 'waiting' : 'returned_to_queue'
    await deps.say(tx, conversationId, undefined, { kind: 'handoff_changed', state, reason })
    await deps.moveDialog(tx, conversationId, 'returned_to_queue')
  }

  return { snooze, parkForVisitor, wake }
}

function inRange(dueAt: Date): Date {
  const ahead = dueAt.getTime() - Date.now()
  if (ahead > 0 && ahead <= LONGEST_MS) return dueAt
  throw new InvalidInput('due_out_of_range', 'A conversation can be put off to a time from now to a year ahead.', {
    value: Number.isNaN(ahead) ? String(dueAt) : dueAt.toISOString(),
  })
}
