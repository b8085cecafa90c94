/** Faults that the simulation has to find: each is a function that takes the place of a right one. None is in src. */
import type { Db, TenantQuery } from '../src/db.ts'
import type { HandoffRows, offer } from '../src/handoff/handoff.store.ts'

/** What a world may be built with in place of the real thing. */
export interface Faults {
  rows?: Partial<HandoffRows>
  offer?: typeof offer
  /** Ends the leases of agents who are gone. */
  lapseLease?: () => Promise<void>
  /** Ends offers that nobody took. */
  lapseOffer?: () => Promise<void>
  /** Puts agents away whose shift ends. */
  turnShifts?: () => Promise<void>
  /** Brings back what is parked and due. */
  wake?: () => Promise<void>
}

const nothing = async () => {}

export const FAULTS: Readonly<Record<string, (db: Db) => Faults>> = {
  /** The agent is gone; nobody takes his conversations back. */
  'a lost lease': () => ({ lapseLease: nothing }),
  /** Accepting does not look whether somebody was first. */
  'a double accept': () => ({ rows: { assign: assignWithoutLooking } }),
  /** Offers that lapsed stay with whom they were offered to. */
  'a forgotten sweep': () => ({ lapseOffer: nothing }),
  /** The shift ends and nobody takes back what is offered. */
  'a forgotten shift': () => ({ turnShifts: nothing }),
  /** What was put off stays put off. */
  'a forgotten promise': () => ({ wake: nothing }),
  /** Counts what an agent has and then acts upon it. */
  'a counted capacity': () => ({ offer: offerByCounting }),
  /** Who comes back to the queue stands at its end. */
  'a lost place': () => ({ rows: { requeue: requeueAtTheEnd } }),
}

const assignWithoutLooking: HandoffRows['assign'] = async (tx, handoffId, agentId) => {
  const { rows } = await tx.query<{ conversation_id: string; epoch: number; weight: number }>(
    `UPDATE handoff SET state = 'assigned', agent_id = $3, epoch = epoch + 1, assigned_at = now(), offer_expires_at = NULL
     WHERE tenant_id = $1 AND id = $2 RETURNING conversation_id, epoch, weight`,
    [tx.tenantId, handoffId, agentId],
  )
  const { conversation_id, ...row } = rows[0]!
  return { ...row, id: handoffId, conversationId: conversation_id, state: 'assigned', reason: 'asked', agentId }
}

const requeueAtTheEnd: HandoffRows['requeue'] = async (tx, handoffId) => {
  await tx.query(
    `UPDATE handoff SET state = 'waiting', agent_id = NULL, assigned_at = NULL, offer_expires_at = NULL, queued_at = now()
     WHERE tenant_id = $1 AND id = $2`,
    [tx.tenantId, handoffId],
  )
}

const offerByCounting: typeof offer = async (db, conversationId, agentId, seconds) => {
  const { rows } = await db.query<{ free: boolean }>(
    `SELECT capacity > (SELECT count(*) FROM handoff h WHERE h.tenant_id = $1 AND h.agent_id = $2
       AND h.state IN ('offered', 'assigned')) AS free FROM agent WHERE tenant_id = $1 AND id = $2`,
    [db.tenantId, agentId],
  )
  if (!rows[0]?.free) return undefined
  await think(db)
  const moved = await db.query<{ weight: number }>(
    `UPDATE handoff SET state = 'offered', agent_id = $3, epoch = epoch + 1, offer_expires_at = now() + make_interval(secs => $4)
     WHERE tenant_id = $1 AND conversation_id = $2 AND state = 'waiting' RETURNING weight`,
    [db.tenantId, conversationId, agentId, seconds],
  )
  if (moved.count === 0) return undefined
  await db.query('UPDATE agent SET load = load + 1 WHERE tenant_id = $1 AND id = $2', [db.tenantId, agentId])
  return { contactId: conversationId }
}

/** A process that is a little slower than another. */
async function think(db: TenantQuery): Promise<void> {
  for (let i = 0; i < 10; i++) await db.query('SELECT 1')
}
